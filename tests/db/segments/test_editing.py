"""Rules of making, changing and deleting segments."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from db.errors import Code, RevisionStale
from db.marketing_setup import update_marketing_setup
from db.models import Interaction, Segment, SegmentLine, SegmentStatus
from db.number_series import update_number_series
from db.numbering import the_setup
from db.segments.canceling import cancel_segment
from db.segments.editing import ApplyTo, create_segment, delete_segment, update_segment
from db.segments.logging import log_segment
from db.segments.open_segments import AlreadyLogged
from tests.builders import a_campaign, a_contact, a_salesperson, a_segment
from tests.db.segments.lines import a_line, euros, lines_of
from tests.refusals import refused


async def test_a_segment_without_a_number_gets_the_next_of_the_segment_series() -> None:
    await a_segment(0, number="SM00002")
    numbers = [(await a_segment(0)).number for _ in range(2)]
    assert numbers == ["SM00001", "SM00003"]


async def test_a_number_given_by_hand_is_kept_in_upper_case() -> None:
    assert (await a_segment(0, number=" spring-26 ")).number == "SPRING-26"


async def test_a_number_is_given_once() -> None:
    await a_segment(0, number="SPRING")
    with refused((Code.NOT_UNIQUE, "number")):
        await a_segment(0, number="spring")


async def test_a_number_by_hand_needs_a_series_that_allows_it(now: datetime) -> None:
    series_id = (await the_setup()).segment_number_series_id
    await update_number_series(series_id, {"allows_manual_numbers": False}, now=now)
    with refused((Code.NUMBER_NOT_ALLOWED, "number")):
        await a_segment(0, number="SPRING")


async def test_without_a_series_a_segment_needs_a_number_by_hand(now: datetime) -> None:
    await update_marketing_setup({"segment_number_series_id": None}, now=now)
    with refused((Code.NUMBER_SERIES_MISSING, "number")):
        await a_segment(0)
    assert (await a_segment(0, number="SPRING")).number == "SPRING"


async def test_all_problems_of_a_new_segment_are_reported_together(now: datetime) -> None:
    blocked = await a_salesperson(is_blocked=True)
    values = {
        "template_id": 99,
        "salesperson_id": blocked.id,
        "cost": euros(-1),
        "duration_minutes": -1,
        "language": "xx",
        "occurred_at": datetime.fromisoformat("2200-01-01T00:00:00Z"),
    }
    with refused(
        (Code.REQUIRED, "description"),
        (Code.TOO_LONG, "number"),
        (Code.OUT_OF_RANGE, "values.cost"),
        (Code.OUT_OF_RANGE, "values.duration_minutes"),
        (Code.INVALID, "values.language"),
        (Code.OUT_OF_RANGE, "values.occurred_at"),
        (Code.NOT_FOUND, "values.template_id"),
        (Code.SALESPERSON_BLOCKED, "values.salesperson_id"),
    ):
        await create_segment("N" * 21, " ", values, [], now=now)
    assert await Segment.all().count() == 0


async def test_a_description_is_one_line_of_at_most_100_characters() -> None:
    assert (await a_segment(0, description=f" {'x' * 100} ")).description == "x" * 100
    with refused((Code.TOO_LONG, "description")):
        await a_segment(0, description="x" * 101)
    for text in ("Spring\x07letter", "Spring\nletter"):
        with refused((Code.INVALID, "description")):
            await a_segment(0, description=text)


async def test_an_unknown_contact_leaves_no_segment_and_takes_no_number(now: datetime) -> None:
    contact = await a_contact()
    with refused((Code.NOT_FOUND, "contact_ids.1")):
        await create_segment(None, "Spring", {}, [contact.id, 99], now=now)
    assert await Segment.all().count() == 0
    assert (await a_segment(0)).number == "SM00001"


async def test_a_new_segment_holds_its_contacts_in_the_order_given() -> None:
    one, two, three = [(await a_contact()).id for _ in range(3)]
    segment = await a_segment(contact_ids=[three, one, two, three])
    assert [line.contact_id for line in await lines_of(segment)] == [three, one, two]
    assert (segment.status, segment.revision) == (SegmentStatus.OPEN, 1)


async def test_a_change_raises_the_revision_and_a_no_op_says_so(now: datetime) -> None:
    segment = await a_segment(1, cost=euros(1))
    change = ({"description": "Summer"}, {"cost": euros(2)})
    changed = await update_segment(segment.id, *change, expected_revision=1, now=now)
    assert (changed.changed, changed.segment.revision) == (True, 2)
    assert (changed.segment.description, changed.segment.cost) == ("Summer", Decimal(2))
    for apply_to in ApplyTo:
        again = await update_segment(segment.id, *change, apply_to=apply_to, now=now)
        assert (again.changed, again.segment.revision) == (False, 2)
    assert {line.revision for line in await lines_of(segment)} == {1}


async def test_what_is_left_out_stays_and_null_clears(now: datetime) -> None:
    segment = await a_segment(0, cost=euros(1), duration_minutes=5, language="de")
    await update_segment(segment.id, {}, {"cost": None, "language": None}, now=now)
    after = await Segment.get(id=segment.id)
    assert (after.cost, after.duration_minutes, after.language) == (None, 5, None)
    assert after.template_id == segment.template_id


async def test_a_description_cannot_be_cleared(now: datetime) -> None:
    segment = await a_segment(0)
    for nothing in (None, "  "):
        with refused((Code.REQUIRED, "description")):
            await update_segment(segment.id, {"description": nothing}, {}, now=now)


async def test_a_stale_revision_is_refused_with_the_segment_as_it_is(now: datetime) -> None:
    segment = await a_segment(1)
    await a_line(segment)
    with refused((Code.REVISION_CONFLICT, "expected_revision")) as caught:
        await update_segment(segment.id, {}, {"cost": euros(1)}, expected_revision=1, now=now)
    [stale] = caught.value.problems
    assert isinstance(stale, RevisionStale) and stale.current is not None and stale.current.revision == 2


async def test_a_logged_segment_is_read_only(now: datetime) -> None:
    segment = await a_segment(1)
    await log_segment(segment.id, now=now)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")) as caught:
        await update_segment(segment.id, {"description": "Summer"}, {}, now=now)
    [problem] = caught.value.problems
    assert isinstance(problem, AlreadyLogged) and problem.segment is not None
    assert problem.segment.id == segment.id
    assert (await Segment.get(id=segment.id)).description == "Spring letter"


async def test_an_unknown_segment_is_not_found(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "segment_id")):
        await update_segment(99, {}, {}, now=now)
    with refused((Code.NOT_FOUND, "segment_id")):
        await delete_segment(99)


async def test_an_open_segment_is_deleted_with_its_lines(now: datetime) -> None:
    segment, other = await a_segment(2), await a_segment(1)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await delete_segment(segment.id, expected_revision=7)
    deleted = await delete_segment(segment.id, expected_revision=1)
    assert (deleted.segment_id, deleted.campaign, deleted.follow_up_of) == (segment.id, None, None)
    assert await Segment.all().values_list("id", flat=True) == [other.id]
    assert await SegmentLine.all().count() == 1


async def test_deleting_a_segment_tells_its_campaign_and_what_it_followed_up() -> None:
    campaign, followed, segment = await a_campaign(), await a_segment(1), await a_segment(1)
    await Segment.filter(id=segment.id).update(campaign_id=campaign.id, follow_up_of_id=followed.id)
    deleted = await delete_segment(segment.id)
    assert (deleted.campaign, deleted.follow_up_of) == (campaign, followed)


async def test_a_logged_segment_is_deleted_only_once_it_is_canceled_and_its_entries_stay(
    now: datetime,
) -> None:
    segment = await a_segment(2)
    await log_segment(segment.id, now=now)
    with refused((Code.MUST_CANCEL_FIRST, "segment_id")):
        await delete_segment(segment.id)
    await cancel_segment(segment.id, now=now)
    await delete_segment(segment.id)
    entries = await Interaction.all()
    assert [(entry.status, entry.segment_id) for entry in entries] == [("CANCELED", None)] * 2
    assert await SegmentLine.all().count() == 0
