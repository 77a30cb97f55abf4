"""Python: a client that ariadne-codegen makes talks to a server, in an environment of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from db.models import Contact, InteractionTemplate
from db.models.contacts import ContactKind
from schema.graph.ids import encoded
from tests.api.servers import running
from tests.clients.tools import ARIADNE, copied, needs_ariadne, prepared_operations, run
from tests.databases import on_demo_data, on_sqlite


@needs_ariadne
@on_sqlite  # a client cannot tell which database there is
@on_demo_data
async def test_a_python_client_talks_to_the_server(database: str, tmp_path: Path) -> None:
    template = await InteractionTemplate.get(code="OUTGOING")
    project = copied("python", tmp_path)
    for path in prepared_operations():
        shutil.copy(path, project / "operations")
    await run(ARIADNE / "ariadne-codegen", "--config", "ariadne.toml", folder=project)
    async with running(database) as server:
        url = str(server.http.base_url.join("/graphql"))
        output = await run(
            ARIADNE / "python", "program.py", url, encoded("InteractionTemplate", template.id), folder=project
        )
    assert json.loads(output) == {
        "people": await Contact.filter(kind=ContactKind.PERSON).count(),
        "created": True,
        "amount": "12.50",
        "occurred": True,
        "refused": [
            ["REQUIRED", ["input", "values", "templateId"]],
            ["REQUIRED", ["input", "values", "description"]],
        ],
        "current": True,
    }
