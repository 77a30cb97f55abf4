"""Every value that criteria can hold, found by walking their input, and a world in which each can meet somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
)

from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.models import Interaction
from schema import schema
from schema.graph.ids import encoded, global_id
from tests.builders import (
    a_campaign,
    a_job_responsibility,
    a_mailing_group,
    a_segment,
    a_template,
    an_industry_group,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.segments.criteria_world import a_world, contact
from tests.schema.calling import nouns_by_field

INPUT: Any = schema._schema.type_map["SegmentCriteriaInput"]

Path = tuple[str, ...]
TEXTS = {
    "Country": "DE",
    "countryCode": "DE",
    "language": "de-AT",
    "number": "a",
    "name": "Bea",
    "city": "Berlin",
}


def is_id(kind: Any) -> bool:
    return get_named_type(kind).name == "ID"


def leaves(kind: GraphQLInputObjectType, way: Path = ()) -> Iterator[tuple[Path, Any, str | None]]:
    """Each value that criteria can hold: the way to it, its type, and the noun if it is an id."""
    nouns = nouns_by_field(kind)
    for name, field in kind.fields.items():
        named: Any = get_named_type(field.type)
        if isinstance(named, GraphQLInputObjectType):
            yield from (
                (path, type_, noun or (nouns.get(name) if is_id(type_) else None))
                for path, type_, noun in leaves(named, (*way, name))
            )
        else:
            yield (*way, name), field.type, nouns.get(name)


LEAVES = {".".join(path): (path, kind, noun) for path, kind, noun in leaves(INPUT)}


def selection(kind: GraphQLObjectType) -> str:
    """All fields, at any depth."""
    parts = []
    for name, field in kind.fields.items():
        named: Any = get_named_type(field.type)
        parts.append(f"{name} {selection(named)}" if isinstance(named, GraphQLObjectType) else name)
    return f"{{ {' '.join(parts)} }}"


async def a_filled_world() -> dict[str, Any]:
    """A world in which every criterion can meet somebody; an id of each noun."""
    world = await a_world()
    bea = await contact("Bea")
    campaign, template, on = await a_campaign(), await a_template(), await a_segment(contact_ids=[bea.id])
    entry = await an_interaction(
        contact_id=bea.id, campaign_id=campaign.id, template_id=template.id,
        salesperson_id=world.salesperson_id, evaluation="POSITIVE", occurred_at=NOW,
    )  # fmt: skip
    await Interaction.filter(id=entry.id).update(segment_id=on.id)
    mailing, industry, job = await a_mailing_group(), await an_industry_group(), await a_job_responsibility()
    await add_mailing_group_contacts(mailing.id, [bea.id], now=NOW)
    await add_industry_group_contacts(industry.id, [world.acme.id], now=NOW)
    await add_job_responsibility_contacts(job.id, [bea.id], now=NOW)
    rows = [world.acme, campaign, template, on, mailing, industry, job]
    return {type(row).__name__: global_id(row) for row in rows} | {
        "Salesperson": encoded("Salesperson", world.salesperson_id),
        "InteractionGroup": encoded("InteractionGroup", template.interaction_group_id),
    }


def value_at(path: Path, kind: Any, noun: str | None, ids: dict[str, str]) -> Any:
    if isinstance(get_nullable_type(kind), GraphQLList):
        return [value_at(path, get_named_type(kind), noun, ids)]
    named: Any = get_named_type(kind)
    if noun:
        return ids[noun]
    if isinstance(named, GraphQLEnumType):
        return "POSITIVE" if "POSITIVE" in named.values else "EMAIL" if "EMAIL" in named.values else "PERSON"
    moments = {"DateTime": "2026-03-01T00:00:00Z", "Date": "2026-03-02", "Boolean": False}
    return moments.get(named.name) if named.name in moments else TEXTS.get(path[0], "e")


def nested(path: Path, value: Any) -> dict[str, Any]:
    return {path[0]: nested(path[1:], value) if path[1:] else value}
