"""Rules of interaction groups."""

from __future__ import annotations

from datetime import datetime

from db import interaction_groups
from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.models import InteractionGroup, InteractionTemplate
from db.templates import editing
from tests.builders import a_contact, a_group, a_salesperson, a_template
from tests.refusals import refused


async def a_logged_interaction(template: InteractionTemplate, now: datetime) -> None:
    contact, salesperson = await a_contact(), await a_salesperson()
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    await create_interaction(Source((contact.id,)), values, now=now)


async def test_the_code_of_a_group_is_unique_and_in_upper_case(now: datetime) -> None:
    first, other = await a_group(code="letter"), await a_group()
    assert first.code == "LETTER"
    with refused((Code.NOT_UNIQUE, "code")):
        await a_group(code="Letter")
    with refused((Code.NOT_UNIQUE, "code")):
        await interaction_groups.update_interaction_group(other.id, {"code": "letter"}, now=now)


async def test_a_group_needs_a_code_and_a_description(now: datetime) -> None:
    with refused((Code.REQUIRED, "code"), (Code.REQUIRED, "description")):
        await interaction_groups.create_interaction_group({"code": " "}, now=now)


async def test_a_change_of_a_group_raises_its_revision_and_a_no_op_does_not(now: datetime) -> None:
    group = await a_group(description="Calls")
    changed = await interaction_groups.update_interaction_group(
        group.id, {"description": "Visits"}, expected_revision=1, now=now
    )
    again = await interaction_groups.update_interaction_group(group.id, {"description": "Visits"}, now=now)
    assert (changed.changed, again.changed, again.group.revision) == (True, False, 2)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await interaction_groups.delete_interaction_group(group.id, expected_revision=1)


async def test_a_group_with_a_template_stays(now: datetime) -> None:
    template = await a_template()
    with refused((Code.IN_USE, "interaction_group_id")):
        await interaction_groups.delete_interaction_group(template.interaction_group_id)


async def test_a_group_with_interactions_stays_even_when_its_templates_left(now: datetime) -> None:
    template, elsewhere = await a_template(), await a_group()
    before = template.interaction_group_id
    await a_logged_interaction(template, now)
    await editing.update_interaction_template(template.id, {"interaction_group_id": elsewhere.id}, now=now)
    with refused((Code.IN_USE, "interaction_group_id")):
        await interaction_groups.delete_interaction_group(before)


async def test_an_empty_group_is_deleted(now: datetime) -> None:
    group = await a_group()
    assert (await interaction_groups.delete_interaction_group(group.id, expected_revision=1)).id == group.id
    assert await InteractionGroup.all().count() == 0
