"""Rules of salespeople."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import marketing_setup, salespeople
from db.errors import Code
from db.interactions.creating import Source, create_interaction
from db.models import Interaction, Salesperson
from db.numbering import the_setup
from db.sql.keyset_pages import Window, find_page
from tests.builders import a_contact, a_salesperson
from tests.refusals import refused

LATER = timedelta(hours=1)


async def test_a_code_is_kept_in_upper_case(now: datetime) -> None:
    assert (await a_salesperson(code=" jo ")).code == "JO"


async def test_a_code_belongs_to_one_salesperson(now: datetime) -> None:
    await a_salesperson(code="JO")
    other = await a_salesperson(code="AN")
    with refused((Code.NOT_UNIQUE, "code")):
        await a_salesperson(code="jo")
    with refused((Code.NOT_UNIQUE, "code")):
        await salespeople.update_salesperson(other.id, {"code": "Jo"}, now=now)


async def test_a_salesperson_may_keep_the_code_in_a_change(now: datetime) -> None:
    salesperson = await a_salesperson(code="JO")
    updated = await salespeople.update_salesperson(salesperson.id, {"code": "jo"}, now=now)
    assert not updated.changed


async def test_all_problems_are_reported_together(now: datetime) -> None:
    with refused(
        (Code.TOO_LONG, "code"), (Code.REQUIRED, "name"), (Code.INVALID, "email"), (Code.INVALID, "phone")
    ):
        await a_salesperson(code="A" * 21, name="", email="jo@", phone="none")
    assert await Salesperson.all().count() == 0


async def test_a_change_touches_only_what_was_given(now: datetime) -> None:
    salesperson = await a_salesperson(name="Jo", email="jo@example.com", job_title="Seller")
    updated = await salespeople.update_salesperson(
        salesperson.id, {"email": None, "name": "Joan"}, now=now + LATER
    )
    kept = await Salesperson.get(id=salesperson.id)
    assert (kept.name, kept.email, kept.job_title) == ("Joan", None, "Seller")
    assert (updated.changed, kept.revision, kept.updated_at) == (True, 2, now + LATER)


async def test_a_stale_revision_is_refused_with_the_salesperson_as_it_is(now: datetime) -> None:
    salesperson = await a_salesperson()
    await salespeople.update_salesperson(salesperson.id, {"name": "Joan"}, expected_revision=1, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")) as refusal:
        await salespeople.update_salesperson(salesperson.id, {"name": "Jo"}, expected_revision=1, now=now)
    assert refusal.value.problems[0].current.name == "Joan"  # type: ignore[attr-defined]


async def test_a_stale_revision_keeps_a_salesperson_from_being_deleted(now: datetime) -> None:
    salesperson = await a_salesperson()
    await salespeople.update_salesperson(salesperson.id, {"name": "Joan"}, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await salespeople.delete_salesperson(salesperson.id, expected_revision=1)
    assert await Salesperson.filter(id=salesperson.id).exists()


async def test_a_salesperson_that_is_not_there_is_not_found(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "salesperson_id")):
        await salespeople.update_salesperson(99, {"name": "Jo"}, now=now)
    with refused((Code.NOT_FOUND, "salesperson_id")):
        await salespeople.delete_salesperson(99)


async def test_a_salesperson_whom_nothing_names_is_deleted(now: datetime) -> None:
    salesperson = await a_salesperson()
    assert (await salespeople.delete_salesperson(salesperson.id, expected_revision=1)).id == salesperson.id
    assert await Salesperson.all().count() == 0


async def test_a_salesperson_with_a_contact_stays(now: datetime) -> None:
    salesperson = await a_salesperson()
    await a_contact(salesperson_id=salesperson.id)
    with refused((Code.IN_USE, "salesperson_id")):
        await salespeople.delete_salesperson(salesperson.id)


async def test_a_salesperson_with_a_postponed_interaction_stays(now: datetime) -> None:
    salesperson = await a_salesperson()
    await create_interaction(Source(salesperson_id=salesperson.id), {}, postpone=True, now=now)
    with refused((Code.IN_USE, "salesperson_id")):
        await salespeople.delete_salesperson(salesperson.id)
    assert await Interaction.filter(salesperson_id=salesperson.id).count() == 1


async def test_deleting_the_default_salesperson_leaves_the_setup_without_one(now: datetime) -> None:
    salesperson = await a_salesperson()
    await marketing_setup.update_marketing_setup({"default_salesperson_id": salesperson.id}, now=now)
    await salespeople.delete_salesperson(salesperson.id)
    assert (await the_setup()).default_salesperson_id is None


async def test_salespeople_are_listed_by_code(now: datetime) -> None:
    for code in ("B", "C", "A"):
        await a_salesperson(code=code, is_blocked=code == "C")
    everyone = await find_page(salespeople.find_salespeople(), Window(10))
    blocked = await find_page(salespeople.find_salespeople({"is_blocked": True}), Window(10))
    named = await find_page(salespeople.find_salespeople({"code": {"in_": ["a", "b"]}}), Window(10))
    assert [each.code for each in everyone.rows] == ["A", "B", "C"]
    assert [each.code for each in blocked.rows] == ["C"]
    assert [each.code for each in named.rows] == ["A", "B"]
