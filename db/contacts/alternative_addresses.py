"""Alternative addresses of contacts, and the periods in which they are in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from db.contacts.address_periods import Period, checked_periods, periods_of
from db.contacts.postal_addresses import POSTAL_ADDRESS, checked_with_address, spread
from db.contacts.values import contact_checks
from db.errors import Problems, Refused, TransactionOvertaken
from db.models import AlternativeAddress, AlternativeAddressPeriod, Contact, MarketingSetup
from db.numbering import the_setup
from db.sql import statements
from db.sql.case_folding import upper_case
from db.sql.filters import Where, text
from db.sql.found import BY_CREATED_AND_UPDATED, CREATED_AND_UPDATED, Order, found
from db.sql.keyset_pages import Listing, Sort
from db.sql.loaders import rows_by_id
from db.sql.rows import delete_row, insert_row, insert_rows, save_row
from db.writes.in_the_way import check_free
from db.writes.locking import locked, locked_rows, save_changes
from db.writes.names_in_messages import called
from db.writes.results import IdOf
from db.writes.transactions import transactional
from db.writes.validation import Check, line, optional, required, upper_line

AS_OF_CONTACTS = (*POSTAL_ADDRESS, "phone", "email")


@dataclass
class AlternativeAddressCreated:
    alternative_address: AlternativeAddress
    contact: Contact


@dataclass
class AlternativeAddressUpdated:
    alternative_address: AlternativeAddress
    contact: Contact
    changed: bool


@dataclass
class AlternativeAddressDeleted:
    alternative_address_id: Annotated[int, IdOf("AlternativeAddress")]
    contact: Contact


CONDITIONS = {**CREATED_AND_UPDATED, "code": text("code", upper_case)}
SORTS = {"CODE": Sort("code"), **BY_CREATED_AND_UPDATED}


def find_alternative_addresses(where: Where | None = None, order: Order = ()) -> Listing[AlternativeAddress]:
    return found(AlternativeAddress, where, CONDITIONS, order, SORTS["CODE"])


async def active_addresses(contact_ids: Sequence[int], on: date) -> dict[int, int]:
    """The alternative address in force for each contact on a day. Contacts without one are left out."""
    records = await statements.select(
        f"""
        SELECT contact.id AS contact_id, {in_force("contact.id", ":on")} AS active
        FROM contact WHERE contact.id {statements.among("contact_ids")}
        """,
        contact_ids=contact_ids, on=on,
    )  # fmt: skip
    return {record["contact_id"]: record["active"] for record in records if record["active"] is not None}


def in_force(contact: str, on: str) -> str:
    """The id of the address in force for a contact on a day, as SQL: of several the one that started last."""
    return f"""(SELECT address.id FROM alternative_address AS address
        JOIN alternative_address_period AS period ON period.alternative_address_id = address.id
        WHERE address.contact_id = {contact} AND period.starts_on <= {on}
            AND (period.ends_on IS NULL OR period.ends_on >= {on})
        ORDER BY period.starts_on DESC, address.id DESC LIMIT 1)"""


@transactional
async def create_alternative_address(
    contact_id: int, values: dict[str, Any], *, now: datetime
) -> AlternativeAddressCreated:
    problems = Problems()
    own_values, given = _split_periods(values)
    with _judged_besides(own_values, given, await the_setup()):
        contact = await locked(Contact, contact_id, None, "contact_id")
    fit = checked_with_address({"code": None} | own_values, await _checks(own_values, contact), problems)
    periods = checked_periods(given or (), problems)
    await _check_new(contact, fit.get("code"), problems)
    problems.refuse_if_any()
    created = await insert_row(
        AlternativeAddress, contact_id=contact.id, **fit, created_at=now, updated_at=now
    )
    await _insert(created, periods)
    return AlternativeAddressCreated(created, contact)


@transactional
async def update_alternative_address(
    alternative_address_id: int,
    values: dict[str, Any],
    *,
    expected_revision: int | None = None,
    now: datetime,
) -> AlternativeAddressUpdated:
    """Change an address. If periods are given they replace all periods it had."""
    problems = Problems()
    own_values, given = _split_periods(values)
    with _judged_besides(own_values, given, await the_setup()):
        contact, address = await _locked_with_contact(alternative_address_id, expected_revision)
    checks = await _checks({"country_code": address.country_code} | own_values, contact)
    fit = checked_with_address(own_values, checks, problems)
    periods = None if given is None else checked_periods(given, problems)
    if fit.get("code") != address.code:
        await _check_new(contact, fit.get("code"), problems)
    problems.refuse_if_any()
    changed = await save_changes(address, fit, now)
    if periods is not None and await _replace(address, periods):
        if not changed:
            address.revision, address.updated_at = address.revision + 1, now
            await save_row(address, "revision", "updated_at")
        changed = True
    return AlternativeAddressUpdated(address, contact, changed)


@transactional
async def delete_alternative_address(
    alternative_address_id: int, *, expected_revision: int | None = None
) -> AlternativeAddressDeleted:
    """Delete an address with its periods."""
    contact, address = await _locked_with_contact(alternative_address_id, expected_revision)
    await delete_row(address)
    return AlternativeAddressDeleted(address.id, contact)


def _split_periods(values: Mapping[str, Any]) -> tuple[dict[str, Any], Sequence[Mapping[str, Any]] | None]:
    """The values of the address itself, and its periods: None if they are not given, none at all if they are null."""
    own_values = {name: value for name, value in spread(values).items() if name != "periods"}
    return own_values, (values["periods"] or ()) if "periods" in values else None


@contextmanager
def _judged_besides(
    own_values: Mapping[str, Any], given: Sequence[Mapping[str, Any]] | None, setup: MarketingSetup
) -> Iterator[None]:
    """If a row is refused in here, what is wrong with the values is told with it."""
    try:
        yield
    except Refused as refused:
        region = own_values.get("country_code") or setup.default_country_code
        checked_with_address(own_values, _checks_in(region), refused.problems)
        checked_periods(given or (), refused.problems)
        raise


async def _checks(own_values: Mapping[str, Any], contact: Contact) -> dict[str, Check]:
    """The checks of a contact's values. Phone numbers without a country code get the address's country, else the
    contact's, else the default of marketing setup.
    """
    at_home_in = own_values.get("country_code") or contact.country_code
    return _checks_in(at_home_in or (await the_setup()).default_country_code)


def _checks_in(region: str | None) -> dict[str, Check]:
    of_contact = contact_checks(region)
    return {name: of_contact[name] for name in AS_OF_CONTACTS} | {
        "code": required(upper_line(20)),
        "name": optional(line(100)),
    }


async def _check_new(contact: Contact, code: str | None, problems: Problems) -> None:
    if code:
        message = (
            f"{called(contact)} has an alternative address with the code {code} already. Change that one."
        )
        same = {"contact_id": contact.id, "code": code}
        await check_free(AlternativeAddress, same, problems, message, "code")


async def _insert(address: AlternativeAddress, periods: Sequence[Period]) -> None:
    rows = [{"alternative_address_id": address.id} | vars(period) for period in periods]
    await insert_rows(AlternativeAddressPeriod, rows)


async def _replace(address: AlternativeAddress, periods: Sequence[Period]) -> bool:
    """Replace the periods of an address; whether they differed from the old ones."""
    if (await periods_of([address.id])).get(address.id, []) == periods:
        return False
    await statements.change(
        "DELETE FROM alternative_address_period WHERE alternative_address_id = :address", address=address.id
    )
    await _insert(address, periods)
    return True


async def _locked_with_contact(
    alternative_address_id: int, expected_revision: int | None
) -> tuple[Contact, AlternativeAddress]:
    """The address and its contact, the contact locked first: its lock guards the codes of its addresses."""
    known = (await rows_by_id(AlternativeAddress, [alternative_address_id])).get(alternative_address_id)
    contacts = await locked_rows(Contact, [known.contact_id] if known else [])
    path = "alternative_address_id"
    address = await locked(AlternativeAddress, alternative_address_id, expected_revision, path)
    if address.contact_id not in contacts:
        raise TransactionOvertaken(f"alternative address {address.id} has just moved")
    return contacts[address.contact_id], address
