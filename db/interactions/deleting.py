"""Deleting many interactions at once: postponed ones, and canceled ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from db.errors import Code, Problems
from db.models import Contact, Interaction, InteractionStatus
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.writes.many_rows import Fault, Revisions, at_fault, in_order, locked_many
from db.writes.results import IdOf
from db.writes.transactions import transactional

LOGGED: Callable[[Interaction], Fault | None] = at_fault(
    lambda row: row.status is InteractionStatus.LOGGED,
    Code.MUST_CANCEL_FIRST,
    "This interaction is logged. Cancel it first.",
)


@dataclass
class InteractionsDeleted:
    interaction_ids: Annotated[list[int], IdOf("Interaction")]
    contacts: list[Contact]


@transactional
async def delete_interactions(
    interaction_ids: list[int], *, revisions: Revisions = ()
) -> InteractionsDeleted:
    """Delete postponed and canceled interactions with their comments. Refused if one is logged. All or nothing."""
    problems = Problems()
    rows = await locked_many(Interaction, interaction_ids, revisions, problems, "interaction_ids", LOGGED)
    problems.refuse_if_any()
    contacts = await rows_by_id(Contact, [row.contact_id for row in rows.values()])
    await statements.change(f"DELETE FROM interaction WHERE id {statements.among('ids')}", ids=list(rows))
    return InteractionsDeleted(list(rows), in_order(contacts))
