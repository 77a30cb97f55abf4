"""Every payload, applied to a normalised store, leaves nothing in it that is stale, and nothing missing."""

from __future__ import annotations

from typing import Any

from schema import schema
from schema.graph.ids import encoded
from tests.schema.asking import ask
from tests.schema.caching.known import LEFT_OUT, TO_ASK_AGAIN
from tests.schema.caching.screens import payload_of
from tests.schema.caching.steps import Known, Step
from tests.schema.caching.store import apply, differences, fresh
from tests.schema.caching.story import STORY


def test_every_mutation_is_in_the_story() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    steps = {step.mutation for step in STORY}
    where = "each mutation has a Step in tests/schema/caching/story.py"
    assert set(mutation.fields) ^ (steps | LEFT_OUT.keys()) == set(), where
    assert TO_ASK_AGAIN.keys() <= steps and not steps & LEFT_OUT.keys()


async def test_a_normalised_store_needs_no_second_query(database: str) -> None:
    known: Known = {}
    found: dict[str, set[str]] = {}
    kept = await fresh()
    for step in STORY:
        if step.before:
            await step.before(known)
            kept = await fresh()
        payload = await done(step, known)
        apply(kept, step.mutation, payload)
        now = await fresh()
        found.setdefault(step.mutation, set()).update(differences(kept, now))
        kept = now
    stale = {mutation: sorted(fields) for mutation, fields in found.items() if fields}
    expected = {mutation: sorted(" ".join(fields).split()) for mutation, fields in TO_ASK_AGAIN.items()}
    assert stale == expected


async def done(step: Step, known: Known) -> dict[str, Any]:
    """The payload of a step; what later steps need of it is known afterwards."""
    kind = f"{step.mutation[0].upper()}{step.mutation[1:]}Input"
    query = (
        f"mutation ($input: {kind}!) {{ {step.mutation}(input: $input) {{ {payload_of(step.mutation)} }} }}"
    )
    payload = (await ask(query, input=step.input(known)))[step.mutation]
    assert payload["userErrors"] == [], (step.mutation, payload["userErrors"])
    for name, path in step.keeps.items():
        value: Any = payload
        for part in path.split("."):
            value = value[int(part)] if part.isdigit() else value[part]
        known[name] = value
    if "entry" not in known:
        known["entry"] = encoded("CampaignEntry", 1)
    return payload
