"""The outcomes of the lines of a logged segment, as SQL: which lines a follow-up copies, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from db.models import DeliveryStatus, Evaluation, SegmentLine

FROM_THEM = (
    "(answer.information_flow = 'INBOUND' OR answer.initiated_by = 'THEM' OR answer.is_campaign_response)"
)
"""Whether an entry came from the contact, or counts as a response to a campaign."""

SENT_AT = "CASE WHEN entry.occurred_at < segment.logged_at THEN entry.occurred_at ELSE segment.logged_at END"
"""The earliest moment of an answer: the entry or the logging, whichever is earlier."""

ANSWERED = f"""answer.status = 'LOGGED' AND {FROM_THEM}
            AND answer.logged_at > segment.logged_at AND answer.occurred_at >= {SENT_AT}"""
"""Whether an entry answers the segment: it was logged after the segment, and did not happen before `SENT_AT`."""

RESPONDED = f"""(EXISTS (SELECT 1 FROM interaction AS answer WHERE answer.contact_id = line.contact_id AND {ANSWERED})
        OR EXISTS (SELECT 1 FROM interaction AS answer WHERE answer.company_id = line.contact_id AND {ANSWERED}))"""
"""Whether the contact of a line answered. An answer of a person counts for the company too."""


@dataclass(frozen=True)
class Outcome:
    """Which outcome an entry must have; every condition that is given must hold."""

    evaluation: Sequence[Evaluation] | None = None
    attempt_failed: bool | None = None
    responded: bool | None = None
    delivery: Sequence[DeliveryStatus] | None = None

    def condition(self) -> str | None:
        """As SQL on a line, its entry and its segment; None without conditions."""
        conditions: list[str] = []
        if self.evaluation is not None:
            wanted = _listed(Evaluation(each).value for each in self.evaluation)
            conditions.append(f"entry.evaluation IN ({wanted})" if wanted else "FALSE")
        if self.attempt_failed is not None:
            conditions.append("entry.attempt_failed" if self.attempt_failed else "NOT entry.attempt_failed")
        if self.responded is not None:
            conditions.append(RESPONDED if self.responded else f"NOT {RESPONDED}")
        if self.delivery is not None:
            conditions.append(_delivered(self.delivery))
        return " AND ".join(conditions) or None


def _listed(words: Iterable[str]) -> str:
    """Words of an enum as SQL has them, each once: there are few such lists, whatever a client sends."""
    return ", ".join(f"'{word}'" for word in sorted(set(words)))


def _delivered(statuses: Sequence[DeliveryStatus]) -> str:
    wanted = _listed(DeliveryStatus(each).value for each in statuses)
    if not wanted:
        return "FALSE"
    return (
        "EXISTS (SELECT 1 FROM delivery WHERE delivery.interaction_id = entry.id"
        f" AND delivery.status IN ({wanted}))"
    )


class LeftOut(StrEnum):
    """Why a follow-up does not copy a line: the first reason that holds."""

    SKIPPED = "SKIPPED"
    """It was not logged."""
    DELETED = "DELETED"
    """Its contact was deleted."""
    CANCELED = "CANCELED"
    """Its entry was canceled, and perhaps deleted then."""
    UNMATCHED = "UNMATCHED"
    """The outcome is another one."""
    REPEATED = "REPEATED"
    """An earlier line that goes on has the same contact."""


def judged_lines(columns: Sequence[str], outcome: Outcome, *, was_logged_before: bool) -> str:
    """The lines of the segment `:segment_id` with `left_out`, which is null for those that a follow-up copies.

    While a segment is being logged its entries have no outcome yet, and a contact that is on it twice is so on
    purpose. Later contacts may have been deleted or merged, and one line of each is copied.
    """
    condition = outcome.condition()
    reasons = {LeftOut.SKIPPED: "line.skipped_because IS NOT NULL"}
    if was_logged_before:
        reasons[LeftOut.DELETED] = "line.contact_id IS NULL"
        reasons[LeftOut.CANCELED] = "COALESCE(entry.status, '') <> 'LOGGED'"
    if condition:
        reasons[LeftOut.UNMATCHED] = f"NOT COALESCE({condition}, FALSE)"
    cases = " ".join(f"WHEN {failed} THEN '{reason.value}'" for reason, failed in reasons.items())
    entries = "LEFT JOIN interaction AS entry ON entry.segment_line_id = line.id"
    lines = f"""
        SELECT line.id, {", ".join(f"line.{name}" for name in columns)}, CASE {cases} END AS left_out
        FROM segment_line AS line JOIN segment ON segment.id = line.segment_id
        {entries if was_logged_before or condition else ""}
        WHERE line.segment_id = :segment_id AND line.{SegmentLine.not_removed}"""
    return _one_line_per_contact(columns, lines) if was_logged_before else lines


def _one_line_per_contact(columns: Sequence[str], lines: str) -> str:
    is_repeated = "left_out IS NULL AND row_number() OVER (PARTITION BY contact_id, left_out ORDER BY id) > 1"
    return f"""
        SELECT id, {", ".join(columns)},
            CASE WHEN {is_repeated} THEN '{LeftOut.REPEATED.value}' ELSE left_out END AS left_out
        FROM ({lines}) AS line"""
