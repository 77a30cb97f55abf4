"""Whoever may not read a noun is told nothing that its rows are called, by whatever field of whatever other noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import GraphQLField, get_named_type, is_leaf_type, is_required_argument
from tortoise import fields
from tortoise.models import Model

from db.callers import Role, Scope
from db.sql.statements import change
from schema.graph.ids import MODELS, TYPE_NAMES, TYPES
from schema.graph.needs import needs_of
from schema.guards.scopes import needs_to_select
from tests.databases import filled_by
from tests.schema.asking import ask
from tests.schema.calling import a_caller, data_for
from tests.schema.graph.test_edges import LISTS, a_full_world, document, type_named

pytestmark = filled_by(a_full_world)

MARK = "Marked"

NAMING = (
    "name",
    "first_name",
    "surname",
    "description",
    "email",
    "city",
    "subject",
    "text",
    "label",
    "phone",
)

READING = [
    Scope.CONTACTS_READ, Scope.INTERACTIONS_READ, Scope.SEGMENTS_READ, Scope.CAMPAIGNS_READ, Scope.CONTENTS_READ,
    Scope.SETUP_READ,
]  # fmt: skip

COPIES: dict[Scope, dict[str, str]] = {
    Scope.CONTACTS_READ: {
        "interaction": f"contact_name = '{MARK}', merge_values = '{{\"contact.name\": \"{MARK}\"}}'",
        "delivery": f"email = '{MARK}@example.com', response = '{MARK}@example.com has moved'",
    }
}
"""Where rows of other nouns keep what a row is called."""

ALLOWED = {
    Scope.INTERACTIONS_READ: {"EffectiveText.value"},
    Scope.CONTENTS_READ: {"Letter.subject"},
    Scope.SETUP_READ: {"Contact.greeting"},
}
"""What is told all the same, since it belongs to what is shown: the values with which a line was logged, the letter
that a contact received, and what letters to a contact begin with."""

NAMING_ROWS = {
    "entire_company": {"in_": [1]},
    "salesperson": {"in_": [1]},
    "mailing_group": {"in_": [1]},
    "interactions": {"template": {"in_": [1]}, "campaign": {"in_": [1]}},
}
NAMES_IN_STEPS = {
    Scope.CONTACTS_READ: ["contact:1"],
    Scope.SETUP_READ: ["salesperson:1", "mailing_group:1", "interaction_template:1"],
    Scope.CAMPAIGNS_READ: ["campaign:1"],
}
"""The rows that the words of steps name, with such criteria."""


def of_scope(scope: Scope) -> list[type[Model]]:
    return [model for model, shown in TYPES.items() if needs_of(shown) == (scope,)]


async def mark(scope: Scope) -> None:
    """Put the mark into whatever rows are called that this scope opens."""
    for model in of_scope(scope):
        table = model._meta.db_table
        for name in NAMING:
            field = model._meta.fields_map.get(name)
            if isinstance(field, fields.CharField | fields.TextField) and not hasattr(field, "enum_type"):
                column = model._meta.fields_db_projection[name]
                await change(f"UPDATE {table} SET {column} = '{MARK}' || id WHERE {column} IS NOT NULL")
    for table, values in COPIES.get(scope, {}).items():
        await change(f"UPDATE {table} SET {values} WHERE TRUE")
    for table in ("segment_step", "saved_criteria_step"):
        await change(
            f"UPDATE {table} SET criteria = :criteria, names = :names WHERE TRUE",
            criteria=orjson.dumps(NAMING_ROWS).decode(),
            names=orjson.dumps(dict.fromkeys(NAMES_IN_STEPS.get(scope, []), MARK)).decode(),
        )


def allowed_below(name: str, field: GraphQLField, scopes: frozenset[Scope], deeper: int) -> str | None:
    """A selection of a field with all that these scopes let somebody ask for, so many nouns deep."""
    if any(map(is_required_argument, field.args.values())) or not scopes.issuperset(needs_to_select(field)):
        return None
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name
    if deeper == 0 or not hasattr(kind, "fields"):
        return None
    fewer = deeper - (0 if kind.name.endswith(("Connection", "Edge")) else 1)
    selected = " ".join(allowed_inside(kind.name, scopes, fewer))
    return f"{name} {{ __typename {selected} }}" if selected else None


def allowed_inside(noun: str, scopes: frozenset[Scope], deeper: int) -> Iterator[str]:
    if noun == "Node":
        yield "id"
        return
    for name, field in type_named(noun).fields.items():
        if (selected := allowed_below(name, field, scopes, deeper)) is not None:
            yield selected


def marked(answer: Any) -> Iterator[str]:
    """The fields of an answer that hold the mark, each with the type that it is of."""
    if isinstance(answer, list):
        for each in answer:
            yield from marked(each)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, str) and MARK.lower() in value.lower():
                yield f"{answer['__typename']}.{name}"
            yield from marked(value)


def way_needs(noun: str) -> set[Scope]:
    """What the list needs in which a noun is found, with all nouns above it."""
    root = re.match(r"\w+", LISTS[noun])
    assert root is not None
    kind = get_named_type(type_named("Query").fields[root[0]].type).name.removesuffix("Connection")
    shown = {TYPE_NAMES[model]: TYPES[model] for model in MODELS.values()}
    return {*(needs_of(shown[noun]) or ()), *(needs_of(shown[kind]) or ())}


@pytest.mark.parametrize("scope", READING)
async def test_nothing_is_called_by_its_name_without_the_scope_of_its_noun(scope: Scope) -> None:
    await mark(scope)
    scopes = frozenset(set(Scope) - {scope})
    caller = a_caller(Role.ADMIN, scopes=scopes)
    looked_at, found = 0, set[str]()
    for noun, where in LISTS.items():
        if scope not in way_needs(noun):
            for selection in allowed_inside(noun, scopes, 2):
                found |= set(marked(await data_for(caller, document(where, f"__typename {selection}", 50))))
                looked_at += 1
    assert found == ALLOWED.get(scope, set())
    assert looked_at > 60
    for known in (KNOWN[scope], *([STEPS] if scope in NAMES_IN_STEPS else [])):
        assert set(marked(await ask(known))), "what is looked for is there"


KNOWN = {
    Scope.CONTACTS_READ: "{ contacts { nodes { __typename name } } }",
    Scope.INTERACTIONS_READ: "{ interactions { nodes { __typename description } } }",
    Scope.SEGMENTS_READ: "{ segments { nodes { __typename description } } }",
    Scope.CAMPAIGNS_READ: "{ campaigns { nodes { __typename description } } }",
    Scope.CONTENTS_READ: "{ letterContents { nodes { __typename subject } } }",
    Scope.SETUP_READ: "{ salespeople { nodes { __typename name } } }",
}

STEPS = """{ savedCriteria { nodes { steps { nodes {
    __typename summary criteria { __typename words } } } } } }"""
