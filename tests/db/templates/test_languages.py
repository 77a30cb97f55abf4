"""Rules of the languages of interaction templates."""

from __future__ import annotations

import asyncio
from datetime import datetime

from db.errors import Code, Refused
from db.models import InteractionTemplate, TemplateLanguage
from db.templates import editing, languages
from tests.builders import a_template, a_template_language
from tests.databases import on_postgres
from tests.refusals import refused

GERMAN = {"language": "de", "description": "Treffen"}
FRENCH = {"language": "fr", "description": "Rencontre"}


async def test_a_template_has_each_language_once(now: datetime) -> None:
    template = await a_template(languages=[GERMAN])
    french = await a_template_language(template, **FRENCH)
    with refused((Code.NOT_UNIQUE, "language")):
        await a_template_language(template, language="DE")
    with refused((Code.NOT_UNIQUE, "language")):
        await languages.update_template_language(french.id, {"language": "de"}, now=now)


async def test_two_templates_have_the_same_language(now: datetime) -> None:
    await a_template(languages=[GERMAN])
    await a_template(languages=[GERMAN])
    assert await TemplateLanguage.filter(language="de").count() == 2


async def test_a_language_needs_a_template_and_a_description(now: datetime) -> None:
    template = await a_template()
    with refused((Code.REQUIRED, "language"), (Code.REQUIRED, "description")):
        await languages.create_template_language(template.id, {"description": ""}, now=now)
    with refused((Code.NOT_FOUND, "interaction_template_id")):
        await languages.create_template_language(99, GERMAN, now=now)


async def test_a_change_of_a_language_leaves_the_template_alone(now: datetime) -> None:
    template = await a_template(languages=[FRENCH], default_language="fr")
    german = await a_template_language(template)
    updated = await languages.update_template_language(
        german.id, {"language": "de-AT", "description": "Besuch"}, expected_revision=1, now=now
    )
    assert (updated.template_language.language, updated.template_language.revision) == ("de-AT", 2)
    assert (updated.template.default_language, updated.template.revision) == ("fr", 1)


async def test_the_default_follows_when_its_language_becomes_another_one(now: datetime) -> None:
    template = await a_template(languages=[GERMAN], default_language="de")
    german = await TemplateLanguage.get(template_id=template.id)
    updated = await languages.update_template_language(german.id, {"language": "de-CH"}, now=now)
    kept = await InteractionTemplate.get(id=template.id)
    assert (updated.changed, kept.default_language, kept.revision) == (True, "de-CH", 2)


async def test_the_default_language_stays_until_another_one_is_chosen(now: datetime) -> None:
    template = await a_template(languages=[GERMAN, FRENCH], default_language="de")
    german = await TemplateLanguage.get(language="de")
    with refused((Code.IN_USE, "template_language_id")):
        await languages.delete_template_language(german.id)
    await editing.update_interaction_template(template.id, {"default_language": "fr"}, now=now)
    deleted = await languages.delete_template_language(german.id, expected_revision=1)
    assert (deleted.template_language_id, deleted.template.id) == (german.id, template.id)
    assert await TemplateLanguage.all().values_list("language", flat=True) == ["fr"]


async def test_a_stale_revision_of_a_language_is_refused(now: datetime) -> None:
    german = await a_template_language(await a_template())
    await languages.update_template_language(german.id, {"description": "Besuch"}, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await languages.update_template_language(
            german.id, {"description": "Treffen"}, expected_revision=1, now=now
        )
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await languages.delete_template_language(german.id, expected_revision=1)


async def test_a_language_that_is_not_there_is_not_found(now: datetime) -> None:
    with refused((Code.NOT_FOUND, "template_language_id")):
        await languages.delete_template_language(99)


@on_postgres
async def test_of_twins_that_add_a_language_one_is_refused(now: datetime) -> None:
    template = await a_template()
    answers = await asyncio.gather(*(a_template_language(template) for _ in range(5)), return_exceptions=True)
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert [each.problems[0].path for each in refusals] == [("language",)] * 4
    assert await TemplateLanguage.all().count() == 1


@on_postgres
async def test_a_language_is_never_deleted_while_it_becomes_the_default(now: datetime) -> None:
    for _ in range(10):
        template = await a_template()
        german = await a_template_language(template)
        await asyncio.gather(
            editing.update_interaction_template(template.id, {"default_language": "de"}, now=now),
            languages.delete_template_language(german.id),
            return_exceptions=True,
        )
        default = (await InteractionTemplate.get(id=template.id)).default_language
        assert (default == "de") == await TemplateLanguage.filter(template_id=template.id).exists()
