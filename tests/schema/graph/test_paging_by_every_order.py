"""Every order of every list is paged forwards and backwards without a gap, rows without a value included."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from graphql import get_named_type
from tortoise.models import Model

from db import models
from db.models import Salesperson
from db.segments.saved_criteria import update_saved_criteria
from db.sql.case_folding import folded
from tests.builders import (
    a_campaign,
    a_postponed_interaction,
    a_salesperson,
    a_segment,
    a_template,
)
from tests.conftest import NOW
from tests.databases import filled_by
from tests.schema.asking import ask
from tests.schema.graph.test_edges import a_full_world
from tests.schema.graph.test_listed import ROOT_LISTS


async def a_world_with_gaps() -> None:
    """Rows with and without what lists are sorted by."""
    await a_full_world()
    for starts_on in (date(2026, 3, 1), None, date(2025, 1, 1), None):
        await a_campaign(starts_on=starts_on)
    for remind_at in (NOW, None, None):
        await a_postponed_interaction(remind_at=remind_at)
    saved = await models.SavedCriteria.all().order_by("id")
    for each, description in zip(saved, ("Ärger", None, "zoo", "абв"), strict=False):
        await update_saved_criteria(each.id, {"description": description}, now=NOW)


async def paged(name: str, order: str, size: str, cursor: str, back: str) -> list[str]:
    found: list[str] = []
    place: Any = None
    while True:
        after = "" if place is None else f', {cursor}: "{place}"'
        selection = "nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }"
        page = (await ask(f"{{ {name}({size}{after}, orderBy: {order}) {{ {selection} }} }}"))[name]
        ids = [node["id"] for node in page["nodes"]]
        found = [*ids, *found] if cursor == "before" else [*found, *ids]
        if not page["pageInfo"][back]:
            return found
        place = page["pageInfo"]["startCursor" if cursor == "before" else "endCursor"]


@filled_by(a_world_with_gaps)
@pytest.mark.parametrize("name", ROOT_LISTS)
async def test_pages_of_every_order_make_the_whole_list(name: str) -> None:
    assert await Salesperson.exists()
    named = get_named_type(ROOT_LISTS[name].args["orderBy"].type).fields["field"].type  # type: ignore[union-attr]
    for field in get_named_type(named).values:  # type: ignore[union-attr]
        for way in ("ASC", "DESC"):
            order = f"[{{ field: {field}, direction: {way} }}]"
            whole = await paged(name, order, "first: 100", "after", "hasNextPage")
            assert len(set(whole)) == len(whole)
            assert await paged(name, order, "first: 3", "after", "hasNextPage") == whole, order
            assert await paged(name, order, "last: 4", "before", "hasPreviousPage") == whole, order


FOLDED: list[tuple[type[Model], str]] = [
    (model, column)
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, Model)
    for column in model._meta.fields_map
    if column.endswith("_folded")
]


@filled_by(a_world_with_gaps)
async def test_folded_texts_are_those_of_their_rows() -> None:
    assert len(FOLDED) > 10
    for model, column in FOLDED:
        rows = await model.all()
        texts = {row.pk: getattr(row, column.removesuffix("_folded")) for row in rows}
        kept = {row.pk: getattr(row, column) for row in rows}
        assert rows and kept == {key: text and folded(text) for key, text in texts.items()}, (model, column)


@pytest.mark.parametrize("words", ["größe MARKT", "markt größe", "GRÖSSE", "rkt"])
async def test_lists_are_searched_by_any_part_of_every_word_whatever_its_case(words: str) -> None:
    name = "Markt der Größe"
    salesperson, template = await a_salesperson(name=name), await a_template(description=name)
    campaign, segment = await a_campaign(description=name), await a_segment(1, description=name)
    await models.Segment.filter(id=segment.id).update(description=name, description_folded=folded(name))
    await a_salesperson(name="Somebody else")
    asked = " ".join(
        f"{each}(search: $words) {{ totalCount nodes {{ {key} }} }}"
        for each, key in (
            ("salespeople", "code"), ("interactionTemplates", "code"), ("campaigns", "number"), ("segments", "number"),
        )
    )  # fmt: skip
    found = await ask(f"query ($words: String) {{ {asked} }}", words=words)
    assert found == {
        "salespeople": {"totalCount": 1, "nodes": [{"code": salesperson.code}]},
        "interactionTemplates": {"totalCount": 1, "nodes": [{"code": template.code}]},
        "campaigns": {"totalCount": 1, "nodes": [{"number": campaign.number}]},
        "segments": {"totalCount": 1, "nodes": [{"number": segment.number}]},
    }
