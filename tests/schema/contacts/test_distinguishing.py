"""Contacts that look like one and are not, and many contacts deleted at once, as clients do it."""

from __future__ import annotations

from schema.graph.ids import global_id
from tests.builders import a_company, a_contact
from tests.schema.asking import ask
from tests.schema.interacting import ERRORS, done, refused

SHOWN = "contacts { id distinctContacts { totalCount nodes { id } } duplicates { contact { id } } }"
MARK = f"""mutation ($input: MarkContactsAsDistinctInput!) {{ markContactsAsDistinct(input: $input) {{
    changed markedPairCount {ERRORS} {SHOWN} }} }}"""
UNMARK = f"""mutation ($input: UnmarkContactsAsDistinctInput!) {{ unmarkContactsAsDistinct(input: $input) {{
    changed unmarkedPairCount {ERRORS} {SHOWN} }} }}"""
DELETE = f"""mutation ($input: DeleteContactsInput!) {{ deleteContacts(input: $input) {{
    deletedContactIds {ERRORS} companies {{ id }} salespeople {{ id }} }} }}"""
GROUPS = "{ duplicateContacts { totalCount nodes { contactCount contacts { id } } } }"


async def test_contacts_are_marked_as_distinct_and_it_is_taken_back() -> None:
    one, other = [global_id(await a_contact(name="Ann Bell")) for _ in range(2)]
    marked = await done(MARK, contactIds=[one, other])
    assert (marked["changed"], marked["markedPairCount"]) == (True, 1)
    assert [each["id"] for each in marked["contacts"]] == [one, other]
    assert [each["distinctContacts"]["nodes"] for each in marked["contacts"]] == [
        [{"id": other}],
        [{"id": one}],
    ]
    assert [each["duplicates"] for each in marked["contacts"]] == [[], []]
    assert (await ask(GROUPS))["duplicateContacts"] == {"totalCount": 0, "nodes": []}
    assert not (await done(MARK, contactIds=[other, one]))["changed"]
    unmarked = await done(UNMARK, contactIds=[one, other])
    assert (unmarked["changed"], unmarked["unmarkedPairCount"]) == (True, 1)
    assert unmarked["contacts"][0]["duplicates"] == [{"contact": {"id": other}}]
    assert (await ask(GROUPS))["duplicateContacts"]["totalCount"] == 1


async def test_what_cannot_be_marked_is_pointed_at() -> None:
    person, company = global_id(await a_contact()), global_id(await a_company())
    for document in (MARK, UNMARK):
        assert await refused(document, contactIds=[person]) == [("OUT_OF_RANGE", "input.contactIds")]
        assert await refused(document, contactIds=[person, company]) == [("INVALID", "input.contactIds.1")]


async def test_many_contacts_are_deleted_or_none() -> None:
    company = await a_company()
    person, other = await a_contact(company_id=company.id), await a_contact()
    ids = [global_id(company), global_id(other)]
    assert await refused(DELETE, contactIds=ids) == [("CONTACT_HAS_PEOPLE", "input.contactIds.0")]
    deleted = await done(DELETE, contactIds=ids, withPeople=True)
    assert set(deleted["deletedContactIds"]) == {*ids, global_id(person)}
    assert (await ask("{ contacts { totalCount } }"))["contacts"]["totalCount"] == 0
