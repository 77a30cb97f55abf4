"""GraphiQL in a real browser, as the server gives it: a prepared operation is opened, run and answered."""

from __future__ import annotations

from pathlib import Path

from db.models import Interaction
from tests.api.graphql.browser import a_page, needs_build, needs_chromium
from tests.api.servers import running
from tests.databases import on_demo_data, on_sqlite

RUN = "document.querySelector('.graphiql-execute-button')"
ANSWER = "document.querySelector('.graphiql-response')?.innerText"


@needs_build
@needs_chromium
@on_sqlite  # a page cannot tell which database there is
@on_demo_data
async def test_a_prepared_operation_runs_in_a_browser_without_a_complaint(
    database: str, tmp_path: Path
) -> None:
    before = await Interaction.all().count()
    async with running(database) as server:
        address = str(server.http.base_url.join("/graphql#02-create-interaction"))
        async with a_page(address, tmp_path) as page:
            await page.until(f"!!{RUN} && document.body.innerText.includes('CreateInteraction')")
            await page.evaluate(f"{RUN}.click()")
            await page.until(f"/LOGGED/.test({ANSWER})")
            assert page.complaints == []
            assert await page.evaluate(FORBIDDEN) == "EvalError"
    assert await Interaction.all().count() == before + 1


FORBIDDEN = "(() => { try { return new Function('return 1')() } catch (error) { return error.name } })()"
"""The policy is in force: it allows no script that is made of text."""
