"""Deleting many contacts at once, and what becomes of their entries of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from db.errors import Code, Problems, StillUsed, TransactionOvertaken, Users
from db.models import Contact, ContactKind, Interaction, InteractionStatus, Salesperson
from db.segments.open_segments import on_open_segments, segments_holding
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.row_security import seeing_all
from db.writes.in_the_way import users_of
from db.writes.locking import locked_rows
from db.writes.many_rows import Revisions, in_order, locked_many, places_of
from db.writes.names_in_messages import called_within
from db.writes.results import IdOf
from db.writes.transactions import transactional


@dataclass
class ContactsDeleted:
    """What is gone, the people of companies among it; where entries of the log moved; who looked after them."""

    contact_ids: Annotated[list[int], IdOf("Contact")]
    companies: list[Contact]
    salespeople: list[Salesperson]


@transactional
async def delete_contacts(
    contact_ids: list[int], *, with_people: bool = False, revisions: Revisions = (), now: datetime
) -> ContactsDeleted:
    """Delete contacts by the rules of `delete_contact`, all or nothing, in a fixed number of statements.

    People whose company goes with them leave their entries with their names and without a contact.
    """
    known = await rows_by_id(Contact, contact_ids)
    await _lock_companies(known)
    people = await _people_of(contact_ids) if with_people else {}
    below = await locked_rows(Contact, [*contact_ids, *people])
    below = {person: below[person] for person in people if person in below}
    problems = Problems()
    rows = await locked_many(Contact, contact_ids, revisions, problems, "contact_ids")
    _check_where(rows, known, below, people)
    going = sorted({*rows, *below})
    await lock_entries(going)
    named = places_of(contact_ids)
    places = {person: named[people[person]] for person in below} | named
    await _check_people(rows, going, places, problems)
    await _check_deletable(going, places, problems)
    problems.refuse_if_any()
    companies = {each.company_id for each in rows.values()} - {None, *going}
    salespeople = await take_away(going, now)
    return ContactsDeleted(going, in_order(await rows_by_id(Contact, companies)), salespeople)


async def take_away(going: list[int], now: datetime) -> list[Salesperson]:
    """Delete contacts that may go, people before their companies; who looked after them, by id."""
    await _move_entries(going, now)
    chosen = statements.among("going")
    found = await statements.select(
        f"SELECT DISTINCT salesperson_id FROM contact WHERE id {chosen}", going=going
    )
    await statements.change(f"DELETE FROM contact WHERE id {chosen} AND company_id IS NOT NULL", going=going)
    await statements.change(f"DELETE FROM contact WHERE id {chosen}", going=going)
    return in_order(await rows_by_id(Salesperson, [record["salesperson_id"] for record in found]))


async def lock_entries(going: Sequence[int]) -> None:
    """Lock the interactions that name contacts, before a statement changes them in whatever order."""
    counting = f"contact_id {statements.among('going')} OR company_id {statements.among('going')}"
    with seeing_all():
        await statements.lock_rows("interaction", counting, "FOR NO KEY UPDATE", going=going)


async def _move_entries(going: list[int], now: datetime) -> None:
    """Entries of the log get the company as their contact, and count for it unless they count for another one.

    A company that goes too gets nothing.
    """
    is_going = f"contact_id {statements.among('going')}"
    company = f"""(SELECT gone.company_id FROM contact AS gone WHERE gone.id = interaction.contact_id
        AND NOT (gone.company_id {statements.among("going")}))"""
    await statements.change(
        f"""
        UPDATE interaction SET updated_at = {statements.later("updated_at", ":now")}, revision = revision + 1,
            contact_id = CASE WHEN {is_going} THEN {company} ELSE contact_id END,
            company_id = CASE
                WHEN company_id {statements.among("going")} THEN NULL
                WHEN {is_going} THEN COALESCE(company_id, {company})
                ELSE company_id
            END,
            contact_name = CASE WHEN {is_going} THEN COALESCE(
                contact_name, (SELECT name FROM contact WHERE contact.id = interaction.contact_id)
            ) ELSE contact_name END
        WHERE {is_going} OR company_id {statements.among("going")}
        """,
        now=now, going=going,
    )  # fmt: skip


async def _lock_companies(known: Mapping[int, Contact]) -> None:
    """Lock the companies among the contacts and those of the others, seen or not, before any person is locked."""
    companies = {each.id for each in known.values() if each.kind is ContactKind.COMPANY}
    companies |= {each.company_id for each in known.values() if each.company_id is not None}
    with seeing_all():
        await statements.lock_rows(
            "contact", f"id {statements.among('ids')}", "FOR UPDATE", ids=sorted(companies)
        )


async def _people_of(contact_ids: Sequence[int]) -> dict[int, int]:
    """The people of the companies among these, each with the company, as far as the caller sees them."""
    found = await statements.select(
        f"SELECT id, company_id FROM contact WHERE company_id {statements.among('ids')}", ids=contact_ids
    )
    return {each["id"]: each["company_id"] for each in found}


def _check_where(
    rows: Mapping[int, Contact],
    known: Mapping[int, Contact],
    below: Mapping[int, Contact],
    people: Mapping[int, int],
) -> None:
    """Try again if somebody has moved before the lock."""
    moved = [
        row.id for row in rows.values() if row.id not in known or row.company_id != known[row.id].company_id
    ]
    moved += [each.id for each in below.values() if each.company_id != people[each.id]]
    if moved:
        raise TransactionOvertaken(f"contacts {moved} have just moved")


async def _check_people(
    rows: Mapping[int, Contact], going: list[int], places: Mapping[int, str], problems: Problems
) -> None:
    """Refuse companies whose people stay behind, seen by the caller or not."""
    with seeing_all():
        staying = await statements.select(
            f"""
            SELECT DISTINCT company_id FROM contact
            WHERE company_id {statements.among("ids")} AND NOT (id {statements.among("going")})
            """,
            ids=list(rows), going=going,
        )  # fmt: skip
    companies = sorted(each["company_id"] for each in staying)
    people = await users_of(Contact, "company_id", companies) if companies else {}
    for company in companies:
        message = (
            f"People belong to {called_within(rows[company])}. Move them, or delete them too (withPeople)."
        )
        path, by = ("contact_ids", places[company]), people.get(company, Users(Contact))
        problems.append(StillUsed(Code.CONTACT_HAS_PEOPLE, message, path, by=[by]))


async def _check_deletable(going: list[int], places: Mapping[int, str], problems: Problems) -> None:
    if on_segments := sorted(await on_open_segments(going)):
        message = "An open segment holds this contact. Remove its line first."
        segments = await segments_holding(on_segments)
        problems += _in_use(Code.CONTACT_ON_SEGMENT, message, on_segments, places, segments)
    with seeing_all():
        postponed = await statements.select(
            f"""
            SELECT DISTINCT contact_id FROM interaction
            WHERE contact_id {statements.among("going")} AND status = '{InteractionStatus.POSTPONED}'
            """,
            going=going,
        )
    if waiting := sorted(each["contact_id"] for each in postponed):
        message = "There are postponed interactions with this contact. Resume or delete them first."
        problems += _in_use(
            Code.CONTACT_HAS_POSTPONED, message, waiting, places, await postponed_with(waiting)
        )


def _in_use(
    code: Code, message: str, contact_ids: list[int], places: Mapping[int, str], users: Mapping[int, Users]
) -> list[StillUsed]:
    return [
        StillUsed(code, message, ("contact_ids", places[each]), by=[users[each]] if each in users else [])
        for each in contact_ids
    ]


async def postponed_with(contact_ids: Sequence[int]) -> dict[int, Users]:
    """Postponed interactions by the contacts that they are with."""
    is_postponed = f"status = '{InteractionStatus.POSTPONED}'"
    return await users_of(Interaction, "contact_id", contact_ids, is_postponed)
