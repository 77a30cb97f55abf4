"""Criteria as data: each one is shown as what it is, and can be given again as it was given."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import (
    GraphQLList,
    get_named_type,
    get_nullable_type,
)

from db.contacts.deleting import delete_contact
from db.contacts.merging import merge_contacts
from db.contacts.predicates import PAST_INTERACTIONS, PREDICATES
from db.segments.criteria import CRITERIA, INTERACTION_CRITERIA, RECORDED
from db.segments.criterion_fields import CriterionField
from schema import schema
from schema.graph.ids import global_id
from tests.builders import (
    a_company,
    a_mailing_group,
    a_salesperson,
    a_segment,
)
from tests.conftest import NOW
from tests.db.segments.criteria_world import names_on
from tests.schema.asking import ask
from tests.schema.segments.criteria_leaves import INPUT, LEAVES, a_filled_world, nested, selection, value_at
from tests.schema.segments.documents import done
from tests.statements import counted_statements

OUTPUT: Any = schema._schema.type_map["SegmentCriteria"]


def shape(kind: Any) -> dict[str, Any]:
    """The fields of an input or of its mirror, with their types down to the last."""
    shaped: dict[str, Any] = {}
    for name, field in kind.fields.items():
        named: Any = get_named_type(field.type)
        is_list = isinstance(get_nullable_type(field.type), GraphQLList)
        shaped[name] = (is_list, shape(named) if hasattr(named, "fields") else str(named))
    return shaped


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return value


GIVEN = f"""query ($id: ID!) {{ node(id: $id) {{ ... on SegmentStep {{ givenCriteria {selection(OUTPUT)}
    criteria {{ field operator values words goneIds nodes {{ __typename id }} }} }} }} }}"""


async def step_by(criteria: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The contacts that criteria add to an empty segment, and the step as it is shown."""
    segment = await a_segment(0)
    taken = await done("addSegmentContactsByCriteria", segmentId=global_id(segment), criteria=criteria)
    return sorted(await names_on(segment)), (await ask(GIVEN, id=taken["step"]["id"]))["node"]


def test_what_was_given_has_the_shape_of_its_input() -> None:
    assert shape(OUTPUT) == shape(INPUT)
    assert len(LEAVES) > 50


def test_every_criterion_has_its_predicate_and_its_words() -> None:
    assert CRITERIA.keys() == PREDICATES.keys() | RECORDED.keys()
    assert INTERACTION_CRITERIA.keys() == PAST_INTERACTIONS.keys()


@pytest.mark.parametrize("leaf", LEAVES)
async def test_a_step_turned_back_into_its_input_chooses_the_same_contacts(leaf: str) -> None:
    path, kind, noun = LEAVES[leaf]
    criteria = nested(path, value_at(path, kind, noun, await a_filled_world()))
    chosen, step = await step_by(criteria)
    assert without_nulls(step["givenCriteria"]) == criteria
    again, same = await step_by(step["givenCriteria"])
    assert (again, same) == (chosen, step)
    [part] = step["criteria"]
    assert part["field"] in CriterionField.__members__ and part["goneIds"] == []
    assert [each["id"] for each in part["nodes"]] == (part["values"] if noun else [])


async def test_every_field_of_criteria_is_shown_by_some_criterion() -> None:
    ids = await a_filled_world()
    shown = set()
    for path, kind, noun in LEAVES.values():
        _, step = await step_by(nested(path, value_at(path, kind, noun, ids)))
        shown |= {part["field"] for part in step["criteria"]}
    assert shown == set(CriterionField) - {CriterionField.LOG_ENTRY_SEGMENT}


async def test_nodes_that_are_gone_are_told_and_a_merged_one_is_the_one_that_stayed() -> None:
    acme, zenith, gone = (
        await a_company(name="Acme"),
        await a_company(name="Zenith"),
        await a_company(name="Gone"),
    )
    ids = [global_id(each) for each in (acme, zenith, gone)]
    segment = await a_segment(0)
    criteria = {"entireCompany": {"in": ids}}
    taken = await done("reduceSegment", segmentId=global_id(segment), criteria=criteria)
    await delete_contact(gone.id, now=NOW)
    await merge_contacts(acme.id, zenith.id, now=NOW)
    [part] = (await ask(GIVEN, id=taken["step"]["id"]))["node"]["criteria"]
    assert [each["id"] for each in part["nodes"]] == [ids[0], ids[0]]
    assert (part["goneIds"], part["values"]) == ([ids[2]], ids)
    assert part["words"] == "the company is Acme, Zenith or Gone"


async def test_steps_by_hand_and_of_a_reused_segment_are_no_criteria() -> None:
    segment = await a_segment(1)
    shown = await ask(
        """query ($id: ID!) { segment(by: { id: $id }) { steps { nodes {
            givenCriteria { kind } criteria { field } } } } }""",
        id=global_id(segment),
    )
    assert shown["segment"]["steps"]["nodes"] == [{"givenCriteria": None, "criteria": []}]


async def test_the_nodes_of_a_page_of_steps_cost_one_statement_for_each_noun() -> None:
    asked = """query ($id: ID!) { segment(by: { id: $id }) { steps { nodes { criteria { nodes { id
        ... on Salesperson { name } ... on MailingGroup { code } } goneIds } } } } }"""
    counts = []
    for size in (1, 9):
        segment = global_id(await a_segment(0))
        for _ in range(size):
            ids = [global_id(await a_salesperson()), global_id(await a_salesperson())]
            criteria = {
                "salesperson": {"in": ids},
                "mailingGroup": {"eq": global_id(await a_mailing_group())},
            }
            await done("addSegmentContactsByCriteria", segmentId=segment, criteria=criteria)
        with counted_statements() as statements:
            steps = (await ask(asked, id=segment))["segment"]["steps"]["nodes"]
        assert all(step["criteria"][0]["nodes"][1]["name"] for step in steps)
        counts.append(len(statements))
    assert counts[0] == counts[1]


SAVED = f"""savedCriteria {{ id steps {{ nodes {{ id kind allowExisting summary
    givenCriteria {selection(OUTPUT)} }} }} }}"""


async def test_saved_steps_are_edited_as_they_were_given() -> None:
    segment = global_id(await a_segment(0))
    criteria = {"name": {"eq": "Ann"}}
    await done("addSegmentContactsByCriteria", segmentId=segment, criteria=criteria, allowExisting=True)
    save = (
        f"mutation ($input: SaveSegmentCriteriaInput!) {{ saveSegmentCriteria(input: $input) {{ {SAVED} }} }}"
    )
    saved = (await ask(save, input={"segmentId": segment, "code": "A"}))["saveSegmentCriteria"][
        "savedCriteria"
    ]
    [step] = saved["steps"]["nodes"]
    edited = step["givenCriteria"] | {"privacyBlocked": False}
    steps = [{"add": {"criteria": edited, "allowExisting": step["allowExisting"]}}, {"stepId": step["id"]}]
    update = f"""mutation ($input: UpdateSavedCriteriaInput!) {{ updateSavedCriteria(input: $input) {{
        changed deletedStepIds stepEdges {{ node {{ id }} }} userErrors {{ path }} {SAVED} }} }}"""
    given = {"savedCriteriaId": saved["id"], "steps": steps}
    updated = (await ask(update, input=given))["updateSavedCriteria"]
    new, old = updated["savedCriteria"]["steps"]["nodes"]
    assert old == step
    assert (updated["changed"], updated["deletedStepIds"], updated["userErrors"]) == (True, [], [])
    assert [edge["node"]["id"] for edge in updated["stepEdges"]] == [new["id"]]
    assert new["summary"] == (
        "Add contacts where the name is Ann and the contact is not blocked for privacy,"
        " even those on the segment already."
    )
    again = (await ask(update, input=given | {"steps": [{"stepId": step["id"]}]}))["updateSavedCriteria"]
    assert again["deletedStepIds"] == [new["id"]]
