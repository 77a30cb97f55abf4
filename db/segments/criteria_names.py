"""What the rows are called whose ids criteria hold: kept with a step, which says it when they are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db.errors import Path, Problems, not_found
from db.models.row import Row
from db.segments.criteria import CRITERIA
from db.segments.criterion import reference_key
from db.sql.loaders import rows_by_id
from db.sql.rows import noun_of


async def names_of(criteria: Mapping[str, Any], problems: Problems, *path: str) -> dict[str, str]:
    """The names, by `reference_key`, of the rows whose ids the criteria hold; ids without a row become problems."""
    [names] = await names_of_all([(criteria, path)], problems)
    return names


async def names_of_all(
    given: Sequence[tuple[Mapping[str, Any], Path]], problems: Problems
) -> list[dict[str, str]]:
    """The same for each of several criteria, with their paths. One statement for each table."""
    wanted = [
        [each for name, value in criteria.items() for each in CRITERIA[name].references(value, (*path, name))]
        for criteria, path in given
    ]
    columns = {each.model: each.known_by for some in wanted for each in some}
    rows: dict[type[Row], Mapping[int, Row]] = {}
    for model, known_by in columns.items():
        ids = [each.identity for some in wanted for each in some if each.model is model]
        rows[model] = await rows_by_id(model, ids, frozenset({known_by}))
    for each in (each for some in wanted for each in some):
        if each.identity not in rows[each.model]:
            problems.append(not_found(noun_of(each.model), each.identity, *each.path))
    return [
        {
            reference_key(each.model, each.identity): getattr(rows[each.model][each.identity], each.known_by)
            for each in some
            if each.identity in rows[each.model]
        }
        for some in wanted
    ]
