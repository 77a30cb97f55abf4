"""Rules of logging a segment: every contact gets its own entry, exactly once, all or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from db.errors import Code, RevisionStale
from db.models import InteractionStatus, Segment, SegmentLine, SegmentStatus
from db.segments.follow_up import FollowUp
from db.segments.lines import remove_segment_lines
from db.segments.logging import ErrorPolicy, log_segment
from db.segments.open_segments import AlreadyLogged
from tests.builders import a_company, a_contact, a_group, a_segment, a_template
from tests.db.segments.bad_lines import a_bad_segment
from tests.db.segments.every_kind import every_kind
from tests.db.segments.lines import VALUES, a_crowd, a_line, entries_of, euros, lines_of, shown_on
from tests.refusals import refused
from tests.statements import counted_statements
from tests.writing import keyed

SKIP = ErrorPolicy.SKIP_INVALID


async def test_every_line_becomes_an_entry_with_what_it_showed(now: datetime) -> None:
    """All kinds of lines, all values: what was seen before logging is what is in the log."""
    kinds = await every_kind()
    for template in kinds.templates:
        segment = await a_segment(
            0, template_id=template.id, cost=euros(5), language="it", correspondence_type="HARD_COPY"
        )
        await kinds.put_on(segment)
        before = await shown_on(segment)
        logged = await log_segment(segment.id, now=now)
        entries = await entries_of(segment)
        assert logged.logged_count == len(entries) == len(before) == 28
        for line, entry in zip(before, entries, strict=True):
            moment = {"occurred_at": line["occurred_at"] or now}
            assert {name: getattr(entry, name) for name in VALUES} == {
                name: line[name] for name in VALUES
            } | moment
            assert entry.segment_line_id == line["id"]


async def test_an_entry_is_of_the_contact_its_company_and_the_templates_group(now: datetime) -> None:
    group, company = await a_group(), await a_company()
    person = await a_contact(company_id=company.id)
    template = await a_template(interaction_group_id=group.id)
    segment = await a_segment(template_id=template.id, contact_ids=[company.id, person.id])
    later = now + timedelta(hours=1)
    await log_segment(segment.id, now=later)
    for entry, contact in zip(await entries_of(segment), (company, person), strict=True):
        assert (entry.contact_id, entry.company_id, entry.interaction_group_id) == (
            contact.id,
            company.id,
            group.id,
        )
        assert (entry.status, entry.attempt_failed) == (InteractionStatus.LOGGED, False)
        assert (entry.logged_at, entry.occurred_at, entry.created_at) == (later, later, later)
        assert (entry.evaluation, entry.remind_at, entry.canceled_at) == (None, None, None)


async def test_a_logged_segment_stays_under_its_id_and_is_read_only(now: datetime) -> None:
    segment = await a_segment(2)
    logged = (await log_segment(segment.id, expected_revision=1, now=now)).segment
    after = await Segment.get(id=segment.id)
    assert (after.status, after.logged_at, after.number) == (SegmentStatus.LOGGED, now, segment.number)
    assert (logged.id, logged.revision, after.revision) == (segment.id, 2, 2)
    assert len(await lines_of(segment)) == 2


async def test_a_logged_segment_cannot_be_logged_again(now: datetime) -> None:
    segment = await a_segment(2)
    await log_segment(segment.id, now=now)
    for revision in (None, 1, 2):
        with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")) as caught:
            await log_segment(segment.id, expected_revision=revision, now=now)
        [problem] = caught.value.problems
        assert isinstance(problem, AlreadyLogged) and problem.segment is not None
        assert (problem.segment.id, problem.segment.revision) == (segment.id, 2)
    assert len(await entries_of(segment)) == 2


async def test_only_the_revision_that_was_looked_at_is_logged(now: datetime) -> None:
    segment = await a_segment(1)
    await a_line(segment)
    with refused((Code.REVISION_CONFLICT, "expected_revision")) as caught:
        await log_segment(segment.id, expected_revision=1, now=now)
    [stale] = caught.value.problems
    assert isinstance(stale, RevisionStale) and stale.current is not None and stale.current.revision == 2
    assert await entries_of(segment) == []


async def test_an_empty_segment_is_not_logged(now: datetime) -> None:
    segment = await a_segment(1)
    await remove_segment_lines([line.id for line in await lines_of(segment)], now=now)
    for policy in ErrorPolicy:
        with refused((Code.SEGMENT_EMPTY, "segment_id")):
            await log_segment(segment.id, error_policy=policy, now=now)


async def test_an_unknown_segment_is_not_found(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "segment_id")):
        await log_segment(99, now=now)


async def test_the_same_key_gets_the_same_answer_and_nothing_is_done_again(now: datetime) -> None:
    segment = await a_bad_segment(now)
    options = {"error_policy": SKIP, "follow_up": FollowUp()}
    done = await keyed(log_segment(segment.id, **options, now=now))
    repeated = await keyed(log_segment(segment.id, **options, now=now + timedelta(hours=1)))
    assert (done.replayed, repeated.replayed) == (False, True)
    first, again = done.answer, repeated.answer
    assert (again.logged_count, again.skipped_count) == (first.logged_count, first.skipped_count) == (2, 5)
    assert first.follow_up is not None and again.follow_up is not None
    assert (again.segment.id, again.follow_up.id) == (segment.id, first.follow_up.id)
    assert len(await entries_of(segment)) == 2
    assert await Segment.all().count() == 2
    with refused((Code.IDEMPOTENCY_MISMATCH, "idempotency_key")):
        await keyed(log_segment(segment.id, now=now), digest="another")


async def test_a_refusal_is_not_kept_for_the_key(now: datetime) -> None:
    segment = await a_segment(1, template_id=None)
    with refused((Code.LINES_INVALID, "segment_id")):
        await keyed(log_segment(segment.id, now=now))
    await SegmentLine.filter(segment_id=segment.id).update(template_id=(await a_template()).id)
    logged = await keyed(log_segment(segment.id, now=now))
    assert (logged.answer.logged_count, logged.replayed) == (1, False)


async def test_amounts_and_moments_are_logged_to_the_last_digit(now: datetime) -> None:
    moment = datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    segment = await a_segment(1, cost=euros("999999999999.99"), occurred_at=moment)
    await log_segment(segment.id, now=now)
    [entry] = await entries_of(segment)
    assert (entry.cost, entry.occurred_at) == (Decimal("999999999999.99"), moment)


async def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(now: datetime) -> None:
    counts = []
    for size in (3, 300):
        counted = []
        for policy, blocked in ((ErrorPolicy.REJECT_ALL, 0), (SKIP, size)):
            people = await a_crowd(size) + (await a_crowd(blocked, privacy_blocked=True) if blocked else [])
            segment = await a_segment(contact_ids=people)
            with counted_statements() as statements:
                logged = await log_segment(
                    segment.id, error_policy=policy, follow_up=FollowUp(keep_personalization=True), now=now
                )
            assert (logged.logged_count, logged.skipped_count) == (size, blocked)
            counted.append(len(statements))
        counts.append(counted)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20
