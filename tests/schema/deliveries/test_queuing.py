"""Letters for later as clients ask for them, see them and choose them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db.models import Delivery
from schema.graph.ids import global_id
from tests.builders import a_segment
from tests.conftest import NOW
from tests.db.deliveries.outbox import an_outbox
from tests.db.segments.test_delivering import a_mailing, written_by
from tests.schema.asking import ask

LOG = """mutation ($input: LogSegmentInput!) { logSegment(input: $input) { loggedCount segment {
    deliveries { nodes { status notBefore dueAt availableActions } } } userErrors { code path } } }"""
LATER = "2026-03-02T10:30:00Z"


async def logged(**given: Any) -> dict[str, Any]:
    segment = await a_mailing(await written_by("EMAIL", email="ann@example.com"))
    return (await ask(LOG, input={"segmentId": global_id(segment), **given}))["logSegment"]


async def test_what_was_asked_for_is_shown() -> None:
    [letter] = (await logged(delivery={"notBefore": "2026-03-02T11:30:00+01:00"}))["segment"]["deliveries"][
        "nodes"
    ]
    assert letter == {"status": "QUEUED", "notBefore": LATER, "dueAt": LATER, "availableActions": ["CANCEL"]}
    [letter] = (await logged(delivery={}))["segment"]["deliveries"]["nodes"]
    assert (letter["notBefore"], letter["dueAt"]) == (None, "2026-03-02T09:30:00Z")


async def test_left_out_or_null_is_not_to_deliver() -> None:
    for given in ({}, {"delivery": None}):
        answer = await logged(**given)
        assert (answer["loggedCount"], answer["segment"]["deliveries"]["nodes"]) == (1, [])


async def test_a_moment_too_far_ahead_is_told_at_its_field() -> None:
    error = {"code": "OUT_OF_RANGE", "path": ["input", "delivery", "notBefore"]}
    given = {"notBefore": "2027-03-04T00:00:00Z"}
    assert await logged(delivery=given) == {"loggedCount": 0, "segment": None, "userErrors": [error]}
    document = """query ($input: PreviewSegmentLogInput!) { previewSegmentLog(input: $input) {
        lineCount userErrors { code path } } }"""
    values = {"segmentId": global_id(await a_segment(1)), "delivery": given}
    shown = (await ask(document, input=values))["previewSegmentLog"]
    assert shown == {"lineCount": 0, "userErrors": [error]}


async def test_those_that_wait_are_chosen_by_their_moment_and_by_their_status() -> None:
    segment = await a_segment(0)
    _, later = await an_outbox(2, segment)
    await Delivery.filter(id=later.id).update(not_before=NOW + timedelta(hours=1))
    document = """query ($where: DeliveryWhere) { segments { nodes { deliveries(where: $where) { nodes { id } } } } }"""
    for where, found in (
        ({"notBefore": {"from": LATER}}, [later]),
        ({"notBefore": {"until": LATER}}, []),
        ({"notBefore": {"isNull": False}, "status": ["QUEUED"]}, [later]),
        ({"status": ["SENDING", "CANCELED"]}, []),
    ):
        [shown] = (await ask(document, where=where))["segments"]["nodes"]
        assert [each["id"] for each in shown["deliveries"]["nodes"]] == [global_id(each) for each in found]
