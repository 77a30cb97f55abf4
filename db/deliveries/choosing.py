"""Choosing the deliveries that a verb changes: those of some entries of the log, or of a whole segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from db.engine.database import is_postgres
from db.errors import Code, Problems, not_found
from db.models import Delivery, Interaction, Segment
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.rows import as_models

MOST_INTERACTIONS = 1000
MOST_SHOWN = 1000
"""The most of the changed deliveries that an answer holds."""


class ChosenDeliveries(NamedTuple):
    """A condition on deliveries with its parameters, and the segment if a segment was given."""

    condition: str
    parameters: dict[str, Any]
    segment: Segment | None


async def chosen_deliveries(
    interaction_ids: Sequence[int] | None, segment_id: int | None
) -> ChosenDeliveries:
    """The deliveries of these entries, or of this segment. Exactly one must be given, and its rows must exist."""
    problems = Problems()
    if interaction_ids is None and segment_id is None:
        problems.add(Code.REQUIRED, "Give `interactionIds` or `segmentId`.", "interaction_ids")
    elif interaction_ids is not None and segment_id is not None:
        problems.add(Code.INVALID, "Give `interactionIds` or `segmentId`, not both.", "segment_id")
    problems.refuse_if_any()
    if segment_id is not None:
        return await _of_segment(segment_id)
    return await _of_interactions(interaction_ids or [])


async def _of_segment(segment_id: int) -> ChosenDeliveries:
    segments = await rows_by_id(Segment, [segment_id])
    if segment_id not in segments:
        problems = Problems([not_found("segment", segment_id, "segment_id")])
        problems.refuse_if_any()
    return ChosenDeliveries("segment_id = :segment_id", {"segment_id": segment_id}, segments[segment_id])


async def _of_interactions(interaction_ids: Sequence[int]) -> ChosenDeliveries:
    problems = Problems()
    if len(interaction_ids) > MOST_INTERACTIONS:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_INTERACTIONS} at once.", "interaction_ids")
        problems.refuse_if_any()
    found = await rows_by_id(Interaction, interaction_ids, frozenset({"id"}))
    for place, identity in enumerate(interaction_ids):
        if identity not in found:
            problems.append(not_found("interaction", identity, "interaction_ids", str(place)))
    problems.refuse_if_any()
    condition = f"interaction_id {statements.among('interaction_ids')}"
    return ChosenDeliveries(condition, {"interaction_ids": list(interaction_ids)}, None)


async def changed_deliveries(
    changes: str, chosen: ChosenDeliveries, only: str, **parameters: Any
) -> tuple[int, list[Delivery]]:
    """Change a set of deliveries, locked by id: how many were changed, and the first MOST_SHOWN of them."""
    update = f"""
        UPDATE delivery SET {changes}, revision = revision + 1, updated_at = :now WHERE id IN (
            SELECT id FROM delivery WHERE {chosen.condition} AND {only} ORDER BY id {statements.locking("FOR UPDATE")}
        )"""
    given = chosen.parameters | parameters
    if is_postgres():
        records = await statements.change_returning(
            f"""
            WITH touched AS ({update} AND {only} RETURNING *)
            SELECT touched.*, count(*) OVER () AS touched_count FROM touched ORDER BY id LIMIT {MOST_SHOWN}
            """,
            **given,
        )  # fmt: skip
        return (records[0]["touched_count"] if records else 0), as_models(Delivery, records)
    touched = [
        record["id"] for record in await statements.change_returning(f"{update} RETURNING id", **given)
    ]
    shown = await rows_by_id(Delivery, sorted(touched)[:MOST_SHOWN])
    return len(touched), sorted(shown.values(), key=lambda row: row.id)
