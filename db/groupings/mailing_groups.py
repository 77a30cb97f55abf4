"""Mailing groups: contacts who get the same mailings, such as the Christmas card."""

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
from db.models import ContactMailingGroup, MailingGroup
from db.sql.filters import Where
from db.sql.found import Order
from db.sql.keyset_pages import Listing
from db.writes.transactions import transactional

MAILING_GROUPS = Grouping(MailingGroup, ContactMailingGroup)


def find_mailing_groups(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[MailingGroup]:
    return find_groups(MAILING_GROUPS, where, search, order)


@transactional
async def create_mailing_group(values: dict[str, Any], *, now: datetime) -> GroupingCreated[MailingGroup]:
    return await create_group(MAILING_GROUPS, values, now)


@transactional
async def update_mailing_group(
    mailing_group_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> GroupingUpdated[MailingGroup]:
    return await update_group(MAILING_GROUPS, mailing_group_id, values, expected_revision, now)


@transactional
async def delete_mailing_group(
    mailing_group_id: int, *, with_memberships: bool = False, expected_revision: int | None = None
) -> MailingGroup:
    return await delete_group(MAILING_GROUPS, mailing_group_id, with_memberships, expected_revision)


@transactional
async def add_mailing_group_contacts(
    mailing_group_id: int, contact_ids: Sequence[int], *, now: datetime
) -> ContactsGrouped[MailingGroup]:
    return await add_contacts(MAILING_GROUPS, mailing_group_id, contact_ids, now)


@transactional
async def remove_mailing_group_contacts(
    mailing_group_id: int, contact_ids: Sequence[int]
) -> ContactsGrouped[MailingGroup]:
    return await remove_contacts(MAILING_GROUPS, mailing_group_id, contact_ids)
