"""What is wrong in the input of an action or its preview: all of it at once, by its path, and nothing is done."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import AuditEntry
from schema import schema
from schema.graph.context import Context
from schema.graph.ids import global_id
from tests.builders import a_segment
from tests.conftest import NOW
from tests.db.segments.lines import lines_of
from tests.schema.acting import INPUTS as OF_MUTATIONS
from tests.schema.acting import mutations
from tests.schema.malforming import (
    MALFORMED,
    SCALARS,
    input_of,
    is_one_of,
    leaves,
    of_nothing,
    previews,
    with_value,
)

Told = set[tuple[str, str]]


async def _preview_segment_log() -> dict[str, Any]:
    return {"segmentId": global_id(await a_segment(1))}


async def _preview_interaction_letter() -> dict[str, Any]:
    return {"lineId": global_id((await lines_of(await a_segment(1)))[0])}


INPUTS = OF_MUTATIONS | {
    "previewSegmentLog": _preview_segment_log,
    "previewSegmentCriteria": OF_MUTATIONS["addSegmentContactsByCriteria"],
    "previewInteractionLetter": _preview_interaction_letter,
}
ACTIONS = [*mutations(), *previews()]


async def told(mutation: str, values: dict[str, Any]) -> Told:
    """The codes and paths of the user errors of a mutation or a preview."""
    document = (
        f"{'query' if mutation in previews() else 'mutation'} ($input: {input_of(mutation).name}!)"
        f" {{ {mutation}(input: $input) {{ userErrors {{ code message path }} }} }}"
    )
    result = await schema.execute(document, {"input": values}, Context(now=NOW))
    assert not result.errors, (result.errors, values)
    assert result.data is not None
    return {(each["code"], ".".join(each["path"])) for each in result.data[mutation]["userErrors"]}


def test_the_walk_goes_through_all_previews() -> None:
    """A new one must be given an input here."""
    assert [*mutations(), *previews()] == ACTIONS and len(previews()) >= 3 and INPUTS.keys() == set(ACTIONS)


def at(path: tuple[str, ...]) -> str:
    return ".".join(("input", *path))


@pytest.mark.parametrize("mutation", ACTIONS)
async def test_every_malformed_scalar_of_an_input_is_a_user_error_at_its_place(
    mutation: str, database: str
) -> None:
    good, kind = await INPUTS[mutation](), input_of(mutation)
    before = await AuditEntry.all().count()
    for leaf in leaves(kind, SCALARS):
        found = await told(mutation, with_value(kind, good, leaf.path, MALFORMED))
        assert ("INVALID", at(leaf.path)) in found
    assert await AuditEntry.all().count() == before


@pytest.mark.parametrize("mutation", ACTIONS)
async def test_all_malformed_scalars_of_an_input_are_told_together(mutation: str, database: str) -> None:
    values, kind = await INPUTS[mutation](), input_of(mutation)
    malformed = list(leaves(kind, SCALARS, depth=1))
    for leaf in malformed:
        values = with_value(kind, values, leaf.path, MALFORMED)
    found = await told(mutation, values) if malformed else set()
    assert {path for code, path in found if code == "INVALID"} >= {at(each.path) for each in malformed}


@pytest.mark.parametrize("mutation", ACTIONS)
async def test_ids_that_name_nothing_and_wrong_values_are_told_together(mutation: str, database: str) -> None:
    good, kind = await INPUTS[mutation](), input_of(mutation)
    for way in kind.fields if is_one_of(kind) else [None]:
        texts = [each for each in leaves(kind, {"String"}, depth=2) if each.path[-1] != "clientMutationId"]
        ids = [each for each in leaves(kind, {"ID"}, depth=2 if way else 1) if each.noun]
        if way is not None:
            texts, ids = ([each for each in found if each.path[0] == way] for found in (texts, ids))
        wrong: dict[str, Any] = good
        for leaf in texts:
            wrong = with_value(kind, wrong, leaf.path, "x" * 5000)
        because_of_texts = {each for each in await told(mutation, wrong) if each[0] == "TOO_LONG"}
        for leaf in ids:
            wrong = with_value(kind, wrong, leaf.path, of_nothing(leaf))
        found = await told(mutation, wrong) if ids else because_of_texts
        assert {path for code, path in found if code == "NOT_FOUND"} >= {at(each.path) for each in ids}
        assert found >= because_of_texts
