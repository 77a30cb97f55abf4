"""Behind every rule stands a constraint: each one refuses a bad row, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from db import models
from db.engine.database import is_postgres
from db.interactions.creating import Source, create_interaction
from db.segments.editing import create_segment
from db.segments.saved_criteria import save_segment_criteria
from db.sql import statements
from tests.builders import (
    a_campaign,
    a_contact,
    a_delivery,
    a_salesperson,
    a_salutation_formula,
    a_template,
    an_alternative_address,
    an_attachment,
)
from tests.conftest import NOW

BAD = {
    "template_not_negative": "UPDATE interaction_template SET cost = -1",
    "template_correspondence_known": "UPDATE interaction_template SET correspondence_type = 'FAX'",
    "template_flow_known": "UPDATE interaction_template SET information_flow = 'SIDEWAYS'",
    "template_initiator_known": "UPDATE interaction_template SET initiated_by = 'NOBODY'",
    "series_in_range": "UPDATE number_series SET digits = 0",
    "setup_is_one_row": "UPDATE marketing_setup SET id = 2",
    "campaign_ends_after_it_starts": "UPDATE campaign SET starts_on = '2026-03-02', ends_on = '2026-03-01'",
    "campaign_entry_of_a_segment_or_alone": "UPDATE campaign_entry SET segment_id = (SELECT id FROM segment)",
    "campaign_entry_takes_more_alone": "UPDATE campaign_entry SET canceled_at = created_at",
    "contact_kind_known": "UPDATE contact SET kind = 'ROBOT'",
    "contact_correspondence_known": "UPDATE contact SET correspondence_type = 'FAX'",
    "contact_company_has_no_company": "UPDATE contact SET kind = 'COMPANY', company_id = id",
    "contact_minor_needs_consent": "UPDATE contact SET is_minor = TRUE",
    "period_ends_after_its_start": "UPDATE alternative_address_period SET ends_on = '2026-03-01'",
    "blob_not_negative": "UPDATE blob SET size = -1",
    "delivery_status_known": "UPDATE delivery SET status = 'LOST'",
    "delivery_sent_at_a_moment": "UPDATE delivery SET status = 'SENT'",
    "delivery_needs_an_address": "UPDATE delivery SET email = NULL",
    "delivery_not_negative": "UPDATE delivery SET attempt_count = -1",
    "delivery_sent_by_somebody": "UPDATE delivery SET status = 'SENDING'",
    "formula_formality_known": "UPDATE salutation_formula SET formality = 'RUDE'",
    "interaction_not_negative": "UPDATE interaction SET duration_minutes = -1",
    "interaction_status_known": "UPDATE interaction SET status = 'LOST'",
    "interaction_evaluation_known": "UPDATE interaction SET evaluation = 'GREAT'",
    "interaction_flow_known": "UPDATE interaction SET information_flow = 'SIDEWAYS'",
    "interaction_initiator_known": "UPDATE interaction SET initiated_by = 'NOBODY'",
    "interaction_correspondence_known": "UPDATE interaction SET correspondence_type = 'FAX'",
    "interaction_logged_whole": "UPDATE interaction SET description = NULL",
    "interaction_canceled_at_a_moment": "UPDATE interaction SET status = 'CANCELED'",
    "segment_not_negative": "UPDATE segment SET cost = -1",
    "segment_status_known": "UPDATE segment SET status = 'LOST', logged_at = created_at",
    "segment_flow_known": "UPDATE segment SET information_flow = 'SIDEWAYS'",
    "segment_initiator_known": "UPDATE segment SET initiated_by = 'NOBODY'",
    "segment_correspondence_known": "UPDATE segment SET correspondence_type = 'FAX'",
    "segment_logged_at_a_moment": "UPDATE segment SET status = 'LOGGED'",
    "segment_canceled_at_a_moment": "UPDATE segment SET status = 'CANCELED', logged_at = created_at",
    "step_kind_known": "UPDATE segment_step SET kind = 'GUESS'",
    "step_not_negative": "UPDATE segment_step SET removed_count = -1",
    "saved_step_kind_known": "UPDATE saved_criteria_step SET kind = 'GUESS'",
    "line_not_negative": "UPDATE segment_line SET cost = -1",
    "line_flow_known": "UPDATE segment_line SET information_flow = 'SIDEWAYS'",
    "line_initiator_known": "UPDATE segment_line SET initiated_by = 'NOBODY'",
    "line_correspondence_known": "UPDATE segment_line SET correspondence_type = 'FAX'",
}
"""A statement that breaks each constraint, on rows that are right."""


def checks() -> Iterator[CheckConstraint]:
    for name in models.__all__:
        kind = getattr(models, name)
        if isinstance(kind, type) and issubclass(kind, Model):
            yield from (
                each for each in getattr(kind.Meta, "constraints", []) if isinstance(each, CheckConstraint)
            )


def test_every_check_has_a_row_that_it_refuses() -> None:
    assert {check.name for check in checks()} == set(BAD)


async def test_the_database_refuses_every_bad_row() -> None:
    contact, template, salesperson = await a_contact(), await a_template(), await a_salesperson()
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    campaign = {"campaign_id": (await a_campaign()).id}
    made = await create_interaction(Source((contact.id,)), values | campaign, now=NOW)
    await a_delivery(made.interactions[0])
    await an_attachment()
    await a_salutation_formula()
    segment = (await create_segment(None, "Spring", {}, [contact.id], now=NOW)).segment
    await save_segment_criteria(segment.id, "SPRING", now=NOW)
    await an_alternative_address(contact, periods=[{"starts_on": NOW.date()}])
    for name, statement in BAD.items():
        with pytest.raises(IntegrityError, match=name):
            await statements.change_returning(statement)


async def test_a_line_is_logged_into_one_entry_only() -> None:
    contact, template, salesperson = await a_contact(), await a_template(), await a_salesperson()
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    await create_segment(None, "Spring", {}, [contact.id], now=NOW)
    await create_interaction(Source((contact.id,)), values, now=NOW)
    await create_interaction(Source((contact.id,)), values, now=NOW)
    with pytest.raises(IntegrityError):
        await statements.change_returning(
            "UPDATE interaction SET segment_line_id = (SELECT id FROM segment_line)"
        )


def together_unique() -> list[tuple[str, frozenset[str]]]:
    """Every table and the columns that no two of its rows share, as the models say."""
    return [
        (kind._meta.db_table, frozenset(columns))
        for kind in (getattr(models, name) for name in models.__all__)
        if isinstance(kind, type) and issubclass(kind, Model)
        for columns in [
            *kind._meta.unique_together,
            *[(name,) for name, field in kind._meta.fields_map.items() if field.unique and not field.pk],
        ]
    ]


async def unique_indexes(table: str) -> set[frozenset[str]]:
    """The columns of each unique index that the database has for all rows of a table."""
    if is_postgres():
        found = await statements.select(
            """
            SELECT index.indexrelid AS name, attribute.attname AS said FROM pg_index AS index
            JOIN pg_attribute AS attribute
                ON attribute.attrelid = index.indrelid AND attribute.attnum = ANY(index.indkey)
            WHERE index.indrelid = CAST(:name AS regclass) AND index.indisunique AND index.indpred IS NULL
            """,
            name=f'"{table}"',
        )
    else:
        found = await statements.select(
            """
            SELECT indexes.name AS name, columns.name AS said
            FROM pragma_index_list(:name) AS indexes, pragma_index_info(indexes.name) AS columns
            WHERE indexes."unique" AND NOT indexes.partial
            """,
            name=table,
        )
    columns: dict[object, set[str]] = {}
    for each in found:
        columns.setdefault(each["name"], set()).add(each["said"])
    return {frozenset(each) for each in columns.values()}


async def test_what_is_to_be_unique_is_so_in_the_database() -> None:
    wanted = together_unique()
    assert len(wanted) > 20
    missing = [(table, columns) for table, columns in wanted if columns not in await unique_indexes(table)]
    assert missing == []
