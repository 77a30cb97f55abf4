"""Job responsibilities: what persons do where they work."""

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
from db.models import ContactJobResponsibility, ContactKind, JobResponsibility
from db.sql.filters import Where
from db.sql.found import Order
from db.sql.keyset_pages import Listing
from db.writes.transactions import transactional

JOB_RESPONSIBILITIES = Grouping(JobResponsibility, ContactJobResponsibility, of=ContactKind.PERSON)


def find_job_responsibilities(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[JobResponsibility]:
    return find_groups(JOB_RESPONSIBILITIES, where, search, order)


@transactional
async def create_job_responsibility(
    values: dict[str, Any], *, now: datetime
) -> GroupingCreated[JobResponsibility]:
    return await create_group(JOB_RESPONSIBILITIES, values, now)


@transactional
async def update_job_responsibility(
    job_responsibility_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> GroupingUpdated[JobResponsibility]:
    return await update_group(JOB_RESPONSIBILITIES, job_responsibility_id, values, expected_revision, now)


@transactional
async def delete_job_responsibility(
    job_responsibility_id: int, *, with_memberships: bool = False, expected_revision: int | None = None
) -> JobResponsibility:
    return await delete_group(
        JOB_RESPONSIBILITIES, job_responsibility_id, with_memberships, expected_revision
    )


@transactional
async def add_job_responsibility_contacts(
    job_responsibility_id: int, contact_ids: Sequence[int], *, now: datetime
) -> ContactsGrouped[JobResponsibility]:
    return await add_contacts(JOB_RESPONSIBILITIES, job_responsibility_id, contact_ids, now)


@transactional
async def remove_job_responsibility_contacts(
    job_responsibility_id: int, contact_ids: Sequence[int]
) -> ContactsGrouped[JobResponsibility]:
    return await remove_contacts(JOB_RESPONSIBILITIES, job_responsibility_id, contact_ids)
