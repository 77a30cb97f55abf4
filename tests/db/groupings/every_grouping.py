"""Mailing groups, industry groups and job responsibilities as tests see them: one rule, three nouns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from db.groupings import industry_groups, job_responsibilities, mailing_groups
from db.groupings.grouping import Grouping
from db.models import Contact
from tests.builders import a_company, a_contact, a_job_responsibility, a_mailing_group, an_industry_group

Verb = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Noun:
    """A way of grouping contacts, with its verbs, one group of it, and one contact that may be in it."""

    grouping: Grouping[Any]
    create: Verb
    update: Verb
    delete: Verb
    add: Verb
    remove: Verb
    find: Callable[..., Any]
    a_group: Callable[..., Awaitable[Any]]
    a_member: Callable[..., Awaitable[Contact]]

    @property
    def key(self) -> str:
        return self.grouping.key

    async def members(self, group: Any) -> list[int]:
        """The ids of the contacts in a group."""
        rows = self.grouping.membership.filter(**{self.key: group.id}).order_by("contact_id")
        return [row.contact_id for row in await rows]


NOUNS = [
    Noun(
        mailing_groups.MAILING_GROUPS,
        mailing_groups.create_mailing_group,
        mailing_groups.update_mailing_group,
        mailing_groups.delete_mailing_group,
        mailing_groups.add_mailing_group_contacts,
        mailing_groups.remove_mailing_group_contacts,
        mailing_groups.find_mailing_groups,
        a_mailing_group,
        a_contact,
    ),
    Noun(
        industry_groups.INDUSTRY_GROUPS,
        industry_groups.create_industry_group,
        industry_groups.update_industry_group,
        industry_groups.delete_industry_group,
        industry_groups.add_industry_group_contacts,
        industry_groups.remove_industry_group_contacts,
        industry_groups.find_industry_groups,
        an_industry_group,
        a_company,
    ),
    Noun(
        job_responsibilities.JOB_RESPONSIBILITIES,
        job_responsibilities.create_job_responsibility,
        job_responsibilities.update_job_responsibility,
        job_responsibilities.delete_job_responsibility,
        job_responsibilities.add_job_responsibility_contacts,
        job_responsibilities.remove_job_responsibility_contacts,
        job_responsibilities.find_job_responsibilities,
        a_job_responsibility,
        a_contact,
    ),
]

of_every_grouping = pytest.mark.parametrize("noun", NOUNS, ids=[noun.grouping.noun for noun in NOUNS])
"""Marks a test of a rule that holds of all three."""
