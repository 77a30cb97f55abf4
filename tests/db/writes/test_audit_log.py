"""The audit log: what leaves an entry, what does not, and that it comes and goes with the write."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import orjson
import pytest

from db.callers import SCOPES_OF, Caller, CallerKind, Role
from db.contacts.deleting import delete_contact
from db.contacts.editing import create_contact, update_contact
from db.errors import Code, TransactionOvertaken
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.interactions.remarking import add_interaction_comment
from db.models import AuditEntry, Contact, ContactKind, InteractionComment
from db.salespeople import delete_salesperson
from db.segments.editing import create_segment
from db.segments.lines import add_segment_contacts
from db.writes.audit_log import MOST_SUBJECTS, record_command
from db.writes.transactions import transactional
from tests.builders import a_company, a_contact, a_mailing_group, a_salesperson, a_segment, an_interaction
from tests.conftest import NOW
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import keyed, requested

LATER = NOW + timedelta(hours=1)


async def entries() -> list[tuple[str | None, list[str]]]:
    """The subject of each entry, and all nodes that it names."""
    return [(each.subject, orjson.loads(each.subjects)) for each in await AuditEntry.all().order_by("id")]


async def test_an_entry_says_who_did_what_when_and_from_where() -> None:
    partner = Caller(CallerKind.API_KEY, "key:abc", "Partner", Role.ADMIN, SCOPES_OF[Role.ADMIN])
    contact = (await requested(create_contact(person(), now=NOW), by=partner, at=LATER)).answer.contact
    entry = await AuditEntry.get()
    assert (entry.action, entry.happened_at, entry.subject) == ("anAction", LATER, f"Contact:{contact.id}")
    assert (entry.caller_kind, entry.caller, entry.caller_name) == ("API_KEY", "key:abc", "Partner")
    assert (entry.ip_address, entry.request_id, entry.operation_name) == (
        "127.0.0.1",
        "request-1",
        "AnOperation",
    )


async def test_it_costs_one_statement_and_none_where_one_statement_does_the_work_on_postgres(
    database: str,
) -> None:
    contact, group = await a_contact(), await a_mailing_group()
    costs = []
    for place, ask in enumerate((lambda work: work, requested)):
        for work in (
            lambda place=place: add_mailing_group_contacts(group.id, [contact.id], now=NOW),
            lambda place=place: update_contact(contact.id, {"address": {"city": f"City {place}"}}, now=NOW),
        ):
            await ask(add_mailing_group_contacts(group.id, [(await a_contact()).id], now=NOW))
            with counted_statements() as statements:
                await ask(work())
            costs.append(len(statements))
    in_one = 1 if "postgres" in database else 2
    assert costs[1:] == [1, costs[0], in_one]


async def test_what_is_refused_or_differs_in_nothing_leaves_no_entry() -> None:
    contact, group = await a_contact(city="Bern"), await a_mailing_group()
    await add_mailing_group_contacts(group.id, [contact.id], now=NOW)
    await requested(update_contact(contact.id, {"address": {"city": "Bern"}}, now=LATER))
    await requested(add_mailing_group_contacts(group.id, [contact.id], now=LATER))
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await requested(
            update_contact(contact.id, {"address": {"city": "Biel"}}, expected_revision=7, now=LATER)
        )
    assert await entries() == []


async def test_an_answer_that_is_given_again_leaves_no_second_entry() -> None:
    for _ in range(2):
        await keyed(create_contact(person(), now=NOW))
    assert len(await entries()) == 1


async def test_what_is_gone_is_named_by_what_it_was() -> None:
    salesperson, company = await a_salesperson(), await a_company()
    member = await a_contact(company_id=company.id)
    await requested(delete_salesperson(salesperson.id))
    await requested(delete_contact(company.id, with_people=True, now=NOW))
    assert await entries() == [
        (f"Salesperson:{salesperson.id}", [f"Salesperson:{salesperson.id}"]),
        (f"Contact:{company.id}", [f"Contact:{company.id}", f"Contact:{member.id}"]),
    ]


async def test_at_most_a_hundred_nodes_are_named() -> None:
    segment, people = await a_segment(0), [(await a_contact()).id for _ in range(MOST_SUBJECTS + 5)]
    await requested(add_segment_contacts(segment.id, people, now=NOW))
    [(subject, subjects)] = await entries()
    assert (subject, len(subjects)) == (f"Segment:{segment.id}", MOST_SUBJECTS)


async def test_what_a_client_calls_itself_is_cut_where_the_column_ends() -> None:
    endless = Caller(CallerKind.TOKEN, "token:" + "i" * 400, "n" * 400, Role.ADMIN, SCOPES_OF[Role.ADMIN])
    await requested(create_contact(person(), now=NOW), by=endless)
    entry = await AuditEntry.get()
    assert (len(entry.caller), len(entry.caller_name)) == (300, 200)


async def test_a_crash_before_the_commit_leaves_neither_work_nor_entry() -> None:
    interaction = await an_interaction()

    @transactional
    async def comment_and_crash() -> Any:
        await add_interaction_comment(interaction.id, "Lost", now=NOW)
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        await requested(comment_and_crash())
    assert (await entries(), await InteractionComment.all().count()) == ([], 0)


async def test_verbs_within_a_verb_and_a_second_attempt_leave_one_entry() -> None:
    interaction, attempts = await an_interaction(), []

    @transactional
    async def comment_twice() -> Any:
        attempts.append(1)
        await add_interaction_comment(interaction.id, "One", now=NOW)
        answer = await add_interaction_comment(interaction.id, "Two", now=NOW)
        await update_contact(interaction.contact_id or 0, {"job_title": "Baker"}, now=NOW)
        if len(attempts) == 1:
            raise TransactionOvertaken
        return answer

    done = (await requested(comment_twice())).answer
    subject = f"InteractionComment:{done.comment.id}"
    assert await entries() == [(subject, [subject, f"Interaction:{interaction.id}"])]
    assert (len(attempts), await InteractionComment.all().count()) == (2, 2)


async def test_each_of_many_changes_at_once_has_its_entry() -> None:
    contact = await a_contact()
    changes = [
        update_contact(contact.id, {"address": {"city": f"City {place}"}}, now=LATER) for place in range(12)
    ]
    await asyncio.gather(*map(requested, changes))
    assert (await Contact.get(id=contact.id)).revision == 13
    assert await entries() == [(f"Contact:{contact.id}", [f"Contact:{contact.id}"])] * 12


async def test_work_that_nobody_asked_for_leaves_no_entry() -> None:
    await create_segment(None, "Spring", {}, [], now=NOW)
    assert await entries() == []


async def test_a_command_leaves_one_entry_of_its_own() -> None:
    await record_command("importContacts", NOW)
    entry = await AuditEntry.get()
    assert (entry.action, entry.caller, entry.caller_name) == ("importContacts", "cli", "command line")
    assert (entry.subject, entry.subjects) == (None, "[]")


def person() -> dict[str, Any]:
    return {"kind": ContactKind.PERSON, "name": "Ann"}
