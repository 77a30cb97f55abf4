"""Looking up all contacts that a batch of rows refers to, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from db.contact_files.bulk_writes import alike, among_texts
from db.contact_files.row_checks import CODES, CheckedRow, ImportOptions
from db.contacts.values import guarded
from db.engine.database import is_postgres
from db.groupings.memberships import bound_to_kind
from db.models import Contact, ContactKind, Interaction, MarketingSetup, NumberSeries
from db.numbering import the_setup
from db.segments.open_segments import on_open_segments
from db.sql import statements
from db.sql.case_folding import folded
from db.sql.loaders import count_under

AMBIGUOUS = object()
IMPORTS_LOCK = 7_083_512_265


@dataclass(eq=False, slots=True)
class Entry:
    """A contact with its values after the rows read so far. `before`: the stored row; None for a new contact."""

    values: dict[str, Any]
    before: dict[str, Any] | None = None

    @property
    def differs(self) -> bool:
        return self.before is not None and self.values != self.before


@dataclass
class Known:
    """The contacts that a batch may refer to, by each key that identifies them."""

    setup: MarketingSetup
    manual_numbers: bool
    by_external_id: dict[str, Entry] = field(default_factory=dict)
    by_number: dict[str, Entry] = field(default_factory=dict)
    by_email: dict[str, Entry | object] = field(default_factory=dict)
    by_id: dict[int, Entry] = field(default_factory=dict)
    by_name: dict[str, list[Entry]] = field(default_factory=dict)
    coded: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    alike: dict[int, int] = field(default_factory=dict)
    with_people: set[int] = field(default_factory=set)
    with_entries: set[int] = field(default_factory=set)
    bound_to_kind: set[int] = field(default_factory=set)
    on_open_segments: set[int] = field(default_factory=set)

    def note(self, entry: Entry) -> None:
        """Let later rows of the batch find the contact by its new keys."""
        values = entry.values
        if values["external_id"]:
            self.by_external_id[values["external_id"]] = entry
        if values["number"]:
            self.by_number[values["number"]] = entry
        if "id" in values:
            self.by_id[values["id"]] = entry

    def note_email(self, entry: Entry) -> None:
        email = folded(entry.values["email"]) if entry.values["email"] else None
        if email and self.by_email.setdefault(email, entry) is not entry:
            self.by_email[email] = AMBIGUOUS

    def note_name(self, entry: Entry) -> None:
        self.by_name.setdefault(folded(entry.values["name"]), []).append(entry)

    def meant_by(self, row: CheckedRow, options: ImportOptions) -> Entry | object | None:
        """The contact of a row: by external id, else by number, else by e-mail address if `match_email` is set.

        A row with a number is never matched by its address, nor is a contact that has another external id.
        """
        external_id, number = row.values.get("external_id"), row.values.get("number")
        if external_id and external_id in self.by_external_id:
            return self.by_external_id[external_id]
        if number:
            return self.by_number.get(number)
        found = self.by_email.get(row.email_folded or "") if options.match_email else None
        if isinstance(found, Entry):
            others = external_id and found.values["external_id"]
            moved = folded(found.values["email"] or "") != row.email_folded
            return None if others or moved else found
        return found

    def company_of(self, row: CheckedRow) -> Entry | None:
        keys = {"external_id": self.by_external_id, "number": self.by_number}
        return next((keys[key][text] for key, text in row.company if text in keys[key]), None)


async def what_is_known(rows: list[CheckedRow], options: ImportOptions) -> Known:
    if is_postgres():
        await statements.select("SELECT pg_advisory_xact_lock(:lock)", lock=IMPORTS_LOCK)
    setup = await the_setup()
    series = await NumberSeries.get_or_none(id=setup.contact_number_series_id)
    known = Known(setup, series is None or series.allows_manual_numbers)
    emails = await _look_up_emails(known, rows) if options.match_email else []
    await _look_up_contacts(known, rows, emails)
    await _look_up_codes(known, rows)
    await _look_up_alike(known, rows, options)
    await _look_up_people(known, rows, options)
    await _look_up_bound(known, rows, options)
    await _look_up_lines(known, rows, options)
    return known


def has_no_identity(row: CheckedRow, options: ImportOptions) -> bool:
    """Whether the row has no key that could identify its contact."""
    values = row.values
    by_email = options.match_email and values.get("email")
    return not (values.get("external_id") or values.get("number") or by_email)


def values_of(row: CheckedRow, known: Known, options: ImportOptions) -> dict[str, Any] | None:
    """The values of a row as they would be stored; None if its company or a code does not exist."""
    values = guarded({name: value for name, value in row.values.items() if value is not None})
    values |= {"kind": row.kind_if_new(options.default_kind)} | ({"name": row.name} if row.name else {})
    if row.company:
        company = known.company_of(row)
        if company is None or "id" not in company.values:
            return None
        values["company_id"] = company.values["id"]
    for noun, code in row.codes.items():
        if code not in known.coded[noun]:
            return None
        values[f"{noun}_id"] = known.coded[noun][code]["id"]
    return values


async def _look_up_emails(known: Known, rows: list[CheckedRow]) -> list[int]:
    """The ids of contacts whose address no other contact has; shared addresses are marked as ambiguous."""
    found = await statements.select(
        f"""
        SELECT email_folded, min(id) AS id, max(id) AS last FROM contact
        WHERE email_folded {among_texts("emails")} GROUP BY email_folded
        """,
        emails=sorted({email for row in rows if (email := row.email_folded)}),
    )
    known.by_email |= {each["email_folded"]: AMBIGUOUS for each in found if each["id"] != each["last"]}
    return [each["id"] for each in found if each["id"] == each["last"]]


async def _look_up_contacts(known: Known, rows: list[CheckedRow], ids: list[int]) -> None:
    """Lock the contacts that the rows refer to, and the companies that they name.

    No entry and no line is made for them meanwhile if a row may change what these count on.
    """
    external_ids = {row.values["external_id"] for row in rows if row.values.get("external_id")}
    numbers = {row.values["number"] for row in rows if row.values.get("number")}
    companies = [key for row in rows for key in row.company]
    external_ids |= {text for key, text in companies if key == "external_id"}
    numbers |= {text for key, text in companies if key == "number"}
    keys: dict[str, Any] = {"external_ids": sorted(external_ids), "numbers": sorted(numbers)}
    merged = await _merged_with(**keys)
    found = await statements.select_locking(
        "contact",
        f"external_id {among_texts('external_ids')} OR number {among_texts('numbers')} OR id {statements.among('ids')}",
        "FOR UPDATE" if any(map(_counts, rows)) else "FOR NO KEY UPDATE",
        **keys, ids=[*ids, *(each["kept_contact_id"] for each in merged)],
    )  # fmt: skip
    by_email = set(ids)
    for record in found:
        entry = Entry(record, record)
        known.note(entry)
        if record["id"] in by_email:
            known.note_email(entry)
    for each in merged:
        if kept := known.by_id.get(each["kept_contact_id"]):
            if each["external_id"]:
                known.by_external_id.setdefault(each["external_id"], kept)
            known.by_number.setdefault(each["number"], kept)


async def _merged_with(external_ids: list[str], numbers: list[str]) -> list[dict[str, Any]]:
    """Merged contacts that had these keys: a row with such a key refers to the contact that stayed."""
    text = (
        "SELECT external_id, number, kept_contact_id FROM merged_contact"
        f" WHERE external_id {among_texts('external_ids')} OR number {among_texts('numbers')} ORDER BY id"
    )
    return await statements.select(text, external_ids=external_ids, numbers=numbers)


async def _look_up_codes(known: Known, rows: list[CheckedRow]) -> None:
    for noun in CODES:
        codes = sorted({row.codes[noun] for row in rows if noun in row.codes})
        if codes:
            has_code = f"code {among_texts('codes')}"
            found = await statements.select_locking(noun, has_code, "FOR SHARE", codes=codes)
            known.coded[noun] = {each["code"]: each for each in found}


async def _look_up_alike(known: Known, rows: list[CheckedRow], options: ImportOptions) -> None:
    """For rows without a key: a contact that has every value of the row already, from an earlier import."""
    rows_as_stored: list[dict[str, Any]] = []
    for row in rows:
        if has_no_identity(row, options) and row.name and (values := values_of(row, known, options)):
            rows_as_stored.append(
                values
                | {
                    "id": row.row.line,
                    "name_folded": folded(values["name"]),
                    "email_folded": row.email_folded,
                }
            )
    for key, chosen in (
        ("email_folded", [each for each in rows_as_stored if each["email_folded"]]),
        ("name_folded", [each for each in rows_as_stored if not each["email_folded"]]),
    ):
        if chosen:
            known.alike |= await alike(key, chosen)


async def _look_up_people(known: Known, rows: list[CheckedRow], options: ImportOptions) -> None:
    """Which companies that a row changes into a person have people, or entries of the log that count for them."""
    turning = [known.meant_by(row, options) for row in rows if row.values.get("kind") == ContactKind.PERSON]
    companies = [entry.values for entry in turning if isinstance(entry, Entry)]
    ids = [values["id"] for values in companies if values["kind"] == ContactKind.COMPANY]
    if ids:
        known.with_people = set(await count_under(Contact, "company_id", ids))
        known.with_entries = set(await count_under(Interaction, "company_id", ids))


async def _look_up_bound(known: Known, rows: list[CheckedRow], options: ImportOptions) -> None:
    """Which contacts whose kind a row changes are in groups that only their old kind may be in."""
    meant = [(known.meant_by(row, options), row.values["kind"]) for row in rows if "kind" in row.values]
    turning = [(entry.values, kind) for entry, kind in meant if isinstance(entry, Entry)]
    if ids := [values["id"] for values, kind in turning if values["kind"] != kind]:
        known.bound_to_kind = await bound_to_kind(ids)


async def _look_up_lines(known: Known, rows: list[CheckedRow], options: ImportOptions) -> None:
    """Which contacts whose kind or company a row may change are on an open segment."""
    moving = [row for row in rows if _counts(row)]
    meant = [known.meant_by(row, options) for row in moving]
    ids = sorted({entry.values["id"] for entry in meant if isinstance(entry, Entry)})
    if ids:
        known.on_open_segments = await on_open_segments(ids)


def _counts(row: CheckedRow) -> bool:
    """Whether the row may change the kind of a contact or its company, which entries and lines count on."""
    return bool(row.company or row.values.keys() & {"kind", "company_id"})
