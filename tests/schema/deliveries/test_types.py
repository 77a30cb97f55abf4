"""Deliveries as clients see them."""

from __future__ import annotations

from typing import Any

from db.deliveries.claiming import claim_deliveries
from db.models import Delivery, DeliveryStatus
from schema.graph.ids import encoded, global_id
from tests.builders import a_segment, an_interaction
from tests.conftest import NOW
from tests.db.deliveries.outbox import an_outbox
from tests.schema.asking import ask, refusal
from tests.statements import counted_statements

QUEUED, SENDING, SENT, FAILED, SKIPPED, CANCELED = DeliveryStatus
COUNTS = "deliveryCounts { queued sending sent failed skipped canceled total }"
ROW = """id revision status email attemptCount notBefore dueAt response sentAt messageId availableActions
    interaction { id } segment { id }"""
RETRY = f"""mutation ($input: RetryDeliveriesInput!) {{ retryDeliveries(input: $input) {{
    changedCount replayed deliveries {{ {ROW} }} segment {{ id {COUNTS} }}
    userErrors {{ code path }} }} }}"""
CANCEL = f"""mutation ($input: CancelDeliveriesInput!) {{ cancelDeliveries(input: $input) {{
    changed changedCount heldCount deliveries {{ {ROW} }} segment {{ id {COUNTS} }}
    userErrors {{ code path }} }} }}"""
SHOW = (
    f"query ($id: ID!) {{ node(id: $id) {{ ... on Delivery {{ {ROW} }} ... on Segment {{ id {COUNTS} }} }} }}"
)


async def shown(identity: str) -> dict[str, Any]:
    return (await ask(SHOW, id=identity))["node"]


async def test_an_entry_shows_what_became_of_its_message() -> None:
    segment = await a_segment(0)
    [queued] = await an_outbox(1, segment)
    [sent] = await an_outbox(1, status=SENT)
    await Delivery.filter(id=sent.id).update(response="250 Ok", message_id="<1.2@a>", attempt_count=1)
    await an_interaction()
    answer = await ask(f"{{ interactions {{ nodes {{ id delivery {{ {ROW} }} }} }} }}")
    found = {node["id"]: node["delivery"] for node in answer["interactions"]["nodes"]}
    moment = "2026-03-02T09:30:00Z"
    assert found[encoded("Interaction", queued.interaction_id)] == {
        "id": global_id(queued), "revision": 1, "status": "QUEUED", "email": "c1@example.com",
        "attemptCount": 0, "notBefore": None, "dueAt": moment, "response": None, "sentAt": None, "messageId": None,
        "availableActions": ["CANCEL"], "segment": {"id": global_id(segment)},
        "interaction": {"id": encoded("Interaction", queued.interaction_id)},
    }  # fmt: skip
    delivery = found[encoded("Interaction", sent.interaction_id)]
    assert (delivery["status"], delivery["dueAt"], delivery["sentAt"]) == ("SENT", None, moment)
    assert (delivery["messageId"], delivery["response"], delivery["availableActions"]) == (
        "<1.2@a>",
        "250 Ok",
        [],
    )
    assert list(found.values()).count(None) == 3


async def test_a_segment_shows_how_far_its_messages_have_come() -> None:
    segments = [await a_segment(0) for _ in range(3)]
    for segment in segments:
        await an_outbox(2, segment)
        await an_outbox(1, segment, FAILED)
    document = f"""{{ segments {{ nodes {{ {COUNTS} deliveries(where: {{ status: [FAILED] }}, first: 1) {{
        totalCount nodes {{ status }} pageInfo {{ hasNextPage }} }} }} }} }}"""
    with counted_statements() as statements:
        answer = await ask(document)
    assert len(statements) == 3
    assert answer["segments"]["nodes"] == 3 * [
        {
            "deliveryCounts": {
                "queued": 2, "sending": 0, "sent": 0, "failed": 1, "skipped": 0, "canceled": 0, "total": 3,
            },
            "deliveries": {
                "totalCount": 1, "nodes": [{"status": "FAILED"}], "pageInfo": {"hasNextPage": False},
            },
        }
    ]  # fmt: skip


async def test_deliveries_are_paged_in_the_order_in_which_they_were_queued() -> None:
    segment = await a_segment(0)
    outbox = await an_outbox(5, segment)
    document = """query ($id: ID!, $after: String) { node(id: $id) { ... on Segment {
        deliveries(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } }"""
    found: list[str] = []
    after = None
    while True:
        page = (await ask(document, id=global_id(segment), after=after))["node"]["deliveries"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == [global_id(each) for each in outbox]


async def test_failed_ones_are_queued_again_and_the_payload_shows_what_a_fresh_query_does() -> None:
    segment = await a_segment(0)
    await an_outbox(2, segment, FAILED)
    values = {"deliveries": {"segmentId": global_id(segment)}, "idempotencyKey": "k"}
    payload = (await ask(RETRY, input=values))["retryDeliveries"]
    assert (payload["changedCount"], payload["replayed"], payload["userErrors"]) == (2, False, [])
    assert payload["segment"]["deliveryCounts"]["queued"] == 2
    assert payload["segment"] == await shown(global_id(segment))
    for delivery in payload["deliveries"]:
        assert delivery == await shown(delivery["id"])
    await Delivery.all().update(status=FAILED)
    again = (await ask(RETRY, input=values))["retryDeliveries"]
    assert (again["changedCount"], again["replayed"]) == (2, True)
    assert await Delivery.filter(status=FAILED).count() == 2


async def test_queued_ones_are_called_off_unless_a_worker_holds_them() -> None:
    segment = await a_segment(0)
    outbox = await an_outbox(3, segment)
    await claim_deliveries("one", 1, now=NOW)
    taken = await shown(global_id(outbox[0]))
    assert (taken["status"], taken["availableActions"]) == ("SENDING", [])
    entries = [encoded("Interaction", each.interaction_id) for each in outbox]
    payload = (await ask(CANCEL, input={"deliveries": {"interactionIds": entries}}))["cancelDeliveries"]
    assert (payload["changedCount"], payload["heldCount"], payload["segment"]) == (2, 1, None)
    assert payload["changed"]
    assert not (await ask(CANCEL, input={"deliveries": {"interactionIds": entries}}))["cancelDeliveries"][
        "changed"
    ]
    for delivery in payload["deliveries"]:
        assert (delivery["status"], delivery["response"]) == ("CANCELED", "Called off.")
        assert delivery == await shown(delivery["id"])


async def test_what_is_to_be_changed_has_to_be_said_once() -> None:
    segment = global_id(await a_segment(0))
    for document in (RETRY, CANCEL):
        for given in ({}, {"interactionIds": [], "segmentId": segment}):
            await refusal(document, input={"deliveries": given})
        given = {"segmentId": encoded("Segment", 999)}
        [payload] = (await ask(document, input={"deliveries": given})).values()
        path = ["input", "deliveries", "segmentId"]
        assert payload["userErrors"] == [{"code": "NOT_FOUND", "path": path}]
        assert (payload["changedCount"], payload["deliveries"]) == (0, [])
