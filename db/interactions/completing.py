"""Completing interactions: missing fields, and values from the template, the contact and marketing setup."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.errors import Code, Path, Problem, Problems, not_found
from db.interactions.surroundings import Surroundings, Values
from db.models import Contact, ContactKind, CorrespondenceType, Interaction, MarketingSetup
from db.writes.names_in_messages import called
from db.writes.validation import Check, anything, language, line, minutes, moment, money, optional, required

ORDER_OF_CHECKS = (
    "interaction_id", "contact_ids", "contact_id", "template_id", "salesperson_id", "occurred_at",
    "description",
)  # fmt: skip

PATHS: dict[str, Path] = {
    name: ("values", name)
    for name in (
        "contact_id",
        "template_id",
        "salesperson_id",
        "occurred_at",
        "description",
        "campaign_id",
        "letter_content_id",
    )
}
"""The input field to blame for each reference, where nothing but the values names it."""


class InteractionField(StrEnum):
    """A field that an interaction needs before it can be logged."""

    CONTACT = "CONTACT"
    """Whom the interaction is with."""
    TEMPLATE = "TEMPLATE"
    """What kind of interaction this is: the interaction template."""
    SALESPERSON = "SALESPERSON"
    """Who is responsible for the interaction."""
    OCCURRED_AT = "OCCURRED_AT"
    """When the interaction happened."""
    DESCRIPTION = "DESCRIPTION"
    """What the interaction is about."""
    CONTENT = "CONTENT"
    """What the contact receives: the letter content."""


def value_checks(setup: MarketingSetup) -> dict[str, Check]:
    return {
        "contact_id": anything,
        "template_id": anything,
        "salesperson_id": anything,
        "description": optional(line(100)),
        "occurred_at": optional(moment),
        "duration_minutes": optional(minutes),
        "cost": optional(money(setup.currency)),
        "evaluation": anything,
        "information_flow": anything,
        "initiated_by": anything,
        "correspondence_type": anything,
        "attempt_failed": required(anything),
        "language": optional(language),
        "remind_at": optional(moment),
        "campaign_id": anything,
        "letter_content_id": anything,
        "is_campaign_target": anything,
        "is_campaign_response": anything,
    }


def check_draft_references(
    draft: Values, around: Surroundings, problems: Problems, paths: Mapping[str, Path]
) -> None:
    """Report rows that do not exist or are blocked, for postponed interactions too."""
    referred: tuple[tuple[str, str, Mapping[int, Any]], ...] = (
        ("contact_id", "contact", around.contacts),
        ("template_id", "interaction template", around.templates),
        ("salesperson_id", "salesperson", around.salespeople),
        ("campaign_id", "campaign", around.campaigns),
        ("letter_content_id", "content", around.contents),
    )
    for name, noun, rows in referred:
        identity = draft.get(name)
        if identity is not None and identity not in rows:
            problems.append(not_found(noun, identity, *paths[name]))
    contact = around.contacts.get(draft.get("contact_id") or 0)
    if contact is not None and contact.privacy_blocked:
        message = f"{called(contact)} is blocked for privacy. Remove the block, or choose another contact."
        problems.add(Code.CONTACT_BLOCKED, message, *paths["contact_id"])
    salesperson = around.salespeople.get(draft.get("salesperson_id") or 0)
    if salesperson is not None and salesperson.is_blocked:
        message = f"{called(salesperson)} is blocked. Choose another salesperson."
        problems.add(Code.SALESPERSON_BLOCKED, message, *paths["salesperson_id"])


def responsible(draft: Values, around: Surroundings) -> int | None:
    """Who is responsible if nobody was named: the contact's salesperson, else the default of the setup."""
    contact = around.contacts.get(draft.get("contact_id") or 0)
    candidates = (
        draft.get("salesperson_id"),
        contact.salesperson_id if contact else None,
        around.setup.default_salesperson_id,
    )
    return next((candidate for candidate in candidates if candidate is not None), None)


def choosable(draft: Values, around: Surroundings) -> int | None:
    """The same, or None if that salesperson is blocked."""
    salesperson = around.salespeople.get(responsible(draft, around) or 0)
    return None if salesperson is None or salesperson.is_blocked else salesperson.id


LOOKED_AT = ("contact_id", "template_id", "salesperson_id", "description")
"""The values of a draft that `missing_fields` reads."""


def missing_fields(draft: Values, around: Surroundings) -> list[InteractionField]:
    """The fields still needed, in the order of the checks. The moment is never missing, because it becomes now."""
    missing = []
    if draft.get("contact_id") is None:
        missing.append(InteractionField.CONTACT)
    if draft.get("template_id") is None:
        missing.append(InteractionField.TEMPLATE)
    if choosable(draft, around) is None:
        missing.append(InteractionField.SALESPERSON)
    if draft.get("description") is None and draft.get("template_id") is None:
        missing.append(InteractionField.DESCRIPTION)
    return missing


def check_complete(
    draft: Values, around: Surroundings, problems: Problems, paths: Mapping[str, Path]
) -> None:
    """Report the fields that must be given before an interaction is logged; only one problem for each field."""
    refused = {problem.path for problem in problems}
    for missing in missing_fields(draft, around):
        name = {"DESCRIPTION": "description"}.get(missing, f"{missing.lower()}_id")
        unknown = name == "salesperson_id" and paths["contact_id"] in refused
        if paths[name] not in refused and not unknown:
            problems.add(Code.REQUIRED, f"Give the {missing.lower()}.", *paths[name])
    if "occurred_at" in draft and draft["occurred_at"] is None:
        problems.add(
            Code.REQUIRED, "Give the moment, or leave it out: then it is now.", *paths["occurred_at"]
        )


FROM_TEMPLATE = (
    "cost", "duration_minutes", "information_flow", "initiated_by", "correspondence_type",
    "campaign_id", "is_campaign_target", "is_campaign_response",
)  # fmt: skip
"""Fields that a draft without them takes from its template, whatever the language."""


def completed(draft: Values, around: Surroundings, now: datetime) -> Values:
    """The draft with its missing values taken from the template, in the contact's language."""
    contact = around.contacts[draft["contact_id"]]
    template = around.templates[draft["template_id"]]
    spoken = (
        contact.language if (template.id, contact.language) in around.languages else template.default_language
    )
    language = draft.get("language") or spoken
    in_language = around.languages.get((template.id, language or ""))
    defaults = {name: getattr(template, name) for name in FROM_TEMPLATE} | {
        "description": (in_language or template).description,
        "language": language,
        "occurred_at": now,
        "letter_content_id": in_language.letter_content_id if in_language else None,
    }
    whole = defaults | {name: value for name, value in draft.items() if value is not None}
    if whole["correspondence_type"] is CorrespondenceType.EMAIL and not contact.email:
        whole["correspondence_type"] = CorrespondenceType.NONE
    return whole | {
        "salesperson_id": responsible(draft, around),
        "interaction_group_id": template.interaction_group_id,
        "company_id": company_of(contact),
    }


def company_of(contact: Contact | None) -> int | None:
    """The company that an entry counts towards: a company counts towards itself."""
    if contact is None:
        return None
    return contact.id if contact.kind is ContactKind.COMPANY else contact.company_id


def in_order(problems: Problems) -> Problems:
    """Each problem once, sorted as the checks are: contact, template, salesperson, moment, description."""

    def rank(problem: Problem) -> int:
        names = [name for name in problem.path if name in ORDER_OF_CHECKS]
        return ORDER_OF_CHECKS.index(names[0]) if names else len(ORDER_OF_CHECKS)

    distinct = {(problem.code, problem.message, problem.path): problem for problem in problems}
    return Problems(sorted(distinct.values(), key=rank))


def as_draft(interaction: Interaction) -> Values:
    """The values of a postponed interaction, as a draft."""
    names = (
        "contact_id", "template_id", "salesperson_id", "description", "duration_minutes", "cost",
        "evaluation", "information_flow", "initiated_by", "correspondence_type", "attempt_failed", "language",
        "remind_at", "campaign_id", "is_campaign_target", "is_campaign_response", "letter_content_id",
    )  # fmt: skip
    return {name: getattr(interaction, name) for name in names}
