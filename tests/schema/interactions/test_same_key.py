"""The same key sent again with the verbs of interactions."""

from __future__ import annotations

from typing import Any

import pytest

from db.interactions.canceling import cancel_interactions
from db.interactions.postponing import delete_interaction
from db.models import Interaction
from schema.graph.ids import global_id
from tests.builders import (
    a_contact,
    a_postponed_interaction,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.asking import ask, refusal
from tests.schema.interacting import (
    COMMENT,
    CREATE,
    RESUME,
    a_salespersons_contact,
    answered,
    done,
    refused,
)


@pytest.mark.parametrize("by_header", [False, True], ids=["input", "header"])
async def test_the_same_key_gives_the_first_answer_again(by_header: bool) -> None:
    contact = global_id(await a_contact())
    key: dict[str, Any] = {"idempotency_key": "k1"} if by_header else {"idempotencyKey": "k1"}

    async def created_with(description: str) -> dict[str, Any]:
        values = {"description": description}
        return await answered(CREATE, source={"contactIds": [contact]}, values=values, mode="POSTPONE", **key)

    first, again, other = await created_with("Call"), await created_with("Call"), await created_with("Visit")
    assert (first["replayed"], first["userErrors"]) == (False, [])
    assert again == first | {"replayed": True}
    assert [(each["code"], each["path"]) for each in other["userErrors"]] == [
        ("IDEMPOTENCY_MISMATCH", ["input", "idempotencyKey"])
    ]
    assert await Interaction.all().count() == 1


async def test_another_client_mutation_id_is_the_same_input() -> None:
    given = {"source": {"contactIds": [global_id(await a_contact())]}, "mode": "POSTPONE"}
    await done(CREATE, idempotencyKey="k1", clientMutationId="m1", **given)
    again = await done(CREATE, idempotencyKey="k1", clientMutationId="m2", **given)
    assert (again["replayed"], again["clientMutationId"]) == (True, "m2")


async def test_another_action_with_the_same_key_is_a_mismatch() -> None:
    identity = global_id(await a_postponed_interaction())
    await done(COMMENT, interactionId=identity, text="One", idempotencyKey="k1")
    assert await refused(RESUME, interactionId=identity, idempotencyKey="k1") == [
        ("IDEMPOTENCY_MISMATCH", "input.idempotencyKey")
    ]


async def test_a_header_covers_each_action_of_a_document() -> None:
    identity = global_id(await an_interaction())
    document = """mutation ($one: AddInteractionCommentInput!, $two: AddInteractionCommentInput!) {
        one: addInteractionComment(input: $one) { replayed interactionComment { text } userErrors { code } }
        two: addInteractionComment(input: $two) { replayed interactionComment { text } userErrors { code } } }"""
    texts = {name: {"interactionId": identity, "text": name} for name in ("one", "two")}
    for replayed in (False, True):
        answer = await ask(document, "k1", **texts)
        assert answer == {
            name: {"replayed": replayed, "interactionComment": {"text": name}, "userErrors": []}
            for name in texts
        }


async def test_a_key_is_text_of_at_most_200_characters() -> None:
    source = {"contactIds": [global_id(await a_contact())]}
    given = {"source": source, "mode": "POSTPONE"}
    assert await refused(CREATE, **given, idempotencyKey="x" * 201) == [("TOO_LONG", "input.idempotencyKey")]
    assert "null character" in await refusal(CREATE, input=given | {"idempotencyKey": "k\x001"})
    assert await Interaction.all().count() == 0


async def test_a_key_works_again_when_what_was_refused_is_mended() -> None:
    source = {"contactIds": [global_id(await a_contact())]}
    given = {"source": source, "mode": "POSTPONE", "idempotencyKey": "k1"}
    assert await refused(CREATE, **given, values={"durationMinutes": -1}) == [
        ("OUT_OF_RANGE", "input.values.durationMinutes")
    ]
    assert not (await done(CREATE, **given, values={"durationMinutes": 1}))["replayed"]


async def test_resuming_is_replayed_even_when_the_entry_was_deleted_since() -> None:
    contact, template = await a_salespersons_contact(), await a_template()
    postponed = await a_postponed_interaction(contact_id=contact.id)
    given = {"interactionId": global_id(postponed), "values": {"templateId": global_id(template)}}
    await done(RESUME, **given, idempotencyKey="k1")
    await cancel_interactions([postponed.id], now=NOW)
    await delete_interaction(postponed.id)
    again = await done(RESUME, **given, idempotencyKey="k1")
    assert (again["replayed"], again["interaction"], again["interactionEdge"]) == (True, None, None)
    assert again["removedFromPostponedId"] == global_id(postponed)
