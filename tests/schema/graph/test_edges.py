"""The number of statements of an operation depends on its shape alone: held for every field of every node."""

from __future__ import annotations

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from db.api_keys.editing import create_api_key
from db.callers import Role
from db.campaigns.statuses import create_campaign_status
from db.contacts.distinguishing import mark_contacts_as_distinct
from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.interactions.correcting import correct_interaction
from db.interactions.creating import Source, create_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Campaign, Interaction, Salesperson, SegmentLine
from db.segments.editing import create_segment
from db.segments.lines import add_segment_contacts, personalize_segment_lines
from db.segments.logging import log_segment
from db.segments.saved_criteria import save_segment_criteria
from db.templates.editing import update_interaction_template
from schema import schema
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_content,
    a_delivery,
    a_job_responsibility,
    a_mailing_group,
    a_salesperson,
    a_salutation,
    a_salutation_formula,
    a_segment_letter_content,
    a_template,
    a_template_language,
    an_alternative_address,
    an_industry_group,
)
from tests.conftest import NOW
from tests.databases import filled_by
from tests.schema.asking import ask
from tests.statements import counted_statements
from tests.writing import requested

LISTS = {
    "Contact": "contacts",
    "Salesperson": "salespeople",
    "Interaction": "interactions",
    "InteractionGroup": "interactionGroups",
    "InteractionTemplate": "interactionTemplates",
    "Segment": "segments",
    "SegmentLine": 'segments(where: { number: { eq: "FULL" } }) { nodes { lines',
    "InteractionComment": "interactions(where: { evaluation: [POSITIVE] }) { nodes { comments",
    "InteractionCorrection": "interactions(where: { evaluation: [POSITIVE] }) { nodes { corrections",
    "TemplateLanguage": "interactionTemplates(first: 1) { nodes { languages",
    "NumberSeries": "numberSeries",
    "SegmentStep": 'segments(where: { number: { eq: "FULL" } }) { nodes { steps',
    "SavedCriteria": "savedCriteria",
    "SavedCriteriaStep": "savedCriteria { nodes { steps",
    "MailingGroup": "mailingGroups",
    "IndustryGroup": "industryGroups",
    "JobResponsibility": "jobResponsibilities",
    "AlternativeAddress": "contacts(first: 8) { nodes { alternativeAddresses",
    "Campaign": "campaigns",
    "CampaignEntry": 'segments(where: { number: { eq: "FULL" } }) { nodes { campaignEntries',
    "CampaignStatus": "campaignStatuses",
    "LetterContent": "letterContents",
    "SegmentLetterContent": 'segments(where: { number: { eq: "FULL" } }) { nodes { letterContents',
    "Salutation": "salutations",
    "SalutationFormula": 'salutations(where: { code: { eq: "FULL" } }) { nodes { formulas',
    "ApiKey": "apiKeys",
    "AuditEntry": "auditLog",
    "Delivery": 'segments(where: { number: { eq: "FULL" } }) { nodes { deliveries',
}
"""Where a list of each node is found; some stand below another list."""

ELSEWHERE = [("Interaction", "postponedInteractions")]
"""Further lists of a node, in which its fields take another way."""

NOT_IN_A_LIST = {"Attachment", "MarketingSetup"}


def type_named(name: str) -> GraphQLObjectType:
    kind = schema._schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def nodes() -> set[str]:
    interface = schema._schema.type_map["Node"]
    return {each.name for each in schema._schema.get_possible_types(interface)}  # type: ignore[arg-type]


YEARS = """statisticsBy(
    unit: YEAR, range: { from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" }
) { totals { interactionCount } }"""


def selected(name: str, field: GraphQLField) -> str:
    """A selection that makes the field work: a column of the node behind it, its count and its place."""
    if name == "statisticsBy":
        return YEARS
    assert not any(is_required_argument(argument) for argument in field.args.values())
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return name
    if kind.name == "TimelineItemConnection":
        items = "... on Interaction { id status } ... on InteractionComment { id text }"
        return f"{name}(first: 2) {{ nodes {{ {items} }} edges {{ cursor node {{ {items} }} }} totalCount }}"
    if kind.name.endswith("Connection"):
        column = a_column(kind.name.removesuffix("Connection"))
        return (
            f"{name}(first: 2) {{ nodes {{ id {column} }} edges {{ cursor node {{ id }} }} totalCount"
            " pageInfo { hasNextPage endCursor } count { value }"
            " some: count(precision: AT_LEAST, limit: 1) { value } about: count(precision: ESTIMATE) { value } }"
        )
    if "value" in kind.fields:  # type: ignore[union-attr]
        return f"{name} {{ origin {selected('value', kind.fields['value'])} }}"  # type: ignore[union-attr]
    if kind.name == "Node":
        return f"{name} {{ __typename id }}"
    return f"{name} {{ {a_column(kind.name)} }}"


def a_column(noun: str) -> str:
    leaves = [
        name
        for name, field in type_named(noun).fields.items()
        if is_leaf_type(get_named_type(field.type)) and name not in ("id", "__typename")
    ]
    return leaves[0]


async def a_running_campaign(salesperson: Salesperson, status: str) -> Campaign:
    created = await create_campaign_status({"code": status, "description": "Running"}, now=NOW)
    return await a_campaign(salesperson_id=salesperson.id, status_id=created.campaign_status.id)


async def a_full_world() -> None:
    """At least four of each noun, so that one parent and four parents can be compared."""
    salespeople = [await a_salesperson() for _ in range(4)]
    campaigns = [await a_running_campaign(each, f"STATUS{each.id}") for each in salespeople]
    templates = [await a_template(campaign_id=each.id, code=f"FIRST{each.id}") for each in campaigns]
    for template in templates:
        await a_template_language(template, language="en", letter_content_id=(await a_content()).id)
    people = []
    salutations = [await a_salutation(code=code) for code in ("FULL", "A", "B", "C")]
    for salutation, language in zip(
        [salutations[0]] * 3 + salutations, ("de", "fr", "ru", *["en"] * 4), strict=True
    ):
        await a_salutation_formula(salutation, language=language)
    for place in range(4):
        known = {
            "salesperson_id": salespeople[place].id,
            "salutation_id": salutations[place].id,
            "language": "en",
        }
        company = await a_company(**known)
        person = await a_contact(company_id=company.id, surname="Berg", **known)
        people.append(person)
        for code in "ABCD":
            await an_alternative_address(person, code=code, periods=[{"starts_on": NOW.date()}])
        values = {"template_id": templates[place].id, "campaign_id": campaigns[place].id}
        logged = await create_interaction(Source((person.id,)), {**values, "evaluation": "POSITIVE"}, now=NOW)
        for text in ("One", "Two", "Three", "Four"):
            await add_interaction_comment(logged.interactions[0].id, text, now=NOW)
            await correct_interaction(logged.interactions[0].id, {"description": text}, now=NOW)
        await create_interaction(Source((person.id,)), {}, postpone=True, now=NOW)
    ids = [person.id for person in people]
    await mark_contacts_as_distinct(ids, now=NOW)
    for _ in range(4):
        everybody = [*ids, *(person.company_id for person in people)]
        await add_mailing_group_contacts((await a_mailing_group()).id, everybody, now=NOW)
        await add_industry_group_contacts((await an_industry_group()).id, everybody[4:], now=NOW)
        await add_job_responsibility_contacts((await a_job_responsibility()).id, ids, now=NOW)
    full = (await create_segment("FULL", "Full", {"template_id": templates[0].id}, ids, now=NOW)).segment
    lines = await SegmentLine.filter(segment_id=full.id).order_by("id")
    for line, campaign in zip(lines, campaigns, strict=True):
        own = {"campaign_id": campaign.id, "letter_content_id": (await a_content()).id}
        await personalize_segment_lines([line.id], own, now=NOW)
    for place in range(4):
        carried = {"template_id": templates[place].id, "campaign_id": campaigns[place].id}
        await create_segment(None, f"Segment {place}", carried, ids, now=NOW)
    for person in people:
        await add_segment_contacts(full.id, [person.id], allow_existing=True, now=NOW)
    for language in ("de", "en", "fr", "ru"):
        await a_segment_letter_content(full, language)
    for place in range(4):
        await save_segment_criteria(full.id, f"SAVED{place}", now=NOW)
    for salesperson in salespeople:
        await create_api_key("Full", Role.SALESPERSON, salesperson_id=salesperson.id, now=NOW)
    await log_segment(full.id, now=NOW)
    for entry in await Interaction.filter(segment_id=full.id):
        await a_delivery(entry, segment_id=full.id)
    for template in templates:
        await requested(update_interaction_template(template.id, {"description": "Talk"}, now=NOW))


def document(where: str, selection: str, first: int) -> str:
    opened = where.count("{") - where.count("}")
    paged = where if "(" in where.rsplit(" ", 1)[-1] else f"{where}(first: {first})"
    return f"{{ {paged} {{ nodes {{ {selection} }} }} {'}' * opened} }}"


def test_every_node_is_in_a_list() -> None:
    assert nodes() == set(LISTS) | NOT_IN_A_LIST


@filled_by(a_full_world)
@pytest.mark.parametrize("noun, where", [*sorted(LISTS.items()), *ELSEWHERE])
async def test_no_field_costs_a_statement_for_each_parent(noun: str, where: str) -> None:
    assert await Salesperson.exists()  # what opens the first connection is counted as a statement too
    costly = {}
    for name, field in type_named(noun).fields.items():
        counts = []
        for first in (2, 8):
            with counted_statements() as statements:
                await ask(document(where, selected(name, field), first))
            counts.append(len(statements))
        if counts[0] != counts[1]:
            costly[name] = counts
    assert costly == {}
