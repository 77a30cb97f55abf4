"""Marketing setup: the one row of defaults and the number series that are in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.contacts.inheriting import INHERITED
from db.errors import Code, Problems
from db.models import MarketingSetup, NumberSeries, Salesperson, Salutation
from db.numbering import the_setup
from db.sql import statements
from db.writes.locking import held_rows, locked, save_changes
from db.writes.names_in_messages import called
from db.writes.references import check_references
from db.writes.transactions import transactional
from db.writes.validation import anything, checked, country, currency, language, optional, required

THE_ONE = 1
CHECKS = {
    "contact_number_series_id": anything,
    "segment_number_series_id": anything,
    "campaign_number_series_id": anything,
    "default_salesperson_id": anything,
    "default_company_salutation_id": anything,
    "default_person_salutation_id": anything,
    "default_language": optional(language),
    "default_country_code": optional(country),
    "default_correspondence_type": required(anything),
    "currency": required(currency),
    **dict.fromkeys(INHERITED, required(anything)),
}
CHOICES = {
    "contact_number_series_id": NumberSeries,
    "segment_number_series_id": NumberSeries,
    "campaign_number_series_id": NumberSeries,
    "default_salesperson_id": Salesperson,
    "default_company_salutation_id": Salutation,
    "default_person_salutation_id": Salutation,
}


@dataclass
class SetupUpdated:
    setup: MarketingSetup
    changed: bool


async def held_setup() -> MarketingSetup:
    """The setup under a shared lock, for writers of costs: its currency stays until the transaction ends."""
    return (await held_rows(MarketingSetup, [THE_ONE]))[THE_ONE]


async def setup_for(values: Mapping[str, Any]) -> MarketingSetup:
    """The setup, under a shared lock if a cost was given."""
    return await (held_setup() if "cost" in values else the_setup())


@transactional
async def update_marketing_setup(
    values: dict[str, Any], *, expected_revision: int | None = None, now: datetime
) -> SetupUpdated:
    problems = Problems()
    fit = checked(values, CHECKS, problems)
    setup = await locked(MarketingSetup, THE_ONE, expected_revision, problems=problems)
    await _check_choices(fit, problems)
    if fit.get("currency", setup.currency) != setup.currency and await _has_costs():
        message = f"There are costs in {setup.currency}, and they are not converted. Keep {setup.currency}."
        problems.add(Code.IN_USE, message, "currency")
    problems.refuse_if_any()
    return SetupUpdated(setup, await save_changes(setup, fit, now))


async def _check_choices(values: dict[str, Any], problems: Problems) -> None:
    """Report chosen rows that do not exist, and a salesperson that is blocked."""
    chosen = [((name,), model, values.get(name)) for name, model in CHOICES.items()]
    found = await check_references(chosen, problems)
    salesperson = found.get(("default_salesperson_id",))
    if salesperson and salesperson.is_blocked:
        message = f"{called(salesperson)} is blocked. Choose another salesperson."
        problems.add(Code.SALESPERSON_BLOCKED, message, "default_salesperson_id")


async def _has_costs() -> bool:
    """Whether any row holds an amount, so that the currency can no longer be changed."""
    tables = ("interaction_template", "segment", "segment_line", "interaction")
    some = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE cost <> 0)" for table in tables)
    return bool((await statements.select_one(f"SELECT {some} AS found"))["found"])
