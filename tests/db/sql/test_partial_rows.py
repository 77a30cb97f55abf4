"""Light rows: as good as a whole model to whoever reads what was asked for, and of no use for anything else."""

from __future__ import annotations

import pickle
from copy import copy, deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.models import Model

from db import models
from db.api_keys.editing import create_api_key
from db.callers import Role
from db.campaigns.statuses import create_campaign_status
from db.contacts.distinguishing import mark_contacts_as_distinct
from db.contacts.merging import merge_contacts
from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts
from db.interactions.correcting import correct_interaction
from db.interactions.remarking import add_interaction_comment
from db.models import Contact, Interaction, NumberSeries, Salesperson, Segment
from db.segments.logging import log_segment
from db.segments.saved_criteria import save_segment_criteria
from db.sql.loaders import rows_by_id
from db.sql.partial_rows import light, only_id
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_delivery,
    a_job_responsibility,
    a_mailing_group,
    a_postponed_interaction,
    a_salesperson,
    a_salutation_formula,
    a_segment,
    a_segment_letter_content,
    a_template,
    a_template_language,
    an_alternative_address,
    an_attachment,
    an_industry_group,
    an_interaction,
)
from tests.conftest import NOW
from tests.db.segments.lines import euros
from tests.writing import keyed

TABLES = [getattr(models, name) for name in models.__all__ if hasattr(getattr(models, name), "_meta")]


def all_columns(model: type[Model]) -> frozenset[str]:
    return frozenset(model._meta.fields_db_projection)


async def the_light(row: Any, *columns: str) -> Any:
    model = type(row)
    return (await rows_by_id(model, [row.pk], frozenset(columns) or all_columns(model)))[row.pk]


async def a_world() -> None:
    """Rows of every table, with values in some and nothing in others."""
    double = await a_contact(number="DOUBLE")
    company = await a_company(phone="+49 30 1234567", is_minor=False)
    person = await a_contact(company_id=company.id, email="anna@example.com")
    await merge_contacts(person.id, double.id, now=NOW, allow_other_company=True)
    await an_alternative_address(person, periods=[{"starts_on": NOW.date()}])
    await add_mailing_group_contacts((await a_mailing_group()).id, [person.id], now=NOW)
    await add_industry_group_contacts((await an_industry_group()).id, [company.id], now=NOW)
    await add_job_responsibility_contacts((await a_job_responsibility()).id, [person.id], now=NOW)
    template = await a_template(cost=euros("12.34"), information_flow=models.InformationFlow.INBOUND)
    await a_template_language(template)
    values = {"cost": euros("0.1"), "evaluation": models.Evaluation.NEGATIVE, "attempt_failed": True}
    entry = await an_interaction(contact_id=person.id, template_id=template.id, **values)
    await add_interaction_comment(entry.id, "A remark", now=NOW)
    await a_postponed_interaction(remind_at=NOW.replace(microsecond=123456))
    status = await create_campaign_status({"code": "RUN", "description": "Running"}, now=NOW)
    campaign = await a_campaign(starts_on=NOW.date(), status_id=status.campaign_status.id)
    segment = await a_segment(2, cost=euros(7), campaign_id=campaign.id, is_campaign_target=True)
    await keyed(log_segment(segment.id, now=NOW))
    await save_segment_criteria((await a_segment(1)).id, "SPRING", "Spring letters", now=NOW)
    await a_delivery(entry)
    await a_segment_letter_content(await a_segment(0), attachments=[await an_attachment()])
    await a_salutation_formula()
    await create_api_key("Web shop", Role.READER, now=NOW)
    await mark_contacts_as_distinct([(await a_contact()).id, person.id], now=NOW)
    await correct_interaction(entry.id, {"description": "Mended"}, now=NOW)


async def test_a_light_row_holds_the_values_of_the_whole_model() -> None:
    await a_world()
    for model in TABLES:
        whole = {row.pk: row for row in await model.all()}
        assert whole, f"a_world() makes no {model.__name__}"
        found = await rows_by_id(model, whole, all_columns(model))
        for identity, row in whole.items():
            for column in all_columns(model):
                value, expected = getattr(found[identity], column), getattr(row, column)
                assert (value, type(value)) == (expected, type(expected)), (model, column)
                assert not isinstance(value, datetime) or value.tzinfo is UTC, (model, column)


async def test_a_light_row_has_only_what_was_asked_for() -> None:
    row = await the_light(await a_contact(email="anna@example.com"), "email")
    assert row.email == "anna@example.com" and row.id == row.pk
    with pytest.raises(AttributeError, match=r"LightContact.*'phone'"):
        _ = row.phone
    assert not hasattr(row, "company_id")


async def test_a_light_row_leads_to_no_other_row() -> None:
    entry = await an_interaction()
    for row in (await the_light(entry), only_id(Interaction, entry.id)):
        for relation in ("contact", "template", "segment_line"):
            with pytest.raises(AttributeError, match=f"LightInteraction has no {relation}"):
                getattr(row, relation)


@pytest.mark.parametrize(
    "verb", ["save", "delete", "refresh_from_db", "fetch_related", "update_from_dict", "clone"]
)
async def test_a_light_row_cannot_be_changed(verb: str) -> None:
    row = await the_light(await a_salesperson())
    with pytest.raises(TypeError, match=f"<LightSalesperson: {row.id}> is a light row, for reading"):
        await getattr(row, verb)()


async def test_what_a_model_can_tell_a_light_row_can_tell_too() -> None:
    segment = await the_light(await a_segment(0), "status")
    assert isinstance(segment, Segment) and segment.is_open
    [series] = (await NumberSeries.all().limit(1)) or [None]
    assert series is not None
    assert (await the_light(series, "prefix", "digits")).number_at(7) == series.number_at(7)


async def test_rows_are_equal_when_they_are_the_same_row() -> None:
    one, other = await a_contact(), await a_contact()
    row = await the_light(one, "name")
    assert row == one and one == row and row == only_id(Contact, one.id)
    assert row != other and other != row and row != only_id(Salesperson, one.id) and row != one.id
    assert {row, one, only_id(Contact, one.id)} == {one}


async def test_a_light_row_can_be_copied_and_kept() -> None:
    row = await the_light(await a_contact(), "name", "created_at", "kind")
    for again in (copy(row), deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert again is not row and type(again) is light(Contact)
        assert again.__dict__ == row.__dict__


async def test_light_rows_are_no_tables() -> None:
    known = set(Tortoise.describe_models())
    light(Contact)
    assert set(Tortoise.describe_models()) == known
    assert Contact._meta._model is Contact and light(Contact)._meta is Contact._meta
