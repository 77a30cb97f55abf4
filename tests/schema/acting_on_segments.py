"""Inputs of the mutations of segments, of their lines and of the criteria that choose their contacts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from db.models import SavedCriteria, Segment, SegmentLine
from db.segments.canceling import cancel_segment
from db.segments.logging import log_segment
from db.segments.saved_criteria import save_segment_criteria
from schema.graph.ids import global_id
from tests.builders import a_contact, a_content, a_mailing_group, a_segment
from tests.conftest import NOW
from tests.schema.acting_on_contacts import InputValues, named, named_many

BY_NAME = {"name": {"startsWith": "Contact"}}


async def a_logged_segment() -> Segment:
    segment = await a_segment(2)
    await log_segment(segment.id, now=NOW)
    return segment


async def a_canceled_segment() -> Segment:
    segment = await a_logged_segment()
    await cancel_segment(segment.id, now=NOW)
    return segment


async def some_saved_criteria() -> SavedCriteria:
    segment = await a_segment(2)
    return (await save_segment_criteria(segment.id, "SAVED", now=NOW)).saved_criteria


async def _lines() -> list[str]:
    segment = await a_segment(2)
    return [global_id(line) for line in await SegmentLine.filter(segment_id=segment.id).order_by("id")]


async def _create_segment() -> InputValues:
    return {"description": "Spring letter", "contactIds": [global_id(await a_contact())]}


async def _add_segment_contacts() -> InputValues:
    return {"segmentId": global_id(await a_segment(1)), "contactIds": [global_id(await a_contact())]}


async def _personalize_segment_lines() -> InputValues:
    return {"lineIds": await _lines(), "values": {"description": "In person"}}


async def _replace_segment_line_contact() -> InputValues:
    line, _ = await _lines()
    return {"lineId": line, "contactId": global_id(await a_contact())}


async def _remove_segment_lines() -> InputValues:
    return {"lineIds": await _lines()}


async def _add_by_criteria() -> InputValues:
    await a_contact()
    return {"segmentId": global_id(await a_segment(1)), "criteria": BY_NAME}


async def _reduce_segment() -> InputValues:
    return {"segmentId": global_id(await a_segment(2)), "criteria": BY_NAME}


async def _reuse_logged_segment() -> InputValues:
    return {
        "segmentId": global_id(await a_segment(0)),
        "loggedSegmentId": global_id(await a_logged_segment()),
    }


async def _save_segment_criteria() -> InputValues:
    return {"segmentId": global_id(await a_segment(2)), "code": "SPRING"}


async def _reuse_segment_criteria() -> InputValues:
    criteria = await some_saved_criteria()
    return {"segmentId": global_id(await a_segment(0)), "savedCriteriaId": global_id(criteria)}


async def _log_segment() -> InputValues:
    return {"segmentId": global_id(await a_segment(2)), "followUp": {}}


async def _set_segment_letter_content() -> InputValues:
    return {
        "segmentId": global_id(await a_segment(1)),
        "language": "en",
        "letterContentId": global_id(await a_content()),
    }


async def _contacts_for_a_mailing_group() -> InputValues:
    return {
        "segmentId": global_id(await a_segment(2)),
        "mailingGroupId": global_id(await a_mailing_group()),
    }


INPUTS: dict[str, Callable[[], Awaitable[InputValues]]] = {
    "createSegment": _create_segment,
    "updateSegment": named("segmentId", a_segment, description="Autumn letter"),
    "deleteSegment": named("segmentId", a_segment),
    "deleteSegments": named_many("segmentIds", a_segment),
    "cancelSegment": named("segmentId", a_logged_segment),
    "restoreSegment": named("segmentId", a_canceled_segment),
    "addSegmentContacts": _add_segment_contacts,
    "personalizeSegmentLines": _personalize_segment_lines,
    "replaceSegmentLineContact": _replace_segment_line_contact,
    "removeSegmentLines": _remove_segment_lines,
    "addSegmentContactsByCriteria": _add_by_criteria,
    "reduceSegment": _reduce_segment,
    "refineSegment": _reduce_segment,
    "reuseLoggedSegment": _reuse_logged_segment,
    "undoSegmentStep": named("segmentId", a_segment),
    "saveSegmentCriteria": _save_segment_criteria,
    "reuseSegmentCriteria": _reuse_segment_criteria,
    "updateSavedCriteria": named("savedCriteriaId", some_saved_criteria, description="For the fair"),
    "deleteSavedCriteria": named("savedCriteriaId", some_saved_criteria),
    "logSegment": _log_segment,
    "createFollowUpSegment": named("segmentId", a_logged_segment),
    "setSegmentLetterContent": _set_segment_letter_content,
    "addMailingGroupContactsFromSegment": _contacts_for_a_mailing_group,
    "replaceMailingGroupContactsFromSegment": _contacts_for_a_mailing_group,
}
