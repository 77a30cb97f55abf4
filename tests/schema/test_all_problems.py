"""What is wrong in the input of a mutation: user errors with their paths, all of them together, and nothing is done."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import AuditEntry
from schema import schema
from schema.graph.context import Context
from tests.conftest import NOW
from tests.schema.acting import INPUTS, mutations
from tests.schema.malforming import MALFORMED, SCALARS, input_of, leaves, of_nothing, with_value

Told = set[tuple[str, str]]


async def told(mutation: str, values: dict[str, Any]) -> Told:
    """The codes and paths of the user errors of a mutation."""
    document = (
        f"mutation ($input: {input_of(mutation).name}!)"
        f" {{ {mutation}(input: $input) {{ userErrors {{ code message path }} }} }}"
    )
    result = await schema.execute(document, {"input": values}, Context(now=NOW))
    assert not result.errors, (result.errors, values)
    assert result.data is not None
    return {(each["code"], ".".join(each["path"])) for each in result.data[mutation]["userErrors"]}


def at(path: tuple[str, ...]) -> str:
    return ".".join(("input", *path))


@pytest.mark.parametrize("mutation", mutations())
async def test_every_malformed_scalar_of_an_input_is_a_user_error_at_its_place(
    mutation: str, database: str
) -> None:
    good, kind = await INPUTS[mutation](), input_of(mutation)
    before = await AuditEntry.all().count()
    for leaf in leaves(kind, SCALARS):
        found = await told(mutation, with_value(kind, good, leaf.path, MALFORMED))
        assert ("INVALID", at(leaf.path)) in found
    assert await AuditEntry.all().count() == before


@pytest.mark.parametrize("mutation", mutations())
async def test_all_malformed_scalars_of_an_input_are_told_together(mutation: str, database: str) -> None:
    values, kind = await INPUTS[mutation](), input_of(mutation)
    malformed = list(leaves(kind, SCALARS, depth=1))
    for leaf in malformed:
        values = with_value(kind, values, leaf.path, MALFORMED)
    found = await told(mutation, values) if malformed else set()
    assert {path for code, path in found if code == "INVALID"} >= {at(each.path) for each in malformed}


@pytest.mark.parametrize("mutation", mutations())
async def test_ids_that_name_nothing_and_wrong_values_are_told_together(mutation: str, database: str) -> None:
    good, kind = await INPUTS[mutation](), input_of(mutation)
    texts = [each for each in leaves(kind, {"String"}, depth=2) if each.path[-1] != "clientMutationId"]
    ids = [each for each in leaves(kind, {"ID"}, depth=1) if each.noun]
    wrong: dict[str, Any] = good
    for leaf in texts:
        wrong = with_value(kind, wrong, leaf.path, "x" * 5000)
    because_of_texts = {each for each in await told(mutation, wrong) if each[0] == "TOO_LONG"}
    for leaf in ids:
        wrong = with_value(kind, wrong, leaf.path, of_nothing(leaf))
    found = await told(mutation, wrong) if ids else because_of_texts
    assert {path for code, path in found if code == "NOT_FOUND"} >= {at(each.path) for each in ids}
    assert found >= because_of_texts
