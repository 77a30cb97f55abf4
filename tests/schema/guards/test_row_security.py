"""Who sees only their own work finds nothing of anybody else's: in no list, edge, count, look-up or mutation."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from db import models
from db.callers import SCOPES_OF, Role
from db.models import Contact, Interaction, Salesperson
from schema import schema
from schema.graph.ids import MODELS, encoded
from schema.guards.scopes import declared_needs
from tests.databases import filled_by
from tests.schema.asking import ask
from tests.schema.calling import answered, data_for, document_of, least_input
from tests.schema.graph.test_edges import ELSEWHERE, LISTS, document, type_named
from tests.schema.guards.two_salespeople import (
    FOR_ADMINS,
    HIDING,
    everything_below,
    the_world,
    two_salespeople,
)

pytestmark = filled_by(two_salespeople)


@pytest.mark.parametrize(
    "noun, where", [each for each in (*sorted(LISTS.items()), *ELSEWHERE) if each[0] not in FOR_ADMINS]
)
async def test_nothing_foreign_is_reached_from_any_list(noun: str, where: str) -> None:
    world = await the_world()
    full, answer = [], []
    for name, field in type_named(noun).fields.items():
        if (selection := everything_below(name, field)) is not None:
            query = document(where, selection, 50)
            answer.append(await data_for(world.caller, query))
            full.append(await ask(query))
    assert world.leaks(answer) == []
    assert world.leaks(full) != [] or noun in NAMING_NOBODY, "the walk finds what it looks for"


NAMING_NOBODY = {"NumberSeries", "LetterContent", "SalutationFormula", "Salutation"}
"""Nouns from which no way leads to a contact."""


@pytest.mark.parametrize(
    "noun, list_of_it",
    [("Contact", "contacts"), ("Interaction", "interactions"), ("Interaction", "postponedInteractions")],
)
async def test_lists_and_their_counts_hold_what_is_seen(noun: str, list_of_it: str) -> None:
    world = await the_world()
    counts = "totalCount count { value } most: count(precision: AT_LEAST, limit: 1000) { value }"
    answer = (await data_for(world.caller, f"{{ {list_of_it}(first: 100) {{ nodes {{ id }} {counts} }} }}"))[
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
    world = await the_world()
    answer = await data_for(
        world.caller,
        """{
            segment(by: { number: "FULL" }) {
                id lineCount statistics { interactionCount } deliveryCounts { total } hardCopiesLink { url }
                steps { totalCount } lines { totalCount } deliveries { totalCount } interactions { totalCount } }
            mailingGroups { nodes { contactCount contacts { totalCount } } }
            industryGroups { nodes { contactCount contacts { totalCount } } }
            jobResponsibilities { nodes { contactCount contacts { totalCount } } }
            salespeople { nodes { id statistics { interactionCount } contacts { totalCount }
                interactions { totalCount } } }
            campaigns { nodes { statistics { totals { interactionCount } targetCount } interactions { totalCount } } }
            duplicateContacts { totalCount nodes { contactCount contacts { id } } }
        }""",
    )
    segment = answer["segment"]
    lines = await models.SegmentLine.filter(
        id__in=world.seen["SegmentLine"], segment__number="FULL", removed_by_step_id__isnull=True
    ).count()
    entries = await Interaction.filter(id__in=world.seen["Interaction"], segment__number="FULL").count()
    assert lines and segment["lineCount"] == segment["lines"]["totalCount"] == lines
    assert (
        entries
        and segment["statistics"]["interactionCount"] == segment["interactions"]["totalCount"] == entries
    )
    deliveries = len(world.seen["Delivery"])
    assert (
        deliveries and segment["deliveryCounts"]["total"] == segment["deliveries"]["totalCount"] == deliveries
    )
    assert segment["steps"]["totalCount"] == 0 and segment["hardCopiesLink"] is None
    for groups in ("mailingGroups", "industryGroups", "jobResponsibilities"):
        for group in answer[groups]["nodes"]:
            assert group["contactCount"] == group["contacts"]["totalCount"] <= 2
    for salesperson in answer["salespeople"]["nodes"]:
        is_own = salesperson["id"] == encoded("Salesperson", world.own.id)
        assert salesperson["contacts"]["totalCount"] == (len(world.seen["Contact"]) if is_own else 0)
    logged = sum(each["statistics"]["interactionCount"] for each in answer["salespeople"]["nodes"])
    assert logged == await Interaction.filter(id__in=world.seen["Interaction"], status="LOGGED").count()
    assert answer["duplicateContacts"] == {"totalCount": 0, "nodes": []}


async def test_look_ups_find_nothing_foreign() -> None:
    world = await the_world()
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
    answer = await data_for(world.caller, document, **variables)
    assert answer["nodes"] == [None] * len(variables["ids"])
    assert all(answer[name] is None for name in ("byId", "byNumber", "byExternalId", "merged", "interaction"))
    assert all(answer[name]["totalCount"] == 0 for name in ("found", "named", "on"))
    assert (await ask(document, **variables))["merged"] is not None


async def test_previews_show_nobody_else() -> None:
    world = await the_world()
    segment = await models.Segment.filter(status="OPEN").first()
    assert segment
    document = """query ($segment: ID!) {
        previewSegmentLog(input: { segmentId: $segment }) {
            contactCount issues { totalCount nodes { line { contact { name } } } } }
        previewSegmentCriteria(input: { segmentId: $segment, allowExisting: true,
            criteria: { number: { isNull: false } } }) { addedCount contacts { nodes { id name } } }
    }"""
    answer = await data_for(world.caller, document, segment=encoded("Segment", segment.id))
    assert world.leaks(answer) == []
    assert answer["previewSegmentLog"]["contactCount"] == 1
    assert answer["previewSegmentCriteria"]["addedCount"] == len(world.seen["Contact"])
    ids = world.ids()
    of_contact = {"contactId": ids["Contact"], "templateId": encoded("InteractionTemplate", 1)}
    for given in ({"lineId": ids["SegmentLine"]}, {"fromTemplate": of_contact}):
        query = """query ($input: PreviewInteractionLetterInput!) { previewInteractionLetter(input: $input) {
            letter { subject } userErrors { code } } }"""
        shown = (await data_for(world.caller, query, input=given))["previewInteractionLetter"]
        assert shown == {"letter": None, "userErrors": [{"code": "NOT_FOUND"}]}


OPEN = sorted(
    name
    for name, needed in declared_needs(schema._schema).mutations.items()
    if SCOPES_OF[Role.SALESPERSON].issuperset(needed)
)


@pytest.mark.parametrize("mutation", OPEN)
async def test_no_mutation_finds_anything_foreign(mutation: str) -> None:
    world = await the_world()
    ids = {noun: encoded(noun, 1) for noun in MODELS} | world.ids()
    given = least_input(mutation, ids)
    if mutation == "createContact":
        given |= {"companyId": ids["Contact"], "kind": "PERSON"}
    if mutation == "mergeContacts":
        given["keptContactId"] = encoded("Contact", min(world.seen["Contact"]))
    if mutation.endswith("ContactsAsDistinct"):
        given["contactIds"] = [encoded("Contact", min(world.seen["Contact"])), ids["Contact"]]
    before = await _state()
    result = await answered(document_of(mutation), world.caller, input=given)
    assert not result.errors and result.data
    codes = {each["code"] for each in result.data[mutation]["userErrors"]}
    assert codes and codes <= {"NOT_FOUND", "REQUIRED"}, result.data
    assert "NOT_FOUND" in codes and world.leaks(result.data) == []
    assert await _state() == before


async def test_what_a_restricted_salesperson_makes_is_theirs() -> None:
    world = await the_world()
    answer = await data_for(
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
        made = await data_for(world.caller, document, source=source)
        assert made["createInteraction"]["interaction"]["salesperson"]["id"] == own
        found = await data_for(
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
            statistics { interactionCount lastInteractionAt } duplicates { contact { id } } greeting lastInteractionAt
            interactions { totalCount } segments { totalCount } mailingGroups { totalCount }
            activeAlternativeAddress { id } alternativeAddresses { totalCount } } } }"""


async def test_a_contact_that_is_given_away_is_not_seen_from_then_on() -> None:
    """Not even in the answer: it shows what a query would."""
    world = await the_world()
    other = await Salesperson.exclude(id=world.own.id).first()
    assert other
    for number in sorted(world.seen["Contact"]):
        given = {"contact": encoded("Contact", number), "salesperson": encoded("Salesperson", other.id)}
        answer = (await data_for(world.caller, GIVING, **given))["updateContact"]
        if answer["userErrors"]:  # went with the company before it
            assert [each["code"] for each in answer["userErrors"]] == ["NOT_FOUND"]
            continue
        assert answer["changed"] and answer["contact"] is None
        assert (await Contact.get(id=number)).salesperson_id == other.id
        again = (await data_for(world.caller, GIVING, **given))["updateContact"]
        assert again["contact"] is None and [each["code"] for each in again["userErrors"]] == ["NOT_FOUND"]


async def _state() -> list[Any]:
    return [
        await model.all().order_by("id").values_list("id", flat=True)
        for model in (
            Contact,
            Interaction,
            models.InteractionComment,
            models.AlternativeAddress,
            models.DistinctContact,
        )
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
