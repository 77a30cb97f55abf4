"""Every mutation leaves one entry in the audit log; asked again with its key, it gives its first answer."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from tortoise import Tortoise

from db.engine.database import APP
from db.models import AuditEntry
from db.sql import statements
from schema.graph.ids import MODELS, encoded
from tests.conftest import NOW
from tests.schema.acting import INPUTS, act, mutations


def test_every_mutation_has_an_input_here() -> None:
    where = "each mutation has an input in one of tests/schema/acting_on_....py"
    assert set(INPUTS) ^ set(mutations()) == set(), where


NOT_REPEATED = {"createApiKey": {"key": None}}
"""Fields of an answer that a repeated call does not get again."""


@pytest.mark.parametrize("mutation", mutations())
async def test_every_mutation_leaves_one_entry_and_with_its_key_gives_its_answer_again(mutation: str) -> None:
    values = {**await INPUTS[mutation](), "idempotencyKey": "k"}
    first = await act(mutation, values, name="DoIt")
    await assert_recorded(mutation, first)
    after_it = await all_rows()
    if "file" in values:
        values["file"].file.seek(0)
    again = await act(mutation, values)
    assert not first["replayed"]
    assert again == first | {"replayed": True} | NOT_REPEATED.get(mutation, {})
    assert await all_rows() == after_it


@pytest.mark.parametrize("mutation", ["updateContact", "updateSalesperson", "evaluateInteraction"])
async def test_what_takes_one_statement_is_recorded_likewise(mutation: str) -> None:
    await assert_recorded(mutation, await act(mutation, await INPUTS[mutation](), name="DoIt"))


async def assert_recorded(mutation: str, payload: dict[str, Any]) -> None:
    [entry] = await AuditEntry.all()
    assert (entry.action, entry.happened_at, entry.operation_name) == (mutation, NOW, "DoIt")
    assert (entry.caller_kind, entry.caller, entry.caller_name) == ("LOCAL", "local", "local")
    subjects = [each.split(":") for each in orjson.loads(entry.subjects)]
    assert {noun for noun, _ in subjects} <= MODELS.keys()
    assert entry.subject == ":".join(subjects[0])
    ids = {encoded(noun, int(number)) for noun, number in subjects}
    assert ids <= set(ids_in(payload)), "every node that is recorded is named in the answer"


def ids_in(answer: Any) -> list[str]:
    """All texts of an answer, ids among them."""
    if isinstance(answer, dict):
        return [each for value in answer.values() for each in ids_in(value)]
    if isinstance(answer, list):
        return [each for value in answer for each in ids_in(value)]
    return [answer] if isinstance(answer, str) else []


async def all_rows() -> dict[str, Any]:
    """What every table holds."""
    assert Tortoise.apps is not None
    tables = [model._meta.db_table for model in Tortoise.apps[APP].values()]
    return {table: await statements.select(f'SELECT * FROM "{table}" ORDER BY 1') for table in tables}
