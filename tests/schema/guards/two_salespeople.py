"""A world of two salespeople in which whatever is foreign to the first carries a mark, and everything to ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from graphql import GraphQLField, GraphQLInterfaceType, get_named_type, is_leaf_type, is_required_argument

from db import models
from db.callers import Caller, Role
from db.contacts.merging import merge_contacts
from db.interactions.creating import Source, create_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Contact, ContactKind, Interaction, Salesperson
from db.sql.statements import change
from schema.graph.ids import MODELS, encoded
from tests.builders import a_company, a_contact, a_content, a_template, an_interaction
from tests.conftest import NOW
from tests.schema.calling import a_caller
from tests.schema.graph.test_edges import a_full_world, type_named

MARK = "Foreign"
"""Stands in every text of what is not to be seen."""

HIDING = {
    "Contact", "Interaction", "InteractionComment", "InteractionCorrection", "Delivery", "SegmentLine", "SegmentStep",
    "SavedCriteriaStep", "AlternativeAddress",
}  # fmt: skip
"""The nouns of which a restricted caller sees some, or none."""


class World:
    """A full world, in which one salesperson sees only their own work."""

    caller: Caller
    own: Salesperson
    seen: dict[str, set[int]]
    foreign: dict[str, set[int]]

    def ids(self) -> dict[str, str]:
        """The global id of something foreign of each noun."""
        return {noun: encoded(noun, min(numbers)) for noun, numbers in self.foreign.items() if numbers}

    def leaks(self, answer: Any) -> list[str]:
        """What the answer should not hold."""
        text = orjson.dumps(answer, default=str).decode()
        hidden = {encoded(noun, number) for noun, numbers in self.foreign.items() for number in numbers}
        return [each for each in (MARK, MARK.lower(), MARK.upper()) if each in text] + [
            each for each in hidden if f'"{each}"' in text
        ]


async def two_salespeople() -> None:
    """Everything there is, of several salespeople; all that is foreign to the first carries the mark."""
    await a_full_world()
    own, other, *_ = await Salesperson.all().order_by("id")
    await _mixed(own, other)
    await _marked(own.id)


async def the_world() -> World:
    """What `two_salespeople` wrote, as the first of them sees it."""
    world = World()
    world.own = (await Salesperson.all().order_by("id"))[0]
    world.caller = a_caller(Role.SALESPERSON, salesperson_id=world.own.id, sees_only_own=True)
    world.seen, world.foreign = {}, {}
    contacts = await Contact.all()
    own = {each.id for each in contacts if each.salesperson_id == world.own.id}
    entries = await Interaction.all()
    with_own = {each.id for each in entries if each.contact_id in own}
    seen = {
        "Contact": own,
        "Interaction": with_own | {each.id for each in entries if each.salesperson_id == world.own.id},
        "Delivery": {each.id for each in await models.Delivery.all() if each.interaction_id in with_own},
        "SegmentLine": {each.id for each in await models.SegmentLine.all() if each.contact_id in own},
        "AlternativeAddress": {
            each.id for each in await models.AlternativeAddress.all() if each.contact_id in own
        },
        "SegmentStep": set(),
        "SavedCriteriaStep": set(),
    }
    for noun, model in (
        ("InteractionComment", models.InteractionComment),
        ("InteractionCorrection", models.InteractionCorrection),
    ):
        seen[noun] = {each.id for each in await model.all() if each.interaction_id in seen["Interaction"]}
    for noun in HIDING:
        world.seen[noun] = seen[noun]
        world.foreign[noun] = {row.pk for row in await MODELS[noun].all()} - seen[noun]
        assert world.foreign[noun], noun
    return world


async def _mixed(own: Salesperson, other: Salesperson) -> None:
    """What is half one's own: people of others' companies, others' people, entries of one with the other's contact."""
    mine, theirs = {"salesperson_id": own.id}, {"salesperson_id": other.id}
    company = await Contact.filter(salesperson_id=other.id, kind=ContactKind.COMPANY).first()
    own_company = await Contact.filter(salesperson_id=own.id, kind=ContactKind.COMPANY).first()
    assert company and own_company
    employed = await a_contact(company_id=company.id, name="Emil", email="same@example.com", **mine)
    stranger = await a_contact(company_id=own_company.id, email="same@example.com", name="Emil", **theirs)
    await an_interaction(contact_id=stranger.id, **mine)
    letter = (await a_content()).id
    entry = await an_interaction(contact_id=employed.id, letter_content_id=letter, **theirs)
    await add_interaction_comment(entry.id, "Seen", now=NOW)
    inbound = {"information_flow": models.InformationFlow.INBOUND, "template_id": (await a_template()).id}
    await an_interaction(contact_id=company.id, letter_content_id=letter, **inbound, **mine)
    await create_interaction(Source((company.id,)), {**mine}, postpone=True, now=NOW)
    twins = [await a_company(name="Twin", number=f"{MARK.upper()}{place}", **theirs) for place in range(2)]
    await merge_contacts(twins[0].id, twins[1].id, now=NOW)


async def _marked(own: int) -> None:
    """Put the mark into every text of what is not one's own."""
    foreign = f"(SELECT id FROM contact WHERE COALESCE(salesperson_id, 0) <> {own})"
    of_names, of_places = (
        ("name", "first_name", "middle_name", "surname"),
        ("line1", "line2", "city", "region"),
    )
    texts = (*of_names, *of_places, "job_title", "external_id")
    await change(
        f"UPDATE contact SET {', '.join(_all_marked(texts))}, number = '{MARK.upper()}-' || id,"
        f" search_text = '{MARK.lower()}', name_key = COALESCE(name_key, 'x'),"
        f" email = COALESCE(email, '{MARK.lower()}' || id || '@example.com') WHERE id IN {foreign}"
        " AND name <> 'Emil'"
    )
    await change(
        f"UPDATE contact SET name = '{MARK}', number = '{MARK.upper()}-' || id WHERE id IN {foreign}"
    )
    of_foreign = f"contact_id IN {foreign}"
    hidden = f"COALESCE(salesperson_id, 0) <> {own} AND COALESCE(contact_id IN {foreign}, TRUE)"
    await change(
        f"UPDATE alternative_address SET city = '{MARK}', code = '{MARK.upper()}' || id WHERE {of_foreign}"
    )
    await change(f"UPDATE interaction SET description = '{MARK}' WHERE {hidden}")
    kept = f'merge_values = \'{{"contact.name": "{MARK}", "company.name": "{MARK}"}}\''
    company = f"company_id IN {foreign}"
    await change(
        f"UPDATE interaction SET {kept}, contact_name = CASE WHEN {of_foreign} THEN '{MARK}' END"
        f" WHERE {of_foreign} OR {company}"
    )
    await change(
        f"UPDATE interaction_comment SET text = '{MARK}'"
        f" WHERE interaction_id IN (SELECT id FROM interaction WHERE {hidden})"
    )
    await change(
        f"UPDATE interaction_correction SET reason = '{MARK}'"
        f" WHERE interaction_id IN (SELECT id FROM interaction WHERE {hidden})"
    )
    await change(
        f"UPDATE delivery SET email = '{MARK.lower()}@example.com'"
        f" WHERE interaction_id IN (SELECT id FROM interaction WHERE {of_foreign})"
    )
    await change(f"UPDATE segment_line SET description = '{MARK}' WHERE {of_foreign}")
    await change(f'UPDATE segment_step SET names = \'{{"x": "{MARK}"}}\' WHERE TRUE')


def _all_marked(columns: tuple[str, ...]) -> Iterator[str]:
    return (f"{column} = '{MARK}' || id" for column in columns)


FOR_ADMINS = {"ApiKey", "AuditEntry"}
"""What no salesperson may ask for at all."""


def everything_below(name: str, field: GraphQLField, deeper: int = 2) -> str | None:
    """A selection of a field with all that can be asked for without arguments, so many nouns deep."""
    if any(is_required_argument(argument) for argument in field.args.values()):
        return None
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name
    if isinstance(kind, GraphQLInterfaceType):
        return f"{name} {{ __typename id }}"
    if kind.name in FOR_ADMINS:
        return None
    if kind.name == "TimelineItem":
        items = " ".join(
            f"... on {each} {{ {inside(each, deeper - 1)} }}"
            for each in ("Interaction", "InteractionComment")
        )
        return f"{name} {{ __typename {items} }}"
    if deeper == 0:
        return None
    fewer = deeper - (0 if kind.name.endswith(("Connection", "Edge")) else 1)
    selected = inside(kind.name, fewer)
    return f"{name} {{ {selected} }}" if selected else None


def inside(noun: str, deeper: int) -> str:
    """Fields of one name and several types, as in a timeline, are told apart."""
    kind = type_named(noun)
    found = {name: everything_below(name, field, deeper) for name, field in kind.fields.items()}
    return " ".join(f"{noun}_{name}: {text}" for name, text in found.items() if text is not None)
