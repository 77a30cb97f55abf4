"""Filters of contacts and criteria of segments call the same predicate by the same name."""

from __future__ import annotations

from typing import Any

import pytest

from schema import schema
from schema.graph.ids import global_id
from tests.builders import a_segment
from tests.db.segments.criteria_world import names_on
from tests.schema.asking import ask
from tests.schema.segments.criteria_leaves import INPUT, LEAVES, a_filled_world, nested, value_at
from tests.schema.segments.documents import done

WHERE: Any = schema._schema.type_map["ContactWhere"]


@pytest.mark.parametrize("name", INPUT.fields)
def test_the_filter_of_contacts_has_the_same_predicate_under_the_same_name(name: str) -> None:
    assert str(WHERE.fields[name].type) == str(INPUT.fields[name].type)


@pytest.mark.parametrize("leaf", LEAVES)
async def test_the_filter_of_contacts_finds_whom_criteria_choose(leaf: str) -> None:
    path, kind, noun = LEAVES[leaf]
    criteria = nested(path, value_at(path, kind, noun, await a_filled_world()))
    segment = await a_segment(0)
    await done(
        "addSegmentContactsByCriteria", segmentId=global_id(segment), criteria=criteria, ignoreExclusion=True
    )
    found = await ask(
        "query ($where: ContactWhere) { contacts(where: $where, first: 100) { nodes { name } } }",
        where=criteria,
    )
    assert sorted(node["name"] for node in found["contacts"]["nodes"]) == sorted(await names_on(segment))
