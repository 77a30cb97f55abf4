"""Rules of mailing groups, industry groups and job responsibilities themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.errors import Code
from db.groupings.grouping import SORTS
from db.models import Contact
from db.sql.keyset_pages import Window, find_page
from tests.db.groupings.every_grouping import Noun, of_every_grouping
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import keyed

pytestmark = of_every_grouping

LATER = timedelta(hours=1)


async def test_a_code_is_unique_and_in_upper_case(noun: Noun, now: datetime) -> None:
    first, other = await noun.a_group(code=" x-mas "), await noun.a_group()
    assert first.code == "X-MAS"
    with refused((Code.NOT_UNIQUE, "code")):
        await noun.a_group(code="X-mas")
    with refused((Code.NOT_UNIQUE, "code")):
        await noun.update(other.id, {"code": "x-mas"}, now=now)


async def test_a_code_and_a_description_are_needed_and_all_problems_told_together(
    noun: Noun, now: datetime
) -> None:
    with refused((Code.TOO_LONG, "code"), (Code.REQUIRED, "description")):
        await noun.create({"code": "A" * 21}, now=now)
    with refused((Code.REQUIRED, "code"), (Code.INVALID, "description")):
        await noun.create({"code": " ", "description": "Bell\x07"}, now=now)
    assert await noun.grouping.group.all().count() == 0


async def test_a_change_raises_the_revision_and_a_no_op_does_not(noun: Noun, now: datetime) -> None:
    group = await noun.a_group(code="A", description="Cards")
    changed = await noun.update(group.id, {"description": "ÉTÉ"}, expected_revision=1, now=now + LATER)
    again = await noun.update(group.id, {"code": "a", "description": "ÉTÉ"}, now=now)
    assert (changed.changed, again.changed, again.group.revision) == (True, False, 2)
    kept = await noun.grouping.group.get(id=group.id)
    assert (kept.code, kept.description, kept.description_folded) == ("A", "ÉTÉ", "été")
    assert kept.updated_at == now + LATER
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await noun.update(group.id, {"description": "Cards"}, expected_revision=1, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await noun.delete(group.id, expected_revision=1)


async def test_what_is_not_there_is_not_found(noun: Noun, now: datetime) -> None:
    with refused((Code.NOT_FOUND, noun.key)):
        await noun.update(99, {"description": "Cards"}, now=now)
    with refused((Code.NOT_FOUND, noun.key)):
        await noun.delete(99)


async def test_it_is_created_once_for_a_key(noun: Noun, now: datetime) -> None:
    values = {"code": "A", "description": "Cards"}
    first = await keyed(noun.create(values, now=now))
    again = await keyed(noun.create(values, now=now))
    assert (first.replayed, again.replayed, again.answer.group) == (False, True, first.answer.group)


async def test_an_empty_one_is_deleted(noun: Noun, now: datetime) -> None:
    group = await noun.a_group()
    assert (await noun.delete(group.id, expected_revision=1)).id == group.id
    assert await noun.grouping.group.all().count() == 0


async def test_one_that_is_in_use_stays_until_its_contacts_are_out(noun: Noun, now: datetime) -> None:
    group, member = await noun.a_group(), await noun.a_member()
    await noun.add(group.id, [member.id], now=now)
    with refused((Code.IN_USE, noun.key)):
        await noun.delete(group.id)
    assert await noun.members(group) == [member.id]
    await noun.remove(group.id, [member.id])
    assert (await noun.delete(group.id)).id == group.id


async def test_one_that_is_in_use_is_deleted_with_its_memberships_if_so_asked(
    noun: Noun, now: datetime
) -> None:
    group, other, member = await noun.a_group(), await noun.a_group(), await noun.a_member()
    for each in (group, other):
        await noun.add(each.id, [member.id], now=now)
    assert (await noun.delete(group.id, with_memberships=True)).id == group.id
    assert (await noun.members(group), await noun.members(other)) == ([], [member.id])
    assert await Contact.filter(id=member.id).exists()


async def test_they_are_listed_by_code_or_description_and_found_by_both(noun: Noun, now: datetime) -> None:
    for code, description in (("B", "ärzte"), ("C", "Cards"), ("A", "books")):
        await noun.a_group(code=code, description=description)

    async def codes(**options: object) -> list[str]:
        return [each.code for each in (await find_page(noun.find(**options), Window(10))).rows]

    assert await codes() == ["A", "B", "C"]
    assert await codes(order=(SORTS["DESCRIPTION"],)) == ["A", "C", "B"]
    assert await codes(where={"code": {"in_": ["a", "c"]}}) == ["A", "C"]
    assert await codes(where={"description": {"contains": "ÄRZ"}}) == ["B"]


@pytest.mark.parametrize("crowded", [False, True])
async def test_deleting_costs_as_much_with_many_contacts(noun: Noun, crowded: bool, now: datetime) -> None:
    group = await noun.a_group()
    members = [(await noun.a_member()).id for _ in range(20 if crowded else 1)]
    await noun.add(group.id, members, now=now)
    with counted_statements() as statements:
        await noun.delete(group.id, with_memberships=True)
    assert len(statements) <= 4
