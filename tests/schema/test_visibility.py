"""Who sees only their own work finds nothing of anybody else's: in no list, edge, count, look-up or mutation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from db import models
from db.callers import SCOPES_OF, Caller, Role
from db.contacts.merging import merge_contacts
from db.interactions.creating import Source, create_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Contact, ContactKind, Interaction, Salesperson
from db.sql import change
from schema import schema
from schema.ids import MODELS, encoded
from schema.permissions import MUTATIONS, scopes
from tests.builders import a_company, a_contact, a_content, a_template, an_interaction
from tests.conftest import NOW
from tests.schema.asking import ask
from tests.schema.calling import a_caller, answered, asked_by, document_of, least_input
from tests.schema.test_edges import ELSEWHERE, LISTS, a_full_world, document, type_named

MARK = "Foreign"
"""Stands in every text of what is not to be seen."""

HIDING = {
    "Contact", "Interaction", "InteractionComment", "Delivery", "SegmentLine", "SegmentStep",
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


async def a_world() -> World:
    await a_full_world()
    world = World()
    world.own = (await Salesperson.all().order_by("id"))[0]
    others = (await Salesperson.all().order_by("id"))[1:]
    await _mixed(world.own, others[0])
    await _marked(world.own.id)
    world.caller = a_caller(Role.SALESPERSON, salesperson_id=world.own.id, only_own=True)
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
    seen["InteractionComment"] = {
        each.id
        for each in await models.InteractionComment.all()
        if each.interaction_id in seen["Interaction"]
    }
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
    entry = await an_interaction(contact_id=employed.id, content_id=letter, **theirs)
    await add_interaction_comment(entry.id, "Seen", now=NOW)
    inbound = {"information_flow": models.InformationFlow.INBOUND, "template_id": (await a_template()).id}
    await an_interaction(contact_id=company.id, content_id=letter, **inbound, **mine)
    await create_interaction(Source((company.id,)), {**mine}, postpone=True, now=NOW)
    twins = [await a_company(name="Twin", number=f"{MARK.upper()}{place}", **theirs) for place in range(2)]
    await merge_contacts(twins[0].id, twins[1].id, now=NOW)


async def _marked(own: int) -> None:
    """Put the mark into every text of what is not one's own."""
    foreign = f"(SELECT id FROM contact WHERE COALESCE(salesperson_id, 0) <> {own})"
    texts = ("name", "first_name", "middle_name", "surname", "job_title", "address", "city", "external_id")
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
    await change(f"UPDATE interaction SET description = '{MARK}', canceled_by = '{MARK}' WHERE {hidden}")
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
        f"UPDATE delivery SET email = '{MARK.lower()}@example.com'"
        f" WHERE interaction_id IN (SELECT id FROM interaction WHERE {of_foreign})"
    )
    await change(f"UPDATE segment_line SET description = '{MARK}' WHERE {of_foreign}")
    await change(f'UPDATE segment_step SET names = \'{{"x": "{MARK}"}}\' WHERE TRUE')


def _all_marked(columns: tuple[str, ...]) -> Iterator[str]:
    return (f"{column} = '{MARK}' || id" for column in columns)


def everything_below(name: str, field: GraphQLField, deeper: int = 2) -> str | None:
    """A selection of a field with all that can be asked for without arguments, so many nouns deep."""
    if any(is_required_argument(argument) for argument in field.args.values()):
        return None
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name
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


FOR_ADMINS = {"ApiKey", "AuditEntry"}
"""What no salesperson may ask for at all."""


@pytest.mark.parametrize(
    "noun, where", [each for each in (*sorted(LISTS.items()), *ELSEWHERE) if each[0] not in FOR_ADMINS]
)
async def test_nothing_foreign_is_reached_from_any_list(noun: str, where: str) -> None:
    world = await a_world()
    full, answer = [], []
    for name, field in type_named(noun).fields.items():
        if (selection := everything_below(name, field)) is not None:
            asked = document(where, selection, 50)
            answer.append(await asked_by(world.caller, asked))
            full.append(await ask(asked))
    assert world.leaks(answer) == []
    assert world.leaks(full) != [] or noun in NAMING_NOBODY, "the walk finds what it looks for"


NAMING_NOBODY = {"NumberSeries", "Content", "SalutationFormula", "Salutation"}
"""Nouns from which no way leads to a contact."""


@pytest.mark.parametrize(
    "noun, list_of_it",
    [("Contact", "contacts"), ("Interaction", "interactions"), ("Interaction", "postponedInteractions")],
)
async def test_lists_and_their_counts_hold_what_is_seen(noun: str, list_of_it: str) -> None:
    world = await a_world()
    counts = "totalCount count { value } most: count(precision: AT_LEAST, limit: 1000) { value }"
    answer = (await asked_by(world.caller, f"{{ {list_of_it}(first: 100) {{ nodes {{ id }} {counts} }} }}"))[
        list_of_it
    ]
    expected = {encoded(noun, number) for number in world.seen[noun]}
    if noun == "Interaction":
        postponed = {each.id for each in await Interaction.filter(status="POSTPONED")}
        wanted = postponed if list_of_it.startswith("post") else world.seen[noun] - postponed
        expected = {encoded(noun, number) for number in world.seen[noun] & wanted}
    assert {each["id"] for each in answer["nodes"]} == expected
    number = len(expected)
    assert (answer["totalCount"], answer["count"]["value"], answer["most"]["value"]) == (number,) * 3


async def test_sums_and_counts_are_of_what_is_seen() -> None:
    world = await a_world()
    answer = await asked_by(
        world.caller,
        """{
            segment(by: { number: "FULL" }) {
                id lineCount statistics { count } deliveryCounts { total } hardCopiesUrl
                steps { totalCount } lines { totalCount } deliveries { totalCount } interactions { totalCount } }
            mailingGroups { nodes { contactCount contacts { totalCount } } }
            industryGroups { nodes { contactCount contacts { totalCount } } }
            jobResponsibilities { nodes { contactCount contacts { totalCount } } }
            salespeople { nodes { id statistics { count } contacts { totalCount } interactions { totalCount } } }
            campaigns { nodes { statistics { count targetCount } interactions { totalCount } } }
            duplicateContacts { totalCount nodes { contactCount contacts { id } } }
        }""",
    )
    segment = answer["segment"]
    lines = await models.SegmentLine.filter(
        id__in=world.seen["SegmentLine"], segment__number="FULL", removed_by_step_id__isnull=True
    ).count()
    entries = await Interaction.filter(id__in=world.seen["Interaction"], segment__number="FULL").count()
    assert lines and segment["lineCount"] == segment["lines"]["totalCount"] == lines
    assert entries and segment["statistics"]["count"] == segment["interactions"]["totalCount"] == entries
    deliveries = len(world.seen["Delivery"])
    assert (
        deliveries and segment["deliveryCounts"]["total"] == segment["deliveries"]["totalCount"] == deliveries
    )
    assert segment["steps"]["totalCount"] == 0 and segment["hardCopiesUrl"] is None
    for groups in ("mailingGroups", "industryGroups", "jobResponsibilities"):
        for group in answer[groups]["nodes"]:
            assert group["contactCount"] == group["contacts"]["totalCount"] <= 2
    for salesperson in answer["salespeople"]["nodes"]:
        is_own = salesperson["id"] == encoded("Salesperson", world.own.id)
        assert salesperson["contacts"]["totalCount"] == (len(world.seen["Contact"]) if is_own else 0)
    logged = sum(each["statistics"]["count"] for each in answer["salespeople"]["nodes"])
    assert logged == await Interaction.filter(id__in=world.seen["Interaction"], status="LOGGED").count()
    assert answer["duplicateContacts"] == {"totalCount": 0, "nodes": []}


async def test_look_ups_find_nothing_foreign() -> None:
    world = await a_world()
    hidden = [
        encoded(noun, number) for noun, numbers in world.foreign.items() for number in sorted(numbers)[:10]
    ]
    foreign = await Contact.get(id=min(world.foreign["Contact"]))
    document = """query ($ids: [ID!]!, $contact: ID!, $interaction: ID!, $number: String!, $external: String!) {
        nodes(ids: $ids) { __typename id }
        byId: contact(by: { id: $contact }) { id }
        byNumber: contact(by: { number: $number }) { id }
        byExternalId: contact(by: { externalId: $external }) { id }
        merged: contact(by: { number: "FOREIGN1" }) { id }
        interaction(by: { id: $interaction }) { id }
        found: contacts(search: "foreign") { totalCount }
        named: contacts(where: { name: { contains: "foreign" } }) { totalCount }
        on: segments(where: { contactId: $contact }) { totalCount }
    }"""
    variables = {
        "ids": hidden[:90],
        "contact": encoded("Contact", foreign.id),
        "interaction": world.ids()["Interaction"],
        "number": foreign.number,
        "external": foreign.external_id,
    }
    answer = await asked_by(world.caller, document, **variables)
    assert answer["nodes"] == [None] * len(variables["ids"])
    assert all(answer[name] is None for name in ("byId", "byNumber", "byExternalId", "merged", "interaction"))
    assert all(answer[name]["totalCount"] == 0 for name in ("found", "named", "on"))
    assert (await ask(document, **variables))["merged"] is not None


async def test_previews_show_nobody_else() -> None:
    world = await a_world()
    segment = await models.Segment.filter(status="OPEN").first()
    assert segment
    document = """query ($segment: ID!) {
        previewSegmentLog(input: { segmentId: $segment }) {
            contactCount issues { totalCount nodes { line { contact { name } } } } }
        previewSegmentCriteria(input: { segmentId: $segment, allowExisting: true,
            criteria: { kind: [PERSON, COMPANY] } }) { addedCount contacts { nodes { id name } } }
    }"""
    answer = await asked_by(world.caller, document, segment=encoded("Segment", segment.id))
    assert world.leaks(answer) == []
    assert answer["previewSegmentLog"]["contactCount"] == 1
    assert answer["previewSegmentCriteria"]["addedCount"] == len(world.seen["Contact"])
    for said in ({"lineId": world.ids()["SegmentLine"]}, {"contactId": world.ids()["Contact"]}):
        asked = "($input: PreviewInteractionContentInput!) { previewInteractionContent(input: $input) { subject } }"
        result = await answered(f"query {asked}", world.caller, input=said)
        assert result.errors and "There is no" in result.errors[0].message


OPEN = sorted(
    name for name, needed in MUTATIONS.items() if SCOPES_OF[Role.SALESPERSON].issuperset(scopes(needed))
)


@pytest.mark.parametrize("mutation", OPEN)
async def test_no_mutation_finds_anything_foreign(mutation: str) -> None:
    world = await a_world()
    ids = {noun: encoded(noun, 1) for noun in MODELS} | world.ids()
    given = least_input(mutation, ids)
    if mutation == "createContact":
        given |= {"companyId": ids["Contact"], "kind": "PERSON"}
    if mutation == "mergeContacts":
        given["winnerId"] = encoded("Contact", min(world.seen["Contact"]))
    before = await _state()
    result = await answered(document_of(mutation), world.caller, input=given)
    assert not result.errors and result.data
    codes = {each["code"] for each in result.data[mutation]["userErrors"]}
    assert codes and codes <= {"NOT_FOUND", "REQUIRED"}, result.data
    assert "NOT_FOUND" in codes and world.leaks(result.data) == []
    assert await _state() == before


async def test_what_a_restricted_salesperson_makes_is_theirs() -> None:
    world = await a_world()
    answer = await asked_by(
        world.caller,
        """mutation { createContact(input: { kind: PERSON, name: "Nora", salespersonId: null }) {
            contact { id salesperson { id } } contactEdge { node { name } } } }""",
    )
    own, contact = encoded("Salesperson", world.own.id), answer["createContact"]["contact"]
    assert contact["salesperson"]["id"] == own
    document = """mutation ($source: InteractionSource!) {
        createInteraction(input: { source: $source, mode: POSTPONE }) {
            userErrors { message } interaction { id salesperson { id } } } }"""
    for source in ({"contactIds": [contact["id"]]}, {"salespersonId": own}):
        made = await asked_by(world.caller, document, source=source)
        assert made["createInteraction"]["interaction"]["salesperson"]["id"] == own
        found = await asked_by(
            world.caller,
            "query ($id: ID!) { node(id: $id) { id } }",
            id=made["createInteraction"]["interaction"]["id"],
        )
        assert found["node"] is not None


GIVING = """mutation ($contact: ID!, $salesperson: ID!) {
    updateContact(input: { contactId: $contact, salespersonId: $salesperson }) {
        changed userErrors { code } companies { id }
        contact {
            id name salesperson { id } company { id } people { totalCount } timeline { totalCount nodes { __typename } }
            statistics { count lastInteractionAt } duplicates { contact { id } } greeting lastInteractionAt
            interactions { totalCount } segments { totalCount } mailingGroups { totalCount }
            activeAlternativeAddress { id } alternativeAddresses { totalCount } } } }"""


async def test_a_contact_is_given_away_whole_and_not_seen_again() -> None:
    world = await a_world()
    other = await Salesperson.exclude(id=world.own.id).first()
    assert other
    for number in sorted(world.seen["Contact"]):
        given = {"contact": encoded("Contact", number), "salesperson": encoded("Salesperson", other.id)}
        answer = (await asked_by(world.caller, GIVING, **given))["updateContact"]
        if answer["userErrors"]:  # went with the company before it
            assert [each["code"] for each in answer["userErrors"]] == ["NOT_FOUND"]
            continue
        assert answer["contact"]["id"] == given["contact"]
        assert answer["contact"]["salesperson"]["id"] == given["salesperson"]
        again = (await asked_by(world.caller, GIVING, **given))["updateContact"]
        assert again["contact"] is None and [each["code"] for each in again["userErrors"]] == ["NOT_FOUND"]


async def _state() -> list[Any]:
    return [
        await model.all().order_by("id").values_list("id", flat=True)
        for model in (Contact, Interaction, models.InteractionComment, models.AlternativeAddress)
    ] + [sum(row.revision for row in await model.all()) for model in (Contact, Interaction)]


def test_nothing_else_points_at_a_contact() -> None:
    """Whoever adds a noun that hangs on contacts or interactions says here whether it is seen."""
    interface: Any = schema._schema.type_map["Node"]
    nouns = {each.name for each in schema._schema.get_possible_types(interface)}
    leading = {
        noun
        for noun in nouns
        for field in type_named(noun).fields.values()
        if isinstance(kind := get_named_type(field.type), GraphQLObjectType)
        and kind.name in ("Contact", "Interaction")
    }
    assert leading <= HIDING
