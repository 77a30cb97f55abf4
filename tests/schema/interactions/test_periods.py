"""Statistics over time, as clients ask for them: periods of the calendar, told apart, batched and bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.callers import Role
from db.interactions.canceling import cancel_interactions
from db.interactions.periods import MOST_PERIODS
from schema.graph.ids import global_id
from tests.builders import a_campaign, a_company, a_contact, a_salesperson, a_template, an_interaction
from tests.conftest import NOW
from tests.db.segments.lines import euros
from tests.schema.asking import ask, refusal
from tests.schema.calling import a_caller, data_for
from tests.statements import counted_statements

LOG = """query ($unit: PeriodUnit!, $range: DateTimeRangeInput!, $by: StatisticsDimension) {
    statisticsBy(unit: $unit, range: $range, by: $by) {
        startsOn interactionGroup { id } template { id } salesperson { id } campaign { id }
        totals { interactionCount totalDurationMinutes totalCost { amount } lastInteractionAt } } }"""
TWO_YEARS = {"from": "2025-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}
MOMENTS = [
    datetime(2025, 12, 28, 23, 59, 59, 999_999, tzinfo=UTC),  # a Sunday
    datetime(2025, 12, 29, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 31, 12, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
]


async def counted(unit: str, **given: Any) -> dict[str, int]:
    """How many entries each period has, by its first day."""
    periods = (await ask(LOG, unit=unit, range=given.pop("range", TWO_YEARS), **given))["statisticsBy"]
    assert [each["startsOn"] for each in periods] == sorted(each["startsOn"] for each in periods)
    return {each["startsOn"]: each["totals"]["interactionCount"] for each in periods}


@pytest.mark.parametrize(
    ("unit", "counts"),
    [
        (
            "DAY",
            {
                "2025-12-28": 1, "2025-12-29": 1, "2025-12-31": 1, "2026-01-01": 1, "2026-03-31": 1,
                "2026-04-01": 1,
            },
        ),
        ("WEEK", {"2025-12-22": 1, "2025-12-29": 3, "2026-03-30": 2}),
        ("MONTH", {"2025-12-01": 3, "2026-01-01": 1, "2026-03-01": 1, "2026-04-01": 1}),
        ("QUARTER", {"2025-10-01": 3, "2026-01-01": 2, "2026-04-01": 1}),
        ("YEAR", {"2025-01-01": 3, "2026-01-01": 3}),
    ],
)  # fmt: skip
async def test_entries_count_in_the_period_of_the_calendar(unit: str, counts: dict[str, int]) -> None:
    contact = await a_contact()
    for moment in MOMENTS:
        await an_interaction(contact_id=contact.id, occurred_at=moment)
    in_range = {"from": "2025-12-01T00:00:00Z", "until": "2026-05-01T00:00:00Z"}
    assert await counted(unit, range=in_range) == counts


async def test_the_range_cuts_its_first_and_last_period() -> None:
    contact = await a_contact()
    for moment in MOMENTS:
        await an_interaction(contact_id=contact.id, occurred_at=moment)
    cut = {"from": "2025-12-29T00:00:00Z", "until": "2026-03-31T12:00:00Z"}
    assert await counted("YEAR", range=cut) == {"2025-01-01": 2, "2026-01-01": 1}


async def test_what_a_period_came_to_is_told_apart_by_what_is_asked() -> None:
    contact, other = await a_contact(), await a_salesperson(code="OTHER")
    template = await a_template(code="CALL")
    campaign = await a_campaign()
    made = {"contact_id": contact.id, "occurred_at": MOMENTS[3], "cost": euros("1.50"), "duration_minutes": 4}
    one = await an_interaction(**made, template_id=template.id, campaign_id=campaign.id)
    two = await an_interaction(**made, template_id=template.id, salesperson_id=other.id)
    canceled = await an_interaction(**made, template_id=template.id)
    await cancel_interactions([canceled.id], now=NOW)
    whole = (await ask(LOG, unit="MONTH", range=TWO_YEARS))["statisticsBy"]
    assert whole == [
        {
            "startsOn": "2026-01-01", "interactionGroup": None, "template": None, "salesperson": None,
            "campaign": None, "totals": {
                "interactionCount": 2, "totalDurationMinutes": "8", "totalCost": {"amount": "3.00"},
                "lastInteractionAt": "2026-01-01T00:00:01Z"},
        }
    ]  # fmt: skip
    by = {
        "SALESPERSON": {one.salesperson_id: 1, two.salesperson_id: 1},
        "TEMPLATE": {template.id: 2},
        "INTERACTION_GROUP": {template.interaction_group_id: 2},
        "CAMPAIGN": {campaign.id: 1, None: 1},
    }
    names = {"INTERACTION_GROUP": "interactionGroup"}
    rows = {"SALESPERSON": other, "TEMPLATE": template, "CAMPAIGN": campaign}
    for dimension, counts in by.items():
        name = names.get(dimension) or dimension.lower()
        periods = (await ask(LOG, unit="MONTH", range=TWO_YEARS, by=dimension))["statisticsBy"]
        shown = {each[name] and each[name]["id"]: each["totals"]["interactionCount"] for each in periods}
        assert sorted(shown.values()) == sorted(counts.values()), dimension
        assert None in shown if None in counts else None not in shown
        if dimension in rows:
            assert global_id(rows[dimension]) in shown


async def test_every_noun_with_statistics_has_them_over_time_in_one_statement_more() -> None:
    company = await a_company()
    template, salesperson = await a_template(), await a_salesperson()
    for _ in range(3):
        person = await a_contact(company_id=company.id)
        await an_interaction(
            contact_id=person.id, template_id=template.id,
            salesperson_id=salesperson.id, occurred_at=MOMENTS[4],
        )  # fmt: skip
    nouns = ["contacts", "segments", "interactionTemplates", "interactionGroups", "salespeople", "campaigns"]
    asked = """statisticsBy(unit: YEAR, range: {from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z"}) {
        startsOn totals { interactionCount } }"""
    for noun in nouns:
        with counted_statements() as plain:
            await ask(f"{{ {noun} {{ nodes {{ id kind: __typename }} }} }}")
        with counted_statements() as statements:
            answer = await ask(f"{{ {noun} {{ nodes {{ id {asked} }} }} }}")
        nodes = answer[noun]["nodes"]
        assert len(statements) == len(plain) + bool(nodes), noun
        counts = {period["totals"]["interactionCount"] for node in nodes for period in node["statisticsBy"]}
        assert counts == ({1, 3} if noun == "contacts" else {3} if nodes else set()), noun


async def test_a_range_without_an_end_or_with_too_many_periods_is_refused() -> None:
    document = LOG.replace("query (", "query Log(")
    open_range = await refusal(document, unit="DAY", range={"from": "2026-01-01T00:00:00Z"})
    assert open_range == "Statistics over time need a range with both ends. Give `from` and `until`."
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    ends = (begins + timedelta(days=MOST_PERIODS, seconds=1)).isoformat()
    long = await refusal(document, unit="DAY", range={"from": begins.isoformat(), "until": ends})
    assert long == "The range holds more than 400 periods. Give a shorter range or a longer unit."
    ends = (begins + timedelta(days=MOST_PERIODS)).isoformat()
    assert await counted("DAY", range={"from": begins.isoformat(), "until": ends}) == {}


async def test_more_periods_than_are_told_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.interactions.periods.MOST_ROWS", 2)
    contact = await a_contact()
    for moment in MOMENTS[:3]:
        await an_interaction(contact_id=contact.id, occurred_at=moment)
    december = {"from": "2025-12-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert (await refusal(LOG, unit="DAY", range=december)).startswith("This makes more than 2 periods.")
    assert await counted("WEEK", range=december) == {"2025-12-22": 1, "2025-12-29": 2}


async def test_whoever_sees_only_their_own_counts_only_their_own() -> None:
    mine, other = await a_salesperson(), await a_salesperson()
    contact, hidden = await a_contact(salesperson_id=mine.id), await a_contact(salesperson_id=other.id)
    for whose, with_whom in ((mine, contact), (other, hidden)):
        await an_interaction(contact_id=with_whom.id, salesperson_id=whose.id, occurred_at=MOMENTS[4])
    caller = a_caller(Role.ADMIN, salesperson_id=mine.id, sees_only_own=True)
    for by in (None, "SALESPERSON"):
        periods = (await data_for(caller, LOG, unit="YEAR", range=TWO_YEARS, by=by))["statisticsBy"]
        assert [each["totals"]["interactionCount"] for each in periods] == [1]
