"""The timeline of contacts: interactions whatever their status, and the comments on them, the newest first.

An entry of the log stands at the moment when it happened, a postponed interaction and a comment at that of their
creation. A company has with its own all that counts towards it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from db.models import Interaction, InteractionComment
from db.sql import statements
from db.sql.clauses import ALWAYS
from db.sql.keyset_pages import Page
from db.sql.lateral import contacts_given, lists_per_parent
from db.sql.listings import Listing, Sort, Window
from db.sql.loaders import rows_by_id

INTERACTION, COMMENT = 1, 2
"""The kinds of items. Of two items at one moment a comment counts as newer than an interaction."""

OWN = "interaction.contact_id = parent.id"
OF_PEOPLE = (
    "parent.kind = 'COMPANY' AND interaction.company_id = parent.id"
    " AND (interaction.contact_id IS NULL OR interaction.contact_id <> parent.id)"
)
LOGGED, POSTPONED = "interaction.status <> 'POSTPONED'", "interaction.status = 'POSTPONED'"
COMMENTS = "interaction_comment AS note JOIN interaction ON interaction.id = note.interaction_id"

Columns = frozenset[str] | None


@dataclass(slots=True)
class TimelineItem:
    """An interaction or a comment, with its moment. `row` is filled in by a second statement."""

    moment: datetime
    kind: int
    id: int
    row: Any = None


class TimelineListing(Listing[Any]):
    """The order of the timeline; its rows come from two tables."""

    def kind_of(self, column: str) -> type:
        return datetime if column == "moment" else int


COLUMNS = ("moment", "kind", "id")
TIMELINE = TimelineListing(Interaction, ALWAYS, tuple(Sort(column, descending=True) for column in COLUMNS))


async def find_timelines(
    contact_ids: Sequence[int], window: Window, of_interactions: Columns = None, of_comments: Columns = None
) -> dict[int, Page[Any]]:
    """A page of the timeline of each contact: one statement for moments and ids, and one for each kind of row."""
    under = await _places(contact_ids, window)
    every = [item for items in under.values() for item in items]
    rows: dict[int, dict[int, Any]] = {
        INTERACTION: await rows_by_id(Interaction, _ids(every, INTERACTION), of_interactions),
        COMMENT: await rows_by_id(InteractionComment, _ids(every, COMMENT), of_comments),
    }
    for item in every:
        item.row = rows[item.kind].get(item.id)
    return {contact: _page(items, window) for contact, items in under.items()}


async def count_timelines(contact_ids: Sequence[int]) -> dict[int, int]:
    """How many interactions and comments each contact has: one statement."""
    counts = [
        f"(SELECT count(*) FROM {source} WHERE {owned})"
        for source in ("interaction", COMMENTS)
        for owned in (OWN, OF_PEOPLE)
    ]
    counted = await statements.select(
        f"SELECT parent.id AS id, {' + '.join(counts)} AS n FROM {contacts_given('kind')}",
        given_ids=list(dict.fromkeys(contact_ids)),
    )
    return dict.fromkeys(contact_ids, 0) | {each["id"]: each["n"] for each in counted}


async def _places(contact_ids: Sequence[int], window: Window) -> dict[int, list[TimelineItem]]:
    """Moments and ids for each contact, one more than the page holds, to know whether there is another page."""
    under: dict[int, list[TimelineItem]] = {contact: [] for contact in contact_ids}
    values: dict[str, Any] = {"size": window.size + 1, "given_ids": list(under)}
    for bound, place in (("after", window.after), ("before", window.before)):
        if place is not None:
            values |= {
                f"{bound}_{sort.column}": value for sort, value in zip(TIMELINE.order, place, strict=True)
            }
    listed = _listed(window.backward, window.after is not None, window.before is not None)
    found = await lists_per_parent(contacts_given("kind"), listed, COLUMNS, **values) if under else []
    for contact, (moment, kind, identity) in found:
        under[contact].append(TimelineItem(statements.as_moment(moment), kind, identity))
    return under


@lru_cache(maxsize=8)
def _listed(backward: bool, after: bool, before: bool) -> str:
    """SQL for the items of one contact: the first ones of each source, merged and cut to the page."""
    direction = "ASC" if backward else "DESC"
    branches = " UNION ALL ".join(
        f"SELECT * FROM ({_branch(table, moment, kind, where, direction, after, before)}) AS branch"
        for owned in (OWN, OF_PEOPLE)
        for table, moment, kind, where in (
            ("interaction", "interaction.occurred_at", INTERACTION, f"{owned} AND {LOGGED}"),
            ("interaction", "interaction.created_at", INTERACTION, f"{owned} AND {POSTPONED}"),
            (COMMENTS, "note.created_at", COMMENT, owned),
        )
    )
    order = ", ".join(f"{column} {direction}" for column in COLUMNS)
    return f"SELECT * FROM ({branches}) AS place ORDER BY {order} LIMIT :size"


def _branch(table: str, moment: str, kind: int, where: str, direction: str, after: bool, before: bool) -> str:
    """SQL for the first items of one source, read along an index as far as one page needs."""
    identity = f"{moment.partition('.')[0]}.id"
    conditions = [where]
    if after:
        conditions.append(_beyond(moment, kind, identity, "after", "<"))
    if before:
        conditions.append(_beyond(moment, kind, identity, "before", ">"))
    return (
        f"SELECT {moment} AS moment, {kind} AS kind, {identity} AS id FROM {table}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {moment} {direction}, {identity} {direction} LIMIT :size"
    )


def _beyond(moment: str, kind: int, identity: str, bound: str, sign: str) -> str:
    at_kind = f"CAST(:{bound}_kind AS bigint)"
    return (
        f"{moment} {sign}= :{bound}_moment AND ({moment} {sign} :{bound}_moment OR {kind} {sign} {at_kind}"
        f" OR ({kind} = {at_kind} AND {identity} {sign} :{bound}_id))"
    )


def _ids(items: list[TimelineItem], kind: int) -> list[int]:
    return [item.id for item in items if item.kind == kind]


def _page(items: list[TimelineItem], window: Window) -> Page[Any]:
    """The page; rows that were deleted between the two statements are left out."""
    shown = [item for item in items[: window.size] if item.row is not None]
    return Page(TIMELINE, window, shown[::-1] if window.backward else shown, len(items) > window.size)
