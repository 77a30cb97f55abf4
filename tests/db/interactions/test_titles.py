"""The line by which an interaction is recognised in a list."""

from __future__ import annotations

import pytest

from db.contacts.deleting import delete_contact
from db.interactions.titles import titles_of
from db.models import InformationFlow, Interaction
from db.templates.editing import update_interaction_template
from tests.builders import (
    a_company,
    a_contact,
    a_postponed_interaction,
    a_salesperson,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.statements import counted_statements

IN, OUT = InformationFlow.INBOUND, InformationFlow.OUTBOUND


async def title(interaction: Interaction) -> str:
    [line] = await titles_of([await Interaction.get(id=interaction.id)])
    return line


@pytest.mark.parametrize(
    ("flow", "expected"), [(OUT, "Call - by Sam Reed"), (IN, "Call - from Ann Lee"), (None, "Call")]
)
async def test_a_title_names_the_template_and_who_spoke(flow: InformationFlow | None, expected: str) -> None:
    template = await a_template(description="Call", information_flow=flow)
    salesperson, contact = await a_salesperson(name="Sam Reed"), await a_contact(name="Ann Lee")
    ids = {"template_id": template.id, "salesperson_id": salesperson.id, "contact_id": contact.id}
    assert await title(await an_interaction(**ids, description="About tea")) == expected
    assert await title(await a_postponed_interaction(**ids, description="About tea")) == expected


async def test_the_flow_that_was_given_decides() -> None:
    template = await a_template(description="Call", information_flow=OUT)
    contact = await a_contact(name="Ann Lee")
    entry = await an_interaction(template_id=template.id, contact_id=contact.id, information_flow=IN)
    assert await title(entry) == "Call - from Ann Lee"


async def test_the_title_of_a_logged_entry_does_not_follow_a_later_flow_of_the_template() -> None:
    template = await a_template(description="Call")
    logged = await an_interaction(template_id=template.id)
    postponed = await a_postponed_interaction(
        template_id=template.id, salesperson_id=(await a_salesperson(name="Sam Reed")).id
    )
    await update_interaction_template(template.id, {"information_flow": OUT}, now=NOW)
    assert [await title(logged), await title(postponed)] == ["Call", "Call - by Sam Reed"]


async def test_without_anybody_to_name_it_is_the_template() -> None:
    outbound = await a_template(description="Call", information_flow=OUT)
    inbound = await a_template(description="Letter", information_flow=IN)
    postponed = await a_postponed_interaction(template_id=outbound.id)
    assert await title(postponed) == "Call"
    company = await a_company(name="Fabrikam")
    entry = await an_interaction(template_id=inbound.id, contact_id=company.id)
    await delete_contact(company.id, now=NOW)
    assert await title(entry) == "Letter - from Fabrikam"


async def test_a_postponed_interaction_without_a_template_is_called_by_its_description() -> None:
    assert await title(await a_postponed_interaction(description="About tea")) == "About tea"
    assert await title(await a_postponed_interaction()) == "Interaction"


async def test_the_titles_of_many_take_three_statements() -> None:
    rows = [await an_interaction() for _ in range(4)]
    with counted_statements() as statements:
        assert len(await titles_of(rows)) == 4
    assert len(statements) == 3
