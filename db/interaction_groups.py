"""Interaction groups, to which templates and entries of the log belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import Problems
from db.models import Interaction, InteractionGroup, InteractionTemplate
from db.sql.case_folding import folded, upper_case
from db.sql.filters import Where, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.writes.in_the_way import check_free, check_unused
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.transactions import transactional
from db.writes.validation import checked, line, required, upper_line, with_folded

CHECKS = {"code": required(upper_line(20)), "description": required(line(100))}
CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "description": text("description_folded"),
}
SORTS = {"CODE": Sort("code"), "DESCRIPTION": Sort("description_folded"), **BY_CREATED_AND_UPDATED}
SEARCHED = {"code": upper_case, "description_folded": folded}


@dataclass
class GroupCreated:
    group: InteractionGroup


@dataclass
class GroupUpdated:
    group: InteractionGroup
    changed: bool


def find_interaction_groups(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[InteractionGroup]:
    return found(InteractionGroup, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED)


@transactional
async def create_interaction_group(values: dict[str, Any], *, now: datetime) -> GroupCreated:
    problems = Problems()
    fit = checked(dict.fromkeys(CHECKS) | values, CHECKS, problems)
    await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return GroupCreated(
        await InteractionGroup.create(**with_folded(fit, "description"), created_at=now, updated_at=now)
    )


@transactional
async def update_interaction_group(
    interaction_group_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> GroupUpdated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    group = await locked(
        InteractionGroup, interaction_group_id, expected_revision, "interaction_group_id", problems=problems
    )
    if fit.get("code") != group.code:
        await _check_code(fit.get("code"), problems)
    problems.refuse_if_any()
    return GroupUpdated(group, await save_changes(group, with_folded(fit, "description"), now))


@transactional
async def delete_interaction_group(
    interaction_group_id: int, *, expected_revision: int | None = None
) -> InteractionGroup:
    """Delete a group. Refused while a template or an interaction belongs to it."""
    group = await locked(InteractionGroup, interaction_group_id, expected_revision, "interaction_group_id")
    problems = Problems()
    message = (
        f"Templates or interactions belong to {called_within(group)}. Move the templates to another group;"
        " interactions keep theirs, and it stays for them."
    )
    columns = dict.fromkeys((InteractionTemplate, Interaction), "interaction_group_id")
    await check_unused(group, columns, problems, message, "interaction_group_id")
    problems.refuse_if_any()
    await group.delete()
    return group


async def _check_code(code: str | None, problems: Problems) -> None:
    if code:
        message = f"There is an interaction group with the code {code} already."
        await check_free(InteractionGroup, {"code": code}, problems, message, "code")
