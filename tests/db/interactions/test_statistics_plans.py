"""Statistics are looked up along the index of their noun: the log as a whole is never read for a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.engine.database import connection, is_postgres
from db.interactions.statistics import EVER, Range, statistics_by, statistics_of_contacts
from db.models import Contact, Interaction
from db.sql import statements
from tests.builders import a_company, a_contact, a_template, an_interaction
from tests.conftest import NOW
from tests.databases import on_postgres, on_sqlite
from tests.db.segments.lines import a_crowd
from tests.statements import counted_statements

INDEXES = {
    "contact_id": "interaction_by_contact",
    "company_id": "interaction_by_company",
    "template_id": "interaction_by_template",
    "interaction_group_id": "interaction_by_group",
    "salesperson_id": "interaction_by_salesperson",
    "segment_id": "interaction_by_segment",
}
DAY = timedelta(days=1)
RANGES = [EVER, Range(NOW), Range(None, NOW), Range(NOW - 3 * DAY, NOW + 3 * DAY)]


async def plan_of(work: Any) -> list[str]:
    """How the database means to run the statement of the work; the first one of a connection comes with others."""
    with counted_statements() as counted:
        await work
    text, values = counted.texts[-1], counted.values[-1]
    explain = "EXPLAIN" if is_postgres() else "EXPLAIN QUERY PLAN"
    rows = await connection().execute_query_dict(f"{explain} {text}", values)
    return [str(row.get("QUERY PLAN") or row["detail"]) for row in rows]


async def a_full_log() -> list[Contact]:
    """A hundred contacts, companies among them, in a log of twenty thousand entries with two thousand contacts."""
    people = await a_crowd(2000, company_id=(await a_company()).id)
    pattern = await an_interaction(contact_id=people[0])
    alike = sorted(Interaction._meta.db_fields - {"id", "contact_id", "occurred_at"})
    assert is_postgres()
    await statements.change_returning(
        f"""
        INSERT INTO interaction (contact_id, occurred_at, {", ".join(alike)})
        SELECT contact.id, pattern.occurred_at + place * interval '1 day',
            {", ".join(f"pattern.{name}" for name in alike)}
        FROM interaction AS pattern, contact, generate_series(-5, 4) AS place
        WHERE pattern.id = :pattern AND contact.kind = 'PERSON'
        """,
        pattern=pattern.id,
    )
    companies = [await a_company() for _ in range(3)]
    await statements.change_returning("ANALYZE")
    return [*companies, *await Contact.filter(id__in=people[:97])]


@on_sqlite
@pytest.mark.parametrize("during", RANGES)
@pytest.mark.parametrize("column", INDEXES)
async def test_entries_are_searched_by_the_index_of_their_noun(column: str, during: Range) -> None:
    plan = await plan_of(statistics_by(column, [1, 2, 3], during=during))
    looked_up = [step for step in plan if "interaction" in step]
    assert looked_up and all(f"USING INDEX {INDEXES[column]}" in step for step in looked_up), plan
    assert not [step for step in plan if step.startswith("SCAN interaction")], plan


@on_sqlite
async def test_people_and_companies_are_searched_each_by_their_index() -> None:
    plan = await plan_of(statistics_of_contacts([await a_company(), await a_contact()]))
    used = [step.split("USING INDEX ")[1].split()[0] for step in plan if "USING INDEX" in step]
    assert used == ["interaction_by_contact", "interaction_by_company", "interaction_by_contact"], plan


@on_postgres
async def test_a_page_of_contacts_does_not_read_the_log() -> None:
    contacts = await a_full_log()
    for during in RANGES:
        plan = await plan_of(statistics_of_contacts(contacts, during=during))
        assert not [step for step in plan if "Seq Scan on interaction" in step], plan
        assert [step for step in plan if "interaction_by_contact" in step], plan
        assert [step for step in plan if "interaction_by_company" in step], plan


@on_postgres
async def test_one_template_among_many_does_not_read_the_log() -> None:
    await a_full_log()
    template = await a_template()
    await an_interaction(template_id=template.id)
    plan = await plan_of(statistics_by("template_id", [template.id]))
    assert [step for step in plan if "interaction_by_template" in step], plan
