"""Lists of one noun take the same wherever they stand, and each is read along an index in every order it offers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_object_type

from db.engine.database import connection, is_postgres
from db.models import Salesperson
from db.sql.listings import ordered_by
from schema import schema
from schema.graph.listed import LISTED, Listed
from tests.databases import filled_by
from tests.schema.asking import ask
from tests.schema.graph.test_edges import LISTS, a_full_world, document, type_named
from tests.statements import counted_statements

PAGE = {"first", "after", "last", "before"}
PICKED_FROM = {
    *("Campaign", "CampaignStatus", "Contact", "LetterContent", "IndustryGroup", "InteractionGroup"),
    *(
        "InteractionTemplate",
        "JobResponsibility",
        "MailingGroup",
        "NumberSeries",
        "Salesperson",
        "Salutation",
    ),
    *("SavedCriteria", "Segment"),
}
"""What people choose by a part of what it is called."""
NO_ROWS = {
    "DuplicateGroupConnection": "a group is counted when it is asked for, by what contacts have in common",
    "SegmentLineIssueConnection": "problems are found when they are asked for, in the order of the lines",
    "TimelineItemConnection": "two nouns in one order, that of their moments",
}
"""Lists of what is no row of a table, with the reason why they are neither filtered nor ordered."""


def lists() -> Iterator[tuple[str, str, GraphQLField]]:
    """Each field that is a list: the connection, where it stands, and the field."""
    for kind in schema._schema.type_map.values():
        if is_object_type(kind):
            for name, field in kind.fields.items():  # type: ignore[attr-defined]
                if (connection := get_named_type(field.type).name).endswith("Connection"):
                    yield connection, f"{kind.name}.{name}", field


def test_lists_of_one_noun_take_the_same_wherever_they_stand() -> None:
    taken: dict[str, dict[str, dict[str, str]]] = {}
    for noun, place, field in lists():
        taken.setdefault(noun, {})[place] = {name: str(each.type) for name, each in field.args.items()}
    assert len(taken) > 25 and sum(map(len, taken.values())) > 60
    for noun, places in taken.items():
        [same] = {tuple(sorted(arguments.items())) for arguments in places.values()}
        wanted = set(PAGE) if noun in NO_ROWS else PAGE | {"where", "orderBy"}
        picked = {"search"} if noun.removesuffix("Connection") in PICKED_FROM else set[str]()
        assert dict(same).keys() == wanted | picked, noun


def test_every_list_of_rows_is_counted_as_exactly_as_wanted_and_its_filters_can_be_joined() -> None:
    for noun, place, field in lists():
        if noun not in NO_ROWS:
            assert "count" in get_named_type(field.type).fields, place  # type: ignore[union-attr]
            joined = get_named_type(field.args["where"].type).fields  # type: ignore[union-attr]
            assert {"and", "or", "not"} <= joined.keys(), place


def test_whatever_has_the_moments_of_a_row_is_filtered_and_ordered_by_them() -> None:
    for model, listed in LISTED.items():
        noun = listed.where.__name__.removesuffix("Where")
        shown = type_named(noun).fields.keys() & {"createdAt", "updatedAt"}
        where, order = schema._schema.type_map[f"{noun}Where"], schema._schema.type_map[f"{noun}OrderField"]
        assert shown <= where.fields.keys(), model  # type: ignore[attr-defined]
        named = {"createdAt": "CREATED_AT", "updatedAt": "UPDATED_AT"}
        assert {named[each] for each in shown} <= order.values.keys(), model  # type: ignore[attr-defined]


SORTED_AS_A_WHOLE = re.compile(r"TEMP B-TREE|^[\s>-]*Sort  ", re.MULTILINE)
"""An incremental sort of PostgreSQL goes along an index and looks no further than the page."""
ROOT = schema._schema.query_type
assert ROOT is not None
ROOT_LISTS = {name: field for name, field in ROOT.fields.items() if "orderBy" in field.args}


async def plans_of(documents: list[str]) -> dict[str, str]:
    """How the database means to run the last statement of each; PostgreSQL is kept from sorting if it can help it."""
    with counted_statements() as statements:
        last = []
        for each in documents:
            await ask(each)
            last.append((statements.texts[-1], statements.values[-1]))
    if is_postgres():
        await connection().execute_script("SET enable_seqscan = off; SET enable_sort = off")
    explain = "EXPLAIN" if is_postgres() else "EXPLAIN QUERY PLAN"
    plans = {}
    for each, (text, values) in zip(documents, last, strict=True):
        rows = await connection().execute_query_dict(f"{explain} {text}", values)
        plans[each] = "\n".join(str(row.get("QUERY PLAN") or row["detail"]) for row in rows)
    return plans


@pytest.mark.parametrize("name", ROOT_LISTS)
async def test_a_list_is_read_along_an_index_in_every_order(name: str) -> None:
    await Salesperson.all().count()
    named = get_named_type(ROOT_LISTS[name].args["orderBy"].type).fields["field"].type  # type: ignore[union-attr]
    fields = get_named_type(named).values  # type: ignore[union-attr]
    orders = [f"[{{ field: {each}, direction: {way} }}]" for each in fields for way in ("ASC", "DESC")]
    plans = await plans_of([f"{{ {name}(orderBy: {each}) {{ nodes {{ id }} }} }}" for each in orders])
    assert len(plans) == 2 * len(fields)
    for asked, plan in plans.items():
        assert not SORTED_AS_A_WHOLE.search(plan), (asked, plan)


@filled_by(a_full_world)
@pytest.mark.parametrize("noun", sorted(LISTS))
async def test_no_filter_or_order_below_a_node_costs_a_statement_for_each_parent(noun: str) -> None:
    assert await Salesperson.exists()  # what opens the first connection is counted as a statement too
    costly = {}
    for name, field in below(type_named(noun)).items():
        order = get_named_type(field.args["orderBy"].type).fields["field"].type  # type: ignore[union-attr]
        asked = next(iter(get_named_type(order).values))  # type: ignore[union-attr]
        selection = (
            f"{name}(first: 2, where: {{ not: {{ and: [{{ or: [] }}] }} }}, orderBy: [{{ field: {asked} }}])"
            " { nodes { id } totalCount }"
        )
        counts = []
        for first in (2, 8):
            with counted_statements() as statements:
                await ask(document(LISTS[noun], selection, first))
            counts.append(len(statements))
        if counts[0] != counts[1]:
            costly[name] = counts
    assert costly == {}


def below(kind: GraphQLObjectType) -> dict[str, GraphQLField]:
    """The lists below a node."""
    return {name: field for name, field in kind.fields.items() if "orderBy" in field.args}


def test_orders_name_their_columns_once() -> None:
    """An order that all rows of a list are equal in has no column there."""
    for listed in LISTED.values():
        columns = [ordered_by([sort], "t", backward=False) for sort in _columns(listed)]
        assert len(set(columns)) == len(columns), listed.where


def _columns(listed: Listed) -> list:  # type: ignore[type-arg]
    return [sort for sort in listed.sorts.values() if sort is not None]


async def test_a_sort_of_the_whole_would_be_found() -> None:
    explain = "EXPLAIN" if is_postgres() else "EXPLAIN QUERY PLAN"
    text = f"{explain} SELECT id FROM contact ORDER BY job_title, id LIMIT 51"
    rows = await connection().execute_query_dict(text)
    plan = "\n".join(str(row.get("QUERY PLAN") or row["detail"]) for row in rows)
    assert SORTED_AS_A_WHOLE.search(plan), plan
