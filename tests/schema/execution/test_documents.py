"""A schema that keeps documents: read once, run for everybody, bounded."""

from __future__ import annotations

import re
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import Info
from strawberry.types.graphql import OperationType

from schema.execution import arguments, documents, variables
from schema.execution.documents import Schema
from schema.execution.selections import Selection, from_selection

LOOKED: list[frozenset[str] | None] = []


@strawberry.type
class Caller:
    name: str
    age: int = 7


def reads(selection: Selection) -> None:
    LOOKED.append(selection.reads)


@strawberry.type
class Query:
    @strawberry.field
    async def caller(self, info: Info, suffix: str = "") -> Caller:
        from_selection(info, reads)
        return Caller(name=info.context + suffix)


class Reporting(Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        REPORTED.extend(errors)


REPORTED: list[GraphQLError] = []
SCHEMA = Reporting(query=Query)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are parsed."""
    texts: list[str] = []
    parse = documents.parse

    def note(text: str) -> Any:
        texts.append(text)
        return parse(text)

    monkeypatch.setattr(documents, "parse", note)
    return texts


async def test_a_document_is_parsed_and_planned_once_for_all_callers(parsed: list[str]) -> None:
    document = "query ($s: String!, $b: Boolean!) { caller(suffix: $s) { name age @include(if: $b) } }"
    LOOKED.clear()
    answers = [
        (await SCHEMA.execute(document, {"s": suffix, "b": aged}, caller)).data
        for caller, suffix, aged in (("Ann", "!", True), ("Bob", "?", False), ("Cid", ".", True))
    ]
    assert answers == [
        {"caller": {"name": "Ann!", "age": 7}},
        {"caller": {"name": "Bob?"}},
        {"caller": {"name": "Cid.", "age": 7}},
    ]
    assert parsed == [document]
    assert [{"name", "age"}, {"name"}] == LOOKED


async def test_what_is_wrong_with_a_document_is_reported_every_time() -> None:
    for document in ("{ nobody }", "{ caller {"):
        REPORTED.clear()
        first, second = [await SCHEMA.execute(document) for _ in range(2)]
        assert first.data is None and first.errors and second.errors
        assert [each.message for each in first.errors] == [each.message for each in second.errors]
        assert len(REPORTED) == len(first.errors) * 2


async def test_documents_that_are_too_long_are_not_kept(
    parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_CHARACTERS", 200)
    schema = Schema(query=Query)
    long, short = "{ caller { name } }" + " " * 200, "{ caller { name } }"
    for document in (long, short, long, short):
        assert (await schema.execute(document, context_value="Ann")).data == {"caller": {"name": "Ann"}}
    assert parsed == [long, short, long]


async def test_those_longest_unused_go_first(parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_CHARACTERS", 50)
    schema = Schema(query=Query)
    first, second, third = (f"{{ {name}: caller {{ name }} }}" for name in "abc")
    for document in (first, second, first, third, first, second):
        await schema.execute(document, context_value="Ann")
    assert parsed == [first, second, third, second]


async def test_what_is_no_operation_is_refused_before_anything_is_done() -> None:
    with pytest.raises(MissingQueryError):
        await SCHEMA.execute("")
    with pytest.raises(CannotGetOperationTypeError):
        await SCHEMA.execute("query A { caller { name } }", operation_name="B")
    with pytest.raises(InvalidOperationTypeError):
        await SCHEMA.execute("{ caller { name } }", allowed_operation_types={OperationType.MUTATION})


async def test_one_of_several_operations_has_to_be_named() -> None:
    document = "query A { caller { name } } query B { caller { age } }"
    result = await SCHEMA.execute(document, context_value="Ann")
    assert result.data is None
    assert [each.message for each in result.errors or ()] == [
        "Must provide operation name if query contains multiple operations."
    ]
    named = await SCHEMA.execute(document, context_value="Ann", operation_name="B")
    assert named.data == {"caller": {"age": 7}}


@pytest.mark.parametrize("depth", [60, 90, 120, 150, 180, 250, 2_000])
async def test_a_document_that_is_nested_too_deeply_is_an_error_of_the_request(depth: int) -> None:
    document = "{ caller " + "{ ... on Caller " * depth + "{ name } " + "} " * depth + "}"
    result = await SCHEMA.execute(document, context_value="Ann")
    deep = [each.original_error for each in result.errors or ()]
    assert result.data == {"caller": {"name": "Ann"}} or deep == [None]


async def test_variables_that_do_not_fit_are_an_error_of_the_request() -> None:
    result = await SCHEMA.execute("query ($s: String!) { caller(suffix: $s) { name } }", {}, "Ann")
    assert result.data is None
    assert [each.message for each in result.errors or ()] == [
        "Variable '$s' has invalid value: Expected a value of non-null type 'String!' to be provided."
    ]


async def test_extensions_take_part_as_ever() -> None:
    class Counting(SchemaExtension):
        def get_results(self) -> dict[str, Any]:
            return {"counted": True}

    result = await Schema(query=Query, extensions=[Counting]).execute("{ caller { name } }", None, "Ann")
    assert (result.data, result.extensions) == ({"caller": {"name": "Ann"}}, {"counted": True})


@strawberry.input
class Wish:
    number: int
    names: list[str] | None = None
    inner: Wish | None = None


@strawberry.type
class Wishing:
    @strawberry.field
    def shown(self, wish: Wish, more: list[int] = [7], kind: str = "plain") -> str:  # noqa: B006
        return f"{wish.number} {wish.names} {wish.inner and wish.inner.number} {more} {kind}"


WISHES = """
    query ($wish: Wish!, $number: Int = 3, $more: [Int!], $kind: String!) {
        a: shown(wish: $wish, more: $more, kind: $kind)
        b: shown(wish: { number: $number, names: ["x", $kind], inner: { number: 5 } })
    }
"""


async def test_what_is_right_is_coerced_without_a_look_at_types_or_left_out_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("these are for errors, and for variables that are left out")

    monkeypatch.setattr(variables, "get_variable_values", refuse)
    monkeypatch.setattr(arguments, "get_argument_values", refuse)
    schema = Schema(query=Wishing)
    for number in (1, 2):
        given = {"wish": {"number": number, "inner": {"number": 9}}, "kind": "k", "number": 3, "more": [7]}
        result = await schema.execute(WISHES, given)
        assert result.data == {
            "a": f"{number} None 9 [7] k",
            "b": "3 ['x', 'k'] 5 [7] plain",
        }


@pytest.mark.parametrize(
    "given",
    [{"wish": {"number": 1}, "kind": "k"}, {"wish": {"number": 1}, "kind": "k", "number": 8, "more": [2]}],
)
async def test_defaults_stand_in_for_what_a_caller_leaves_out(given: dict[str, Any]) -> None:
    schema, number = Schema(query=Wishing), given.get("number", 3)
    for _ in range(2):
        result = await schema.execute(WISHES, given)
        assert result.data == {
            "a": f"1 None None {given.get('more', [7])} k",
            "b": f"{number} ['x', 'k'] 5 [7] plain",
        }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"wish": {}, "kind": "k"}, "Variable '$wish' has invalid value"),
        ({"wish": {"number": 1, "other": 1}, "kind": "k"}, "not to include unknown field 'other'"),
        ({"wish": {"number": "1"}, "kind": "k"}, "Variable '$wish' has invalid value at .number"),
        ({"wish": {"number": 1}}, "Variable '$kind' has invalid value"),
        ({"wish": {"number": 1}, "kind": None}, "Variable '$kind' has invalid value"),
        ({"wish": {"number": 1}, "kind": "k", "number": None}, "Argument 'wish' has invalid value"),
    ],
)
async def test_what_is_wrong_is_reported_in_the_words_of_graphql_core(
    given: dict[str, Any], message: str
) -> None:
    ours, core = Schema(query=Wishing), strawberry.Schema(query=Wishing)
    for _ in range(2):
        mine = await ours.execute(WISHES, given)
        theirs = await core.execute(WISHES, given)
        assert mine.data == theirs.data
        assert [without_path(each) for each in mine.errors or ()] == [
            {**each.formatted, "message": without_suggestion(each.message)} for each in theirs.errors or ()
        ]
        assert message in (mine.errors or [])[0].message


def without_path(error: GraphQLError) -> dict[str, Any]:
    """What is shown of an error; the place in a variable, which only we tell, is looked at and left out."""
    shown: dict[str, Any] = {**error.formatted}
    if error.message.startswith("Variable"):
        [(name, path)] = shown.pop("extensions").items()
        assert name == "path" and f"'{path[0]}'" in error.message
    return shown


def without_suggestion(message: str) -> str:
    """What graphql-core says where it is to suggest nothing."""
    return re.sub(
        r"(\. Did you mean [^?]*\?)( Found:)?", lambda found: ", found:" if found[2] else ".", message
    )


async def test_a_value_that_nests_without_an_end_is_refused() -> None:
    wish: dict[str, Any] = {"number": 1}
    for _ in range(3_000):
        wish = {"number": 1, "inner": wish}
    result = await Schema(query=Wishing).execute(WISHES, {"wish": wish, "kind": "k"})
    assert [each.message for each in result.errors or ()] == ["Variable values are nested too deeply."]
