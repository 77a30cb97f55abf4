"""Every noun has what every noun has, or docs/nouns.md says why not."""

from __future__ import annotations

import re
from pathlib import Path

from graphql import GraphQLSchema, build_schema

from schema import schema
from schema.nouns_page import COLUMNS, OTHER_WORDS, VERBS, nouns, with_table

PAGE = Path(__file__).parents[1] / "docs" / "nouns.md"


def gaps(of: GraphQLSchema) -> set[tuple[str, str]]:
    return {(noun, column) for noun, ways in nouns(of).items() for column in COLUMNS if ways[column] is None}


def reasons(page: str) -> dict[tuple[str, str], str]:
    rows = re.findall(r"^\| `(\w+)` \| ([^`|]+) \| (.+) \|$", page.split("## Where there is a dash")[1], re.M)
    return {(noun, each): why for noun, lacking, why in rows for each in lacking.split(", ")}


def test_what_a_noun_lacks_has_its_reason() -> None:
    given = reasons(PAGE.read_text("utf-8"))
    missing, needless = gaps(schema._schema) - given.keys(), given.keys() - gaps(schema._schema)
    assert (missing, needless) == (set(), set()), (
        "the first need what every noun has, or a reason in docs/nouns.md; the second have it by now"
    )
    assert all(len(why) > 20 for why in given.values())


def test_the_table_of_nouns_is_fresh() -> None:
    page = PAGE.read_text("utf-8")
    assert with_table(page, schema._schema) == page, "run: make print"


def test_a_noun_without_anything_would_be_found() -> None:
    bare = build_schema(
        "interface Node { id: ID! } type Thing implements Node { id: ID! }"
        " type Query { things: [Thing!]! } type Mutation { makeThing: ID }"
    )
    assert gaps(bare) == {("Thing", column) for column in COLUMNS}


def test_other_words_are_verbs_that_are_there() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    for (noun, verb), name in OTHER_WORDS.items():
        assert noun in schema._schema.type_map and verb in VERBS
        assert name in mutation.fields and f"{verb}{noun}" not in mutation.fields


def test_verbs_over_many_rows_check_revisions_as_verbs_over_one_do() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    taken = {name: set(field.args["input"].type.of_type.fields) for name, field in mutation.fields.items()}  # type: ignore[union-attr]
    many = [name for name in taken if _of_one(name) in taken] + ["cancelInteractions", "restoreInteractions"]
    assert len(many) >= 9
    for name in many:
        single = taken.get(_of_one(name), {"expectedRevision"})
        assert ("expectedRevisions" in taken[name]) is ("expectedRevision" in single), name


def _of_one(many: str) -> str:
    """What the verb over one row is called, if it is called so."""
    return f"{many[:-3]}y" if many.endswith("ies") else many.removesuffix("s") if many.endswith("s") else ""
