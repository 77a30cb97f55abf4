"""Inputs of the mutations of contacts, of what they are grouped by, and of interactions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from db.contacts.distinguishing import mark_contacts_as_distinct
from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.interactions.canceling import cancel_interactions
from db.interactions.remarking import add_interaction_comment
from db.models import Delivery, DeliveryStatus, InteractionComment
from schema.graph.ids import encoded, global_id
from tests.builders import (
    a_company,
    a_contact,
    a_job_responsibility,
    a_mailing_group,
    a_salesperson,
    a_salutation,
    a_salutation_formula,
    a_template,
    an_alternative_address,
    an_industry_group,
    an_interaction,
)
from tests.builders import a_postponed_interaction as a_draft
from tests.conftest import NOW
from tests.db.deliveries.outbox import an_outbox

InputValues = dict[str, Any]

NAMED = {"code": "NEW", "description": "Something new"}
FORMULA = {"language": "en", "formality": "FORMAL", "text": "Dear %1,", "parts": ["SURNAME"]}


async def _create_contact() -> InputValues:
    return {"kind": "PERSON", "name": "Ann", "companyId": global_id(await a_company())}


async def _update_contact() -> InputValues:
    return {"contactId": global_id(await a_contact()), "jobTitle": "Baker"}


async def _delete_contact() -> InputValues:
    company = await a_company()
    await a_contact(company_id=company.id)
    return {"contactId": global_id(company), "withPeople": True}


async def _merge_contacts() -> InputValues:
    kept, duplicate = await a_contact(), await a_contact()
    await an_interaction(contact_id=duplicate.id)
    return {"keptContactId": global_id(kept), "duplicateContactId": global_id(duplicate)}


async def _create_address() -> InputValues:
    return {"contactId": global_id(await a_contact()), "code": "HOME", "address": {"city": "Bern"}}


async def _update_address() -> InputValues:
    address = await an_alternative_address(await a_contact())
    return {"alternativeAddressId": global_id(address), "address": {"city": "Biel"}}


async def _delete_address() -> InputValues:
    return {"alternativeAddressId": global_id(await an_alternative_address(await a_contact()))}


async def _values() -> InputValues:
    return {
        "templateId": global_id(await a_template()),
        "salespersonId": global_id(await a_salesperson()),
    }


async def _create_interaction() -> InputValues:
    people = [global_id(await a_contact()) for _ in range(2)]
    return {"source": {"contactIds": people}, "values": await _values()}


async def _postpone_interaction() -> InputValues:
    return {"interactionId": global_id(await a_draft()), "values": {"description": "Call again"}}


async def _resume_interaction() -> InputValues:
    return {"interactionId": global_id(await a_draft()), "values": await _values()}


async def _delete_interaction() -> InputValues:
    return {"interactionId": global_id(await a_draft())}


async def _cancel_interactions() -> InputValues:
    return {"interactionIds": [global_id(await an_interaction()) for _ in range(2)]}


async def _restore_interactions() -> InputValues:
    interaction = await an_interaction()
    await cancel_interactions([interaction.id], now=NOW)
    return {"interactionIds": [global_id(interaction)]}


async def _evaluate_interaction() -> InputValues:
    return {"interactionId": global_id(await an_interaction()), "evaluation": "POSITIVE"}


async def _add_interaction_comment() -> InputValues:
    return {"interactionId": global_id(await an_interaction()), "text": "A fine talk"}


async def _evaluate_interactions() -> InputValues:
    return {**await _cancel_interactions(), "evaluation": "POSITIVE"}


async def _correct_interaction() -> InputValues:
    values = {"description": "A visit", "cost": {"amount": "12.50"}, "occurredAt": "2026-02-01T10:00:00Z"}
    return {"interactionId": global_id(await an_interaction()), "values": values, "reason": "It was no call"}


async def _delete_interactions() -> InputValues:
    return {"interactionIds": [global_id(await a_draft()) for _ in range(2)]}


async def a_comment() -> InteractionComment:
    added = await add_interaction_comment((await an_interaction()).id, "A fine talk", now=NOW)
    return added.comment


async def _delete_contacts() -> InputValues:
    company = await a_company()
    person = await a_contact(company_id=(await a_company()).id)
    await a_contact(company_id=company.id)
    await an_interaction(contact_id=person.id)
    return {"contactIds": [global_id(company), global_id(person)], "withPeople": True}


async def _mark_contacts_as_distinct() -> InputValues:
    return {"contactIds": [global_id(await a_contact()) for _ in range(3)]}


async def _unmark_contacts_as_distinct() -> InputValues:
    contacts = [await a_contact() for _ in range(2)]
    await mark_contacts_as_distinct([each.id for each in contacts], now=NOW)
    return {"contactIds": [global_id(each) for each in contacts]}


async def _retry_deliveries() -> InputValues:
    return {"deliveries": {"interactionIds": await _entries_with(DeliveryStatus.FAILED)}}


async def _cancel_deliveries() -> InputValues:
    return {"deliveries": {"interactionIds": await _entries_with(DeliveryStatus.QUEUED)}}


async def _entries_with(status: DeliveryStatus) -> list[str]:
    outbox: list[Delivery] = await an_outbox(2, None, status)
    return [encoded("Interaction", each.interaction_id) for each in outbox]


def named(
    noun: str, build: Callable[[], Awaitable[Any]], **changes: Any
) -> Callable[[], Awaitable[InputValues]]:
    async def input_of() -> InputValues:
        return {noun: global_id(await build()), **changes}

    return input_of


def named_many(noun: str, build: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[InputValues]]:
    async def input_of() -> InputValues:
        return {noun: [global_id(await build()) for _ in range(2)]}

    return input_of


async def new() -> InputValues:
    return NAMED


async def _create_salutation_formula() -> InputValues:
    return {"salutationId": global_id(await a_salutation()), **FORMULA}


async def _add_to_mailing_group() -> InputValues:
    return {
        "mailingGroupId": global_id(await a_mailing_group()),
        "contactIds": [global_id(await a_contact())],
    }


async def _remove_from_mailing_group() -> InputValues:
    group, contact = await a_mailing_group(), await a_contact()
    await add_mailing_group_contacts(group.id, [contact.id], now=NOW)
    return {"mailingGroupId": global_id(group), "contactIds": [global_id(contact)]}


async def _add_to_industry_group() -> InputValues:
    return {
        "industryGroupId": global_id(await an_industry_group()),
        "contactIds": [global_id(await a_company())],
    }


async def _remove_from_industry_group() -> InputValues:
    group, contact = await an_industry_group(), await a_company()
    await add_industry_group_contacts(group.id, [contact.id], now=NOW)
    return {"industryGroupId": global_id(group), "contactIds": [global_id(contact)]}


async def _add_to_job_responsibility() -> InputValues:
    return {
        "jobResponsibilityId": global_id(await a_job_responsibility()),
        "contactIds": [global_id(await a_contact())],
    }


async def _remove_from_job_responsibility() -> InputValues:
    group, contact = await a_job_responsibility(), await a_contact()
    await add_job_responsibility_contacts(group.id, [contact.id], now=NOW)
    return {"jobResponsibilityId": global_id(group), "contactIds": [global_id(contact)]}


INPUTS: dict[str, Callable[[], Awaitable[InputValues]]] = {
    "createContact": _create_contact,
    "updateContact": _update_contact,
    "deleteContact": _delete_contact,
    "mergeContacts": _merge_contacts,
    "createAlternativeAddress": _create_address,
    "updateAlternativeAddress": _update_address,
    "deleteAlternativeAddress": _delete_address,
    "createInteraction": _create_interaction,
    "postponeInteraction": _postpone_interaction,
    "resumeInteraction": _resume_interaction,
    "deleteInteraction": _delete_interaction,
    "cancelInteractions": _cancel_interactions,
    "restoreInteractions": _restore_interactions,
    "evaluateInteraction": _evaluate_interaction,
    "evaluateInteractions": _evaluate_interactions,
    "correctInteraction": _correct_interaction,
    "deleteInteractions": _delete_interactions,
    "addInteractionComment": _add_interaction_comment,
    "updateInteractionComment": named("interactionCommentId", a_comment, text="A better talk"),
    "deleteInteractionComment": named("interactionCommentId", a_comment),
    "deleteContacts": _delete_contacts,
    "markContactsAsDistinct": _mark_contacts_as_distinct,
    "unmarkContactsAsDistinct": _unmark_contacts_as_distinct,
    "retryDeliveries": _retry_deliveries,
    "cancelDeliveries": _cancel_deliveries,
    "createMailingGroup": new,
    "updateMailingGroup": named("mailingGroupId", a_mailing_group, **NAMED),
    "deleteMailingGroup": named("mailingGroupId", a_mailing_group),
    "addMailingGroupContacts": _add_to_mailing_group,
    "removeMailingGroupContacts": _remove_from_mailing_group,
    "createIndustryGroup": new,
    "updateIndustryGroup": named("industryGroupId", an_industry_group, **NAMED),
    "deleteIndustryGroup": named("industryGroupId", an_industry_group),
    "addIndustryGroupContacts": _add_to_industry_group,
    "removeIndustryGroupContacts": _remove_from_industry_group,
    "createJobResponsibility": new,
    "updateJobResponsibility": named("jobResponsibilityId", a_job_responsibility, **NAMED),
    "deleteJobResponsibility": named("jobResponsibilityId", a_job_responsibility),
    "addJobResponsibilityContacts": _add_to_job_responsibility,
    "removeJobResponsibilityContacts": _remove_from_job_responsibility,
    "createSalutation": new,
    "updateSalutation": named("salutationId", a_salutation, **NAMED),
    "deleteSalutation": named("salutationId", a_salutation),
    "createSalutationFormula": _create_salutation_formula,
    "updateSalutationFormula": named("salutationFormulaId", a_salutation_formula, text="Dear Ms %1,"),
    "deleteSalutationFormula": named("salutationFormulaId", a_salutation_formula),
}
