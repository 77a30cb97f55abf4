"""The one order in which rows are locked: two transactions that keep to it never wait for each other.

1. Nouns in the sequence of LOCK_ORDER. What decides over others stands before them: a segment before the contacts on
   it, a contact before its entries of the log, a campaign entry before the entries that count for it. What is only
   referred to, such as a salesperson, stands after those who refer to it, because a foreign key locks it when they are
   written. Numbers come last: everybody who makes something waits for the next one.
2. Companies before people. A company decides over its people; who moves a person holds both companies.
3. Otherwise the ids, ascending.

`select_locking` and `lock_rows` of `db/sql/statements.py` sort by the second and third, whatever they lock;
`check_references` takes its nouns in the sequence of the first. What a verb does not know before it has read a row, it
reads first without a lock, and looks again under it: `TransactionOvertaken` if that has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from tortoise.models import Model

M = TypeVar("M", bound=Model)

LOCK_ORDER = (
    "marketing_setup", "segment", "saved_criteria", "contact",
    "mailing_group", "industry_group", "job_responsibility",
    "interaction_template", "interaction_group", "campaign", "campaign_status", "salesperson", "salutation",
    "letter_content", "attachment", "blob",
    "campaign_entry", "interaction", "delivery",
    "api_key", "caller", "number_series",
)  # fmt: skip
"""A new table is given its place here, or among those below."""

LOCKED_BELOW = frozenset(
    {
        "segment_line", "segment_step", "segment_letter_content", "merged_contact", "alternative_address",
        "alternative_address_period", "contact_mailing_group", "contact_industry_group",
        "contact_job_responsibility", "saved_criteria_step", "template_language", "salutation_formula",
        "letter_content_attachment", "interaction_comment", "interaction_correction", "distinct_contact",
    }
)  # fmt: skip
"""Rows that nobody changes but who has locked the row to which they belong: they take no place in the order."""

NEVER_CHANGED = frozenset({"audit_entry", "idempotent_answer"})
"""Tables to which rows are only added; a sweep deletes them."""

REFERRED_TO = frozenset(
    {
        "interaction_template", "interaction_group", "campaign", "campaign_status", "salesperson", "salutation",
        "letter_content", "attachment", "number_series", "mailing_group", "industry_group", "job_responsibility",
        "caller",
    }
)  # fmt: skip
"""What a foreign key may lock (KEY SHARE) after what comes later in the order.

Nobody but who deletes such a row waits for that lock, and holds nothing but marketing setup before it.
"""

RANK = {table: place for place, table in enumerate(LOCK_ORDER)}
_WITHIN = {"contact": "kind, id"}


def rank(table: str) -> int:
    """Its place in the order."""
    return RANK[table]


def in_lock_order(models: Iterable[type[M]]) -> list[type[M]]:
    """Each of these nouns once, the one to be locked first first."""
    return sorted(set(models), key=lambda model: rank(model._meta.db_table))


def order_within(table: str) -> str:
    """The order of the rows of one table, as SQL; COMPANY comes before PERSON in the alphabet too."""
    return _WITHIN.get(table, "id")
