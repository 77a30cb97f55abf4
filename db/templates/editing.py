"""Interaction templates: the default values of interactions of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from db.errors import Code, Problem, Problems
from db.marketing_setup import held_setup
from db.models import (
    Campaign,
    CorrespondenceType,
    Interaction,
    InteractionGroup,
    InteractionTemplate,
    MarketingSetup,
    Segment,
    SegmentLine,
    TemplateLanguage,
)
from db.sql.case_folding import folded, upper_case
from db.sql.filters import Where, is_one_of, text, which_of
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.sql.loaders import rows_by_id
from db.templates.languages import checked_languages, insert_languages
from db.writes.in_the_way import check_free, check_unused
from db.writes.locking import locked, save_changes
from db.writes.names_in_messages import called_within
from db.writes.references import check_references
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import (
    Check,
    anything,
    checked,
    language,
    line,
    minutes,
    money,
    optional,
    required,
    upper_line,
    with_folded,
)

REQUIRED = ("code", "description", "interaction_group_id")
DEFAULTS = {"cost": Decimal(0), "correspondence_type": CorrespondenceType.EMAIL}

CONDITIONS = {
    **CREATED_AND_UPDATED,
    "code": text("code", upper_case),
    "description": text("description_folded"),
    "interaction_group": which_of("interaction_group_id"),
    "campaign": which_of("campaign_id"),
    "correspondence_type": is_one_of("correspondence_type"),
}
SORTS = {"CODE": Sort("code"), "DESCRIPTION": Sort("description_folded"), **BY_CREATED_AND_UPDATED}
SEARCHED = {"code": upper_case, "description_folded": folded}


@dataclass
class TemplateCreated:
    template: InteractionTemplate
    group: InteractionGroup


@dataclass
class TemplateUpdated:
    """The template, and both groups if it moved from one to the other."""

    template: InteractionTemplate
    changed: bool
    groups: list[InteractionGroup] = field(default_factory=list)


@dataclass
class TemplateDeleted:
    template_id: Annotated[int, IdOf("InteractionTemplate")]
    group: InteractionGroup


def find_templates(
    where: Where | None = None, search: str | None = None, order: Order = ()
) -> Listing[InteractionTemplate]:
    return found(
        InteractionTemplate, where, CONDITIONS, order, SORTS["CODE"], search=search, searched=SEARCHED
    )


@transactional
async def create_interaction_template(values: dict[str, Any], *, now: datetime) -> TemplateCreated:
    """Create a template, with its languages if they are given; one of them may be its default language."""
    setup = await held_setup()
    given = {name: value for name, value in values.items() if value is not None}
    spoken = given.pop("languages", [])
    problems = Problems()
    fit = checked(dict.fromkeys(REQUIRED) | given, template_checks(setup), problems)
    languages = checked_languages(spoken, problems, "languages")
    await _check_code(fit.get("code"), problems)
    group = await _check_group(fit.get("interaction_group_id"), problems)
    await check_references([(("campaign_id",), Campaign, fit.get("campaign_id"))], problems)
    _check_default(fit.get("default_language"), [each.get("language") for each in languages], problems)
    problems.refuse_if_any()
    assert group is not None
    template = await InteractionTemplate.create(
        **DEFAULTS | with_folded(fit, "description"), created_at=now, updated_at=now
    )
    await insert_languages(template, languages, now)
    return TemplateCreated(template, group)


@transactional
async def update_interaction_template(
    interaction_template_id: int,
    values: dict[str, Any],
    *,
    expected_revision: int | None = None,
    now: datetime,
) -> TemplateUpdated:
    setup = await held_setup()
    problems = Problems()
    fit = checked(values, template_checks(setup), problems)
    template = await _locked(interaction_template_id, expected_revision, problems)
    if fit.get("code") != template.code:
        await _check_code(fit.get("code"), problems)
    await _check_group(fit.get("interaction_group_id"), problems)
    await check_references([(("campaign_id",), Campaign, fit.get("campaign_id"))], problems)
    if fit.get("default_language"):
        languages = await TemplateLanguage.filter(template_id=template.id)
        _check_default(fit["default_language"], [each.language for each in languages], problems)
    problems.refuse_if_any()
    group_before = template.interaction_group_id
    changed = await save_changes(template, with_folded(fit, "description"), now)
    if template.interaction_group_id == group_before:
        return TemplateUpdated(template, changed)
    groups = await rows_by_id(InteractionGroup, [group_before, template.interaction_group_id])
    return TemplateUpdated(template, changed, [groups[group_before], groups[template.interaction_group_id]])


@transactional
async def delete_interaction_template(
    interaction_template_id: int, *, expected_revision: int | None = None
) -> TemplateDeleted:
    """Delete a template with its languages. Refused while an interaction, a segment or a line names it."""
    template = await _locked(interaction_template_id, expected_revision)
    problems = Problems()
    naming = dict.fromkeys((Interaction, SegmentLine, Segment), "template_id")
    message = (
        f"Interactions or segments name {called_within(template)}. Keep it for them, and create another."
    )
    await check_unused(template, naming, problems, message, "interaction_template_id")
    problems.refuse_if_any()
    await template.delete()
    return TemplateDeleted(template.id, await InteractionGroup.get(id=template.interaction_group_id))


async def _locked(
    identity: int, expected_revision: int | None, problems: Sequence[Problem] = ()
) -> InteractionTemplate:
    path = "interaction_template_id"
    return await locked(InteractionTemplate, identity, expected_revision, path, problems=problems)


def template_checks(setup: MarketingSetup) -> dict[str, Check]:
    return {
        "code": required(upper_line(20)),
        "description": required(line(100)),
        "interaction_group_id": required(anything),
        "cost": required(money(setup.currency)),
        "duration_minutes": required(minutes),
        "information_flow": anything,
        "initiated_by": anything,
        "correspondence_type": required(anything),
        "ignores_contact_correspondence_type": required(anything),
        "default_language": optional(language),
        "campaign_id": anything,
        "is_campaign_target": required(anything),
        "is_campaign_response": required(anything),
    }


async def _check_code(code: str | None, problems: Problems) -> None:
    if code:
        message = f"There is an interaction template with the code {code} already."
        await check_free(InteractionTemplate, {"code": code}, problems, message, "code")


async def _check_group(interaction_group_id: int | None, problems: Problems) -> InteractionGroup | None:
    path = ("interaction_group_id",)
    return (await check_references([(path, InteractionGroup, interaction_group_id)], problems)).get(path)


def _check_default(default: str | None, spoken: Sequence[str | None], problems: Problems) -> None:
    if default and default not in spoken:
        problems.add(
            Code.INVALID,
            f"The template has no language {default}. Add the language first, or choose one that it has.",
            "default_language",
        )
