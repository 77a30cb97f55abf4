"""Industry groups: what companies do. A person shares those of the company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db.groupings.grouping import (
    Grouping,
    GroupingCreated,
    GroupingUpdated,
    create_group,
    delete_group,
    find_groups,
    update_group,
)
from db.groupings.memberships import ContactsGrouped, add_contacts, remove_contacts
from db.models import ContactIndustryGroup, ContactKind, IndustryGroup
from db.sql.filters import Where
from db.sql.found import Order
from db.sql.keyset_pages import Listing
from db.writes.transactions import transactional

INDUSTRY_GROUPS = Grouping(IndustryGroup, ContactIndustryGroup, of=ContactKind.COMPANY)


def find_industry_groups(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[IndustryGroup]:
    return find_groups(INDUSTRY_GROUPS, where, search, order)


@transactional
async def create_industry_group(values: dict[str, Any], *, now: datetime) -> GroupingCreated[IndustryGroup]:
    return await create_group(INDUSTRY_GROUPS, values, now)


@transactional
async def update_industry_group(
    industry_group_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> GroupingUpdated[IndustryGroup]:
    return await update_group(INDUSTRY_GROUPS, industry_group_id, values, expected_revision, now)


@transactional
async def delete_industry_group(
    industry_group_id: int, *, with_memberships: bool = False, expected_revision: int | None = None
) -> IndustryGroup:
    return await delete_group(INDUSTRY_GROUPS, industry_group_id, with_memberships, expected_revision)


@transactional
async def add_industry_group_contacts(
    industry_group_id: int, contact_ids: Sequence[int], *, now: datetime
) -> ContactsGrouped[IndustryGroup]:
    return await add_contacts(INDUSTRY_GROUPS, industry_group_id, contact_ids, now)


@transactional
async def remove_industry_group_contacts(
    industry_group_id: int, contact_ids: Sequence[int]
) -> ContactsGrouped[IndustryGroup]:
    return await remove_contacts(INDUSTRY_GROUPS, industry_group_id, contact_ids)
