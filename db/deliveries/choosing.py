"""Choosing the deliveries that a verb changes: some, those of some entries of the log, or all of a segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from db.engine.database import is_postgres
from db.errors import Code, Problems, Refused, not_found
from db.models import Delivery, Interaction, Segment
from db.models.row import Row
from db.sql import statements
from db.sql.loaders import rows_by_id
from db.sql.rows import as_models, noun_of

MOST_NAMED = 1000
WHERE = ("deliveries",)
MOST_SHOWN = 1000
"""The most of the changed deliveries that an answer holds."""


class ChosenDeliveries(NamedTuple):
    """A condition on deliveries with its parameters, and the segment if a segment was given."""

    condition: str
    parameters: dict[str, Any]
    segment: Segment | None


Choice = Mapping[str, Any]
"""One of `delivery_ids`, `interaction_ids` and `segment_id`, with its value."""


async def chosen_deliveries(choice: Choice) -> ChosenDeliveries:
    """The deliveries themselves, those of entries or those of a segment; what is named must exist."""
    [(name, value)] = choice.items()
    if name == "segment_id":
        return await _of_segment(value)
    model, column = (Delivery, "id") if name == "delivery_ids" else (Interaction, "interaction_id")
    return await _of_rows(model, name, value, column)


async def _of_segment(segment_id: int) -> ChosenDeliveries:
    segments = await rows_by_id(Segment, [segment_id])
    if segment_id not in segments:
        raise Refused([not_found("segment", segment_id, *WHERE, "segment_id")])
    return ChosenDeliveries("segment_id = :segment_id", {"segment_id": segment_id}, segments[segment_id])


async def _of_rows(model: type[Row], name: str, ids: Sequence[int], column: str) -> ChosenDeliveries:
    """The deliveries whose column holds one of some ids."""
    problems = Problems()
    if len(ids) > MOST_NAMED:
        problems.add(Code.OUT_OF_RANGE, f"Give at most {MOST_NAMED} at once.", *WHERE, name)
        problems.refuse_if_any()
    found = await rows_by_id(model, ids, frozenset({"id"}))
    for place, identity in enumerate(ids):
        if identity not in found:
            problems.append(not_found(noun_of(model), identity, *WHERE, name, str(place)))
    problems.refuse_if_any()
    return ChosenDeliveries(f"{column} {statements.among('named')}", {"named": list(ids)}, None)


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
