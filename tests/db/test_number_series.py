"""Rules of number series."""

from __future__ import annotations

from datetime import datetime

from db import marketing_setup, number_series
from db.errors import Code
from db.models import NumberSeries
from db.sql.keyset_pages import Window, find_page
from tests.builders import a_contact
from tests.refusals import refused


async def a_series(now: datetime, **values: object) -> NumberSeries:
    named = {"code": "S", "description": "Letters", "prefix": "L", "digits": 4, **values}
    return (await number_series.create_number_series(named, now=now)).number_series


async def test_a_series_is_kept_in_upper_case_and_counts_from_where_it_is_told(now: datetime) -> None:
    series = await a_series(now, code="s", prefix="l-", last_value=41)
    await marketing_setup.update_marketing_setup({"contact_number_series_id": series.id}, now=now)
    assert (series.code, (await a_contact()).number) == ("S", "L-0042")


async def test_a_series_goes_without_a_prefix(now: datetime) -> None:
    series = await a_series(now, prefix=None)
    assert series.number_at(7) == "0007"


async def test_the_code_of_a_series_is_unique(now: datetime) -> None:
    series = await a_series(now)
    with refused((Code.NOT_UNIQUE, "code")):
        await a_series(now, code="cont")
    with refused((Code.NOT_UNIQUE, "code")):
        await number_series.update_number_series(series.id, {"code": "cont"}, now=now)


async def test_all_problems_of_a_series_are_reported_together(now: datetime) -> None:
    with refused(
        (Code.REQUIRED, "code"),
        (Code.REQUIRED, "description"),
        (Code.OUT_OF_RANGE, "digits"),
        (Code.TOO_LONG, "prefix"),
        (Code.OUT_OF_RANGE, "last_value"),
    ):
        await number_series.create_number_series(
            {"digits": 16, "prefix": "P" * 11, "last_value": -1, "description": " "}, now=now
        )


async def test_a_number_with_its_prefix_fits_its_column(now: datetime) -> None:
    with refused((Code.OUT_OF_RANGE, "digits")):
        await a_series(now, prefix="P" * 10, digits=11)
    series = await a_series(now, prefix="P" * 10, digits=10)
    with refused((Code.OUT_OF_RANGE, "digits")):
        await number_series.update_number_series(series.id, {"digits": 15}, now=now)


async def test_the_count_of_a_series_has_no_more_digits_than_its_numbers(now: datetime) -> None:
    with refused((Code.OUT_OF_RANGE, "last_value")):
        await a_series(now, digits=2, last_value=100)
    assert (await a_series(now, digits=2, last_value=99)).last_value == 99


async def test_a_number_that_was_given_is_not_given_again(now: datetime) -> None:
    await a_contact()
    await a_contact()
    series = await NumberSeries.get(code="CONT")
    with refused((Code.OUT_OF_RANGE, "last_value")):
        await number_series.update_number_series(series.id, {"last_value": 1}, now=now)
    await number_series.update_number_series(series.id, {"last_value": 2}, now=now)
    await number_series.update_number_series(series.id, {"last_value": 500}, now=now)
    assert (await a_contact()).number == "CT000501"


async def test_a_stale_revision_of_a_series_is_refused(now: datetime) -> None:
    series = await a_series(now)
    await number_series.update_number_series(series.id, {"description": "Calls"}, now=now)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await number_series.update_number_series(
            series.id, {"description": "Visits"}, expected_revision=1, now=now
        )


async def test_taking_a_number_is_no_change_of_the_series(now: datetime) -> None:
    await a_contact()
    series = await NumberSeries.get(code="CONT")
    updated = await number_series.update_number_series(
        series.id, {"description": "People"}, expected_revision=1, now=now
    )
    assert (updated.changed, updated.number_series.last_value) == (True, 1)


async def test_number_series_are_listed_by_code(now: datetime) -> None:
    await a_series(now, code="A")
    page = await find_page(number_series.find_number_series(), Window(10))
    assert [each.code for each in page.rows] == ["A", "CAMP", "CONT", "SEGM"]


async def test_a_series_from_which_numbers_are_taken_is_not_deleted(now: datetime) -> None:
    made = await number_series.create_number_series(
        {"code": "NEW", "description": "New", "digits": 4, "prefix": "N"}, now=now
    )
    series = made.number_series
    await marketing_setup.update_marketing_setup({"contact_number_series_id": series.id}, now=now)
    contact = await a_contact(number=None)
    for name in ("segment_number_series_id", "campaign_number_series_id", "contact_number_series_id"):
        await marketing_setup.update_marketing_setup({name: series.id}, now=now)
        with refused((Code.IN_USE, "number_series_id")):
            await number_series.delete_number_series(series.id)
        await marketing_setup.update_marketing_setup({name: None}, now=now)
        if name != "contact_number_series_id":
            with refused((Code.IN_USE, "number_series_id")):
                await number_series.delete_number_series(series.id)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await number_series.delete_number_series(series.id, expected_revision=9)
    await number_series.delete_number_series(series.id, expected_revision=1)
    assert await NumberSeries.filter(id=series.id).count() == 0
    assert contact.number == "N0001"
