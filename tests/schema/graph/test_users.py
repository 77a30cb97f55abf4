"""What `InUse` shows: the nodes that use another one and their number, but nothing that its caller does not see."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from db.callers import LOCAL, Caller, Role, Scope
from db.marketing_setup import update_marketing_setup
from db.models import InteractionTemplate
from db.numbering import the_setup
from schema import schema
from schema.graph.ids import global_id
from schema.guards.scopes import declared_needs
from tests.builders import a_salesperson, a_template, a_template_language
from tests.conftest import NOW
from tests.schema.acting import mutations
from tests.schema.acting_on_setup import a_number_series
from tests.schema.calling import a_caller, data_for
from tests.schema.malforming import input_of
from tests.schema.using import BY_SETUP, IDS, NEVER_IN_USE, USED, Row, Used

NEEDS = declared_needs(schema._schema).mutations


async def refused(used: Used, row: Row, caller: Caller = LOCAL) -> dict[str, Any]:
    """The one problem."""
    [problem] = await problems_of(used.mutation, used.given(row), caller)
    assert (problem["__typename"], problem["code"]) == ("InUse", used.code)
    return problem


async def problems_of(mutation: str, given: dict[str, Any], caller: Caller = LOCAL) -> list[dict[str, Any]]:
    document = (
        f"mutation ($input: {input_of(mutation).name}!) {{ {mutation}(input: $input) {{ userErrors"
        " { __typename code message path ... on InUse { by { id } byCount } } } }"
    )
    return (await data_for(caller, document, input=given))[mutation]["userErrors"]


def shown(problem: dict[str, Any]) -> set[str]:
    return {each["id"] for each in problem["by"]}


def test_every_verb_that_deletes_says_whether_it_is_refused() -> None:
    deleting = {each for each in mutations() if each.startswith("delete")}
    assert (
        deleting
        == {each.mutation for each in USED if each.mutation != "updateContact"} | BY_SETUP | NEVER_IN_USE
    )


@pytest.mark.parametrize("used", USED, ids=IDS)
async def test_those_that_use_a_node_are_shown_and_counted(used: Used, database: str) -> None:
    row = await used.made()
    first = [await make(row, None) for make in used.users]
    problem = await refused(used, row)
    assert (shown(problem), problem["byCount"]) == ({global_id(each) for each in first}, len(first))
    others = [await make(row, None) for make in used.users for _ in range(10)]
    problem = await refused(used, row)
    assert (len(problem["by"]), problem["byCount"]) == (10 * len(first), 11 * len(first))
    assert shown(problem) < {global_id(each) for each in [*first, *others]}


@pytest.mark.parametrize("used", USED, ids=IDS)
async def test_a_caller_without_the_scopes_learns_of_none(used: Used, database: str) -> None:
    row = await used.made()
    caller = a_caller(Role.ADMIN, scopes=frozenset(NEEDS[used.mutation]))
    for make in used.users:
        await make(row, None)
    before = await refused(used, row, caller)
    assert (before["by"], before["byCount"]) == ([], 0)
    for make in used.users:
        await make(row, None)
    assert await refused(used, row, caller) == before


@pytest.mark.parametrize("used", USED, ids=IDS)
async def test_what_is_hidden_changes_no_byte_of_a_refusal(used: Used, database: str) -> None:
    """Whatever it is that the caller sees, and that would keep the node without all that is hidden."""
    own, foreign = await a_salesperson(), await a_salesperson()
    caller = a_caller(Role.SALESPERSON, scopes=frozenset(Scope), salesperson_id=own.id, sees_only_own=True)
    for seen in used.users:
        row = await used.made(**({"salesperson_id": own.id} if used.is_owned else {}))
        mine = await seen(row, own.id)
        before = await refused(used, row, caller)
        assert (shown(before), before["byCount"]) == ({global_id(mine)}, 1)
        for make in used.hidden * 3:
            await make(row, foreign.id)
        assert orjson.dumps(await refused(used, row, caller)) == orjson.dumps(before)


@pytest.mark.parametrize("used", [each for each in USED if each.hidden], ids=lambda each: each.mutation)
async def test_nor_does_it_tell_how_much_is_hidden(used: Used, database: str) -> None:
    own, foreign = await a_salesperson(), await a_salesperson()
    caller = a_caller(Role.SALESPERSON, scopes=frozenset(Scope), salesperson_id=own.id, sees_only_own=True)
    row = await used.made(**({"salesperson_id": own.id} if used.is_owned else {}))
    await used.hidden[0](row, foreign.id)
    before = await refused(used, row, caller)
    assert (before["by"], before["byCount"]) == ([], 0)
    for make in used.hidden * 3:
        await make(row, foreign.id)
    assert orjson.dumps(await refused(used, row, caller)) == orjson.dumps(before)


async def test_the_one_node_that_keeps_another_is_shown(database: str) -> None:
    setup, template = await the_setup(), await a_template()
    spoken = await a_template_language(template, language="de")
    await InteractionTemplate.filter(id=template.id).update(default_language="de")
    series = await a_number_series()
    await update_marketing_setup({"campaign_number_series_id": series.id}, now=NOW)
    for mutation, row, by in (
        ("deleteNumberSeries", series, setup), ("deleteTemplateLanguage", spoken, template),
    ):  # fmt: skip
        given = {f"{mutation[6].lower()}{mutation[7:]}Id": global_id(row)}
        [problem] = await problems_of(mutation, given)
        assert (shown(problem), problem["byCount"]) == ({global_id(by)}, 1)
        narrow = a_caller(Role.ADMIN, scopes=frozenset(NEEDS[mutation]))
        [hidden] = await problems_of(mutation, given, narrow)
        assert (hidden["code"], hidden["by"], hidden["byCount"]) == ("IN_USE", [], 0)
