"""Languages of interaction templates: the description and the content in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from db.contacts.predicates import PREDICATES
from db.errors import Code, Problem, Problems, Refused, StillUsed, Users
from db.models import InteractionTemplate, LetterContent, TemplateLanguage
from db.sql.filters import Where
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.sql.rows import insert_rows
from db.writes.in_the_way import check_free
from db.writes.locking import locked, locked_rows, save_changes
from db.writes.names_in_messages import called, called_within
from db.writes.references import check_references
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import anything, checked, language, line, required

CHECKS = {"language": required(language), "description": required(line(100))}


@dataclass
class TemplateLanguageCreated:
    template_language: TemplateLanguage
    template: InteractionTemplate


@dataclass
class TemplateLanguageUpdated:
    template_language: TemplateLanguage
    template: InteractionTemplate
    changed: bool


@dataclass
class TemplateLanguageDeleted:
    template_language_id: Annotated[int, IdOf("TemplateLanguage")]
    template: InteractionTemplate


CONDITIONS = {**CREATED_AND_UPDATED, "language": PREDICATES["language"]}
SORTS = {"LANGUAGE": Sort("language"), **BY_CREATED_AND_UPDATED}


def find_template_languages(where: Where | None = None, order: Order = ()) -> Listing[TemplateLanguage]:
    return found(TemplateLanguage, where, CONDITIONS, order, SORTS["LANGUAGE"])


@transactional
async def create_template_language(
    interaction_template_id: int, values: dict[str, Any], *, now: datetime
) -> TemplateLanguageCreated:
    problems = Problems()
    fit = checked(dict.fromkeys(CHECKS) | values, CHECKS | {"letter_content_id": anything}, problems)
    template = await locked(
        InteractionTemplate, interaction_template_id, None, "interaction_template_id", problems=problems
    )
    await _check_new(template, fit.get("language"), problems)
    await _check_content(fit, problems)
    problems.refuse_if_any()
    [created] = await insert_languages(template, [fit], now)
    return TemplateLanguageCreated(created, template)


@transactional
async def update_template_language(
    template_language_id: int, values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> TemplateLanguageUpdated:
    """When the default language becomes another one, the template's default follows."""
    problems = Problems()
    fit = checked(values, CHECKS | {"letter_content_id": anything}, problems)
    template, spoken = await _locked_with_template(template_language_id, expected_revision, problems=problems)
    await _check_content(fit, problems)
    if fit.get("language") != spoken.language:
        await _check_new(template, fit.get("language"), problems)
    problems.refuse_if_any()
    if template.default_language == spoken.language and "language" in fit:
        await save_changes(template, {"default_language": fit["language"]}, now)
    return TemplateLanguageUpdated(spoken, template, await save_changes(spoken, fit, now))


@transactional
async def delete_template_language(
    template_language_id: int, *, expected_revision: int | None = None
) -> TemplateLanguageDeleted:
    """Refused for the default language of the template."""
    template, spoken = await _locked_with_template(template_language_id, expected_revision)
    if template.default_language == spoken.language:
        message = (
            f"{spoken.language} is the default language of {called_within(template)}."
            " Choose another default first."
        )
        by = [Users(InteractionTemplate, [template], 1)]
        raise Refused([StillUsed(Code.IN_USE, message, ("template_language_id",), by=by)])
    await spoken.delete()
    return TemplateLanguageDeleted(spoken.id, template)


def checked_languages(
    given: Sequence[dict[str, Any]], problems: Problems, *path: str
) -> list[dict[str, Any]]:
    """The checked languages that a template is created with; a repeated one is reported."""
    fit: list[dict[str, Any]] = []
    seen: set[str] = set()
    for place, values in enumerate(given):
        each = checked(dict.fromkeys(CHECKS) | values, CHECKS, problems, *path, str(place))
        spoken = each.get("language")
        if spoken and spoken in seen:
            message = f"{each['language']} is in this list twice. Leave one of them out."
            problems.add(Code.NOT_UNIQUE, message, *path, str(place), "language")
        seen.add(spoken or "")
        fit.append(each)
    return fit


async def insert_languages(
    template: InteractionTemplate, languages: Sequence[dict[str, Any]], now: datetime
) -> list[TemplateLanguage]:
    shared = {"template_id": template.id, "letter_content_id": None, "revision": 1}
    shared |= {"created_at": now, "updated_at": now}
    return await insert_rows(TemplateLanguage, [shared | values for values in languages])


async def _check_new(template: InteractionTemplate, spoken: str | None, problems: Problems) -> None:
    if spoken:
        same = {"template_id": template.id, "language": spoken}
        message = f"{called(template)} has the language {spoken} already. Change that one."
        await check_free(TemplateLanguage, same, problems, message, "language")


async def _check_content(values: dict[str, Any], problems: Problems) -> None:
    await check_references(
        [(("letter_content_id",), LetterContent, values.get("letter_content_id"))], problems
    )


async def _locked_with_template(
    template_language_id: int, expected_revision: int | None, problems: Sequence[Problem] = ()
) -> tuple[InteractionTemplate, TemplateLanguage]:
    """The language and its template, the template locked first, so that its default language stays the same."""
    known = await TemplateLanguage.get_or_none(id=template_language_id)
    templates = await locked_rows(InteractionTemplate, [known.template_id] if known else [])
    spoken = await locked(
        TemplateLanguage, template_language_id, expected_revision, "template_language_id", problems=problems
    )
    return templates[spoken.template_id], spoken
