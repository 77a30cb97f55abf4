"""With and without what is hidden from a caller, every mutation gives the same payload or the same errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any

import pytest

from db.callers import SCOPES_OF, Caller, call_as
from db.models import Contact, Interaction
from db.sql.statements import change
from schema import schema
from schema.graph.ids import MODELS, encoded
from schema.guards.scopes import declared_needs
from tests import builders
from tests.schema.acting import INPUTS, selection_of
from tests.schema.calling import answered, least_input
from tests.schema.graph.test_edges import type_named
from tests.schema.guards.two_salespeople import World
from tests.schema.guards.two_worlds import SEEING, Databases, compared

NEEDS = declared_needs(schema._schema).mutations
OPEN = [
    (name, mutation)
    for name, seeing in SEEING.items()
    for mutation, needs in sorted(NEEDS.items())
    if SCOPES_OF[seeing.role].issuperset(needs)
]


def document_of(mutation: str) -> str:
    """All that the payload tells, and all that errors do: of a conflict every column of the node."""
    kind = f"{mutation[0].upper()}{mutation[1:]}"
    current = " ".join(
        f"... on {noun} {{ {' '.join(_columns(noun))} }}" for noun in ("Contact", "Interaction")
    )
    errors = (
        f"problems: userErrors {{ code message path ... on RevisionConflict {{ current {{ __typename id {current} }} }}"
        " ... on InvalidLines { total lines { code message line { id } } }"
        " ... on SegmentAlreadyLogged { segment { id number } } }"
    )
    return (
        f"mutation ($input: {kind}Input!)"
        f" {{ {mutation}(input: $input) {{ {selection_of(f'{kind}Payload')} {errors} }} }}"
    )


def _columns(noun: str) -> Iterator[str]:
    """Columns under names of their own: two types may have fields of one name and different types."""
    for name, field in type_named(noun).fields.items():
        if str(field.type).rstrip("!") in ("String", "Int", "Boolean", "DateTime") and not name.endswith(
            "Url"
        ):
            yield f"{noun}_{name}: {name}"


async def inputs_of(mutation: str, world: World) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """What is seen, what is not, an old revision of what is seen, and what the mutation can be done with."""
    some = {noun: encoded(noun, 1) for noun in MODELS}
    wholly = {noun: min(numbers) for noun, numbers in world.seen.items() if numbers}
    for kind, numbers in (("seen", wholly), ("seen in part", wholly | await _half_own(world))):
        seen = some | {noun: encoded(noun, number) for noun, number in numbers.items()}
        if "expectedRevision" in _fields(mutation):
            yield f"an old revision of what is {kind}", least_input(mutation, seen) | {"expectedRevision": 99}
        yield kind, least_input(mutation, seen)
    yield "hidden", least_input(mutation, some | world.ids())
    call_as(None)
    serial, builders._serial = builders._serial, count(50_000)
    before = [await _last(model) for model in (Contact, Interaction)]
    given = await INPUTS[mutation]()
    # A template of the world may be made after this test: it must not get the same codes.
    builders._serial = serial
    for table, last in zip(("contact", "interaction"), before, strict=True):
        await change(
            f"UPDATE {table} SET salesperson_id = :own WHERE id > :last", own=world.own.id, last=last
        )
    yield "what it can be done with", given
    yield "the same again", given


async def _half_own(world: World) -> dict[str, int]:
    """A person of somebody else's company, and an entry with somebody else's contact."""
    foreign = world.foreign["Contact"]
    person = await Contact.filter(id__in=world.seen["Contact"], company_id__in=foreign).first()
    entry = await Interaction.filter(id__in=world.seen["Interaction"], contact_id__in=foreign).first()
    assert person and entry
    return {"Contact": person.id, "Interaction": entry.id}


async def _last(model: type[Contact] | type[Interaction]) -> int:
    row = await model.all().order_by("-id").first()
    return row.id if row else 0


def _fields(mutation: str) -> dict[str, Any]:
    kind: Any = schema._schema.type_map[f"{mutation[0].upper()}{mutation[1:]}Input"]
    return kind.fields


@pytest.mark.parametrize("name, mutation", OPEN, ids=[f"{mutation}-{name}" for name, mutation in OPEN])
async def test_every_payload_and_every_error_is_the_same(
    databases: Databases, name: str, mutation: str
) -> None:
    seeing = SEEING[name]

    async def asked(caller: Caller, world: World) -> AsyncIterator[tuple[str, Any]]:
        async for kind, given in inputs_of(mutation, world):
            yield kind, await answered(document_of(mutation), caller, input=given)

    await compared(databases, seeing, asked)
