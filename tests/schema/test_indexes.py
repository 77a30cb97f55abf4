"""Every list is read along an index: the cost of a page grows with the page, not with the table.

SQLite's plan does not depend on how full a table is, so an empty database shows it; PostgreSQL would read a small
table as a whole.
"""

from __future__ import annotations

import pytest

from db.engine.database import connection
from tests.databases import filled_by, on_sqlite
from tests.schema.asking import ask
from tests.schema.graph.test_edges import a_full_world
from tests.statements import counted_statements

LISTS = [
    "contacts",
    "contacts(orderBy: [{ field: NAME }])",
    "contacts(orderBy: [{ field: NAME, direction: DESC }], last: 3)",
    "contacts(orderBy: [{ field: CREATED_AT }])",
    'contacts(where: { name: { eq: "x" } }, orderBy: [{ field: NAME }])',
    "interactions",
    "interactions(orderBy: [{ field: CREATED_AT }])",
    "postponedInteractions",
    "segments",
    "segments(orderBy: [{ field: DESCRIPTION }])",
    "segments(orderBy: [{ field: CREATED_AT, direction: DESC }])",
    "loggedSegments",
    "salespeople",
    "interactionTemplates",
    "interactionGroups",
    "savedCriteria",
    "mailingGroups",
    "mailingGroups(orderBy: [{ field: DESCRIPTION }])",
    "industryGroups(orderBy: [{ field: DESCRIPTION }])",
    "jobResponsibilities(orderBy: [{ field: DESCRIPTION }])",
    "campaigns",
    "campaigns(orderBy: [{ field: DESCRIPTION, direction: DESC }])",
    "campaigns(orderBy: [{ field: CREATED_AT }])",
    "campaignStatuses",
    "salutations",
    "auditLog",
    'auditLog(where: { callerKey: "key:0123456789" })',
    'auditLog(where: { subjectId: "Q29udGFjdDo0Mg==" })',
]

EDGES = [
    "contacts { nodes { people { nodes { name } } } }",
    "contacts { nodes { interactions { nodes { description } } } }",
    "contacts { nodes { postponedInteractions { nodes { description } } } }",
    "contacts { nodes { alternativeAddresses { nodes { address { city } } } } }",
    "salespeople { nodes { contacts { nodes { name } } } }",
    "salespeople { nodes { interactions { nodes { description } } } }",
    "salespeople { nodes { postponedInteractions { nodes { description } } } }",
    "salespeople { nodes { segments { nodes { description } } } }",
    "segments { nodes { lines { nodes { revision } } } }",
    "segments { nodes { steps { nodes { kind } } } }",
    "savedCriteria { nodes { steps { nodes { kind } } } }",
    "segments { nodes { interactions { nodes { description } } } }",
    "segments { nodes { followUps { nodes { description } } } }",
    "interactions { nodes { comments { nodes { text } } } }",
    "interactionTemplates { nodes { interactions { nodes { description } } } }",
    "interactionTemplates { nodes { languages { nodes { language } } } }",
    "interactionGroups { nodes { interactions { nodes { description } } } }",
    "interactionGroups { nodes { interactionTemplates { nodes { code } } } }",
    "campaigns { nodes { entries { nodes { description } } } }",
    "campaigns { nodes { segments { nodes { description } } } }",
    "campaigns { nodes { interactions { nodes { description } } } }",
    "campaigns { nodes { interactionTemplates { nodes { code } } } }",
    "campaigns { nodes { entries { nodes { interactions { nodes { description } } } } } }",
    "segments { nodes { campaignEntries { nodes { description } } } }",
    "salespeople { nodes { campaigns { nodes { description } } } }",
    "campaignStatuses { nodes { campaigns { nodes { description } } } }",
    "salutations { nodes { formulas { nodes { text } } } }",
    "segments { nodes { deliveries { nodes { email } } } }",
]


async def plan_of_the_last(document: str) -> list[str]:
    """How SQLite means to run the last statement of an operation."""
    with counted_statements() as statements:
        await ask(document)
    text, values = statements.texts[-1], statements.values[-1]
    return [
        row["detail"] for row in await connection().execute_query_dict(f"EXPLAIN QUERY PLAN {text}", values)
    ]


@on_sqlite
@pytest.mark.parametrize("listed", LISTS)
async def test_a_list_is_read_in_its_order(listed: str) -> None:
    plan = await plan_of_the_last(f"{{ {listed} {{ nodes {{ id }} }} }}")
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


@on_sqlite
@filled_by(a_full_world)
@pytest.mark.parametrize("edge", EDGES)
async def test_an_edge_looks_up_its_parents_one_by_one_in_order(edge: str) -> None:
    plan = await plan_of_the_last(f"{{ {edge} }}")
    [subquery] = [place for place, step in enumerate(plan) if step.startswith("CORRELATED LIST SUBQUERY")]
    looked_up, *sorted_afterwards = plan[subquery + 1 :]
    assert looked_up.startswith("SEARCH") and "INDEX" in looked_up, plan
    assert sorted_afterwards == ["USE TEMP B-TREE FOR ORDER BY"], plan  # only the page itself, by parent
