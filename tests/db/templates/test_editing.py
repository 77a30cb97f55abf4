"""Rules of interaction templates."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal

from db.errors import Code, Refused
from db.interactions.creating import Source, create_interaction
from db.models import CorrespondenceType, InteractionTemplate, SegmentLine, TemplateLanguage
from db.segments.editing import create_segment
from db.segments.lines import personalize_segment_lines
from db.sql.keyset_pages import Window, find_page
from db.templates import editing, languages
from db.writes.validation import Money
from tests.builders import a_contact, a_group, a_salesperson, a_template, a_template_language
from tests.databases import on_postgres
from tests.refusals import refused

GERMAN = {"language": "de", "description": "Treffen"}
FRENCH = {"language": "fr", "description": "Rencontre"}


async def test_a_template_costs_nothing_and_writes_e_mails_unless_told_otherwise(now: datetime) -> None:
    template = await InteractionTemplate.get(id=(await a_template()).id)
    assert (template.cost, template.duration_minutes) == (Decimal(0), 0)
    assert template.correspondence_type is CorrespondenceType.EMAIL
    assert template.ignores_contact_correspondence_type is False
    assert (template.information_flow, template.initiated_by, template.default_language) == (None, None, None)


async def test_null_in_a_new_template_is_the_default(now: datetime) -> None:
    template = await a_template(cost=None, correspondence_type=None, languages=None)
    assert (template.cost, template.correspondence_type) == (Decimal(0), CorrespondenceType.EMAIL)


async def test_all_problems_of_a_template_are_reported_together(now: datetime) -> None:
    with refused(
        (Code.TOO_LONG, "code"),
        (Code.REQUIRED, "description"),
        (Code.OUT_OF_RANGE, "cost"),
        (Code.OUT_OF_RANGE, "duration_minutes"),
        (Code.INVALID, "languages.0.language"),
        (Code.TOO_LONG, "languages.0.description"),
        (Code.NOT_FOUND, "interaction_group_id"),
        (Code.INVALID, "default_language"),
    ):
        await a_template(
            code="T" * 21,
            description="",
            interaction_group_id=99,
            cost=Money(Decimal(-1)),
            duration_minutes=-1,
            languages=[{"language": "xx", "description": "D" * 101}],
            default_language="de",
        )
    assert await InteractionTemplate.all().count() == 0


async def test_a_template_needs_a_group(now: datetime) -> None:
    with refused((Code.REQUIRED, "interaction_group_id")):
        await editing.create_interaction_template({"code": "T", "description": "Talk"}, now=now)


async def test_the_code_of_a_template_is_unique_and_in_upper_case(now: datetime) -> None:
    first, other = await a_template(code="golf"), await a_template()
    assert first.code == "GOLF"
    with refused((Code.NOT_UNIQUE, "code")):
        await a_template(code="Golf")
    with refused((Code.NOT_UNIQUE, "code")):
        await editing.update_interaction_template(other.id, {"code": "golf"}, now=now)


async def test_a_cost_is_given_in_the_local_currency_with_its_decimals(now: datetime) -> None:
    with refused((Code.INVALID, "cost")):
        await a_template(cost=Money(Decimal(1), "EUR"))
    with refused((Code.INVALID, "cost")):
        await a_template(cost=Money(Decimal("0.001")))
    template = await a_template(cost=Money(Decimal("8.5"), "USD"))
    assert (await InteractionTemplate.get(id=template.id)).cost == Decimal("8.50")


async def test_a_template_is_created_with_its_languages_and_its_default_at_once(now: datetime) -> None:
    template = await a_template(languages=[FRENCH, GERMAN], default_language="FR")
    spoken = await find_page(languages.find_template_languages(), Window(10))
    assert template.default_language == "fr"
    assert [(each.language, each.description) for each in spoken.rows] == [
        ("de", "Treffen"),
        ("fr", "Rencontre"),
    ]


async def test_a_new_template_names_each_language_once(now: datetime) -> None:
    with refused((Code.NOT_UNIQUE, "languages.1.language")):
        await a_template(languages=[GERMAN, GERMAN | {"language": "DE"}])


async def test_the_default_language_is_one_that_the_template_has(now: datetime) -> None:
    template = await a_template(languages=[GERMAN])
    with refused((Code.INVALID, "default_language")):
        await editing.update_interaction_template(template.id, {"default_language": "fr"}, now=now)
    await a_template_language(template, **FRENCH)
    updated = await editing.update_interaction_template(template.id, {"default_language": "fr"}, now=now)
    assert (updated.template.default_language, updated.template.revision) == ("fr", 2)


async def test_a_change_of_a_template_touches_only_what_was_given(now: datetime) -> None:
    template = await a_template(cost=Money(Decimal(8)), duration_minutes=90, languages=[GERMAN])
    await editing.update_interaction_template(template.id, {"default_language": "de"}, now=now)
    updated = await editing.update_interaction_template(
        template.id, {"duration_minutes": 30, "default_language": None}, expected_revision=2, now=now
    )
    kept = await InteractionTemplate.get(id=template.id)
    assert (kept.cost, kept.duration_minutes, kept.default_language) == (Decimal(8), 30, None)
    assert (updated.changed, kept.revision, updated.groups) == (True, 3, [])


async def test_the_same_template_once_more_is_no_change(now: datetime) -> None:
    template = await a_template(cost=Money(Decimal(8)))
    same = {
        "cost": Money(Decimal("8.00")),
        "code": template.code,
        "interaction_group_id": template.interaction_group_id,
    }
    updated = await editing.update_interaction_template(template.id, same, now=now)
    assert (updated.changed, updated.template.revision) == (False, 1)


async def test_all_problems_of_a_changed_template_are_reported_together(now: datetime) -> None:
    template = await a_template()
    with refused(
        (Code.REQUIRED, "cost"),
        (Code.REQUIRED, "correspondence_type"),
        (Code.NOT_FOUND, "interaction_group_id"),
        (Code.INVALID, "default_language"),
    ):
        await editing.update_interaction_template(
            template.id,
            {"cost": None, "correspondence_type": None, "interaction_group_id": 99, "default_language": "de"},
            now=now,
        )


async def test_a_template_that_moves_names_the_group_it_left_and_the_one_it_joined(now: datetime) -> None:
    template, elsewhere = await a_template(), await a_group()
    before = template.interaction_group_id
    updated = await editing.update_interaction_template(
        template.id, {"interaction_group_id": elsewhere.id}, now=now
    )
    assert [group.id for group in updated.groups] == [before, elsewhere.id]


async def test_a_stale_revision_of_a_template_is_refused(now: datetime) -> None:
    template = await a_template()
    await editing.update_interaction_template(template.id, {"description": "Golf"}, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")) as refusal:
        await editing.update_interaction_template(
            template.id, {"description": "Tennis"}, expected_revision=1, now=now
        )
    assert refusal.value.problems[0].current.description == "Golf"  # type: ignore[attr-defined]
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await editing.delete_interaction_template(template.id, expected_revision=1)


async def test_a_template_goes_with_its_languages(now: datetime) -> None:
    template = await a_template(languages=[GERMAN, FRENCH], default_language="de")
    deleted = await editing.delete_interaction_template(template.id, expected_revision=1)
    assert (deleted.template_id, deleted.group.id) == (template.id, template.interaction_group_id)
    assert await InteractionTemplate.all().count() == await TemplateLanguage.all().count() == 0


async def test_a_template_that_an_interaction_names_stays(now: datetime) -> None:
    template, contact = await a_template(), await a_contact()
    await create_interaction(Source((contact.id,)), {"template_id": template.id}, postpone=True, now=now)
    with refused((Code.IN_USE, "interaction_template_id")):
        await editing.delete_interaction_template(template.id)


async def test_a_template_that_a_segment_names_stays(now: datetime) -> None:
    template = await a_template()
    await create_segment(None, "Spring letter", {"template_id": template.id}, [], now=now)
    with refused((Code.IN_USE, "interaction_template_id")):
        await editing.delete_interaction_template(template.id)


async def test_a_template_that_a_line_names_stays(now: datetime) -> None:
    template, contact = await a_template(), await a_contact()
    await create_segment(None, "Spring letter", {}, [contact.id], now=now)
    line = await SegmentLine.get(contact_id=contact.id)
    await personalize_segment_lines([line.id], {"template_id": template.id}, now=now)
    with refused((Code.IN_USE, "interaction_template_id")):
        await editing.delete_interaction_template(template.id)


async def test_a_change_of_a_template_leaves_what_was_logged(now: datetime) -> None:
    template = await a_template(cost=Money(Decimal(8)))
    contact, salesperson = await a_contact(), await a_salesperson()
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    created = await create_interaction(Source((contact.id,)), values, now=now)
    await editing.update_interaction_template(template.id, {"cost": Money(Decimal(9))}, now=now)
    [logged] = created.interactions
    await logged.refresh_from_db()
    assert logged.cost == Decimal(8)


async def test_templates_are_listed_by_code_and_by_group(now: datetime) -> None:
    group = await a_group()
    await a_template(code="B", interaction_group_id=group.id)
    await a_template(code="A", interaction_group_id=group.id)
    await a_template(code="C")
    everything = await find_page(editing.find_templates(), Window(10))
    grouped = await find_page(editing.find_templates({"interaction_group": {"eq": group.id}}), Window(10))
    others = await find_page(editing.find_templates({"not_": {"code": {"starts_with": "a"}}}), Window(10))
    assert [each.code for each in everything.rows] == ["A", "B", "C"]
    assert [each.code for each in grouped.rows] == ["A", "B"]
    assert [each.code for each in others.rows] == ["B", "C"]


@on_postgres
async def test_a_template_is_never_deleted_from_under_an_interaction(now: datetime) -> None:
    contact = await a_contact()
    for _ in range(10):
        template = await a_template()
        created, deleted = await asyncio.gather(
            create_interaction(Source((contact.id,)), {"template_id": template.id}, postpone=True, now=now),
            editing.delete_interaction_template(template.id),
            return_exceptions=True,
        )
        assert isinstance(created, Refused) != isinstance(deleted, Refused)
