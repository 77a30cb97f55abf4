"""Applying rows one after the other: the contact of each is found, and created, changed or rejected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from db.contact_files.bulk_writes import blank_contact
from db.contact_files.lookups import AMBIGUOUS, Entry, Known, has_no_identity, values_of
from db.contact_files.row_checks import CheckedRow, ImportOptions, checks_in, phone_values
from db.contacts.inheriting import preset
from db.contacts.naming import default_salutation_id, with_name
from db.contacts.values import STAYS_A_COMPANY, guarded
from db.errors import Code, Problems
from db.groupings.memberships import BOUND_TO_KIND
from db.models import ContactKind
from db.sql.case_folding import folded


@dataclass
class Placing:
    """The result of a batch. Rows are applied in their order, and each sees the changes of those before it."""

    known: Known
    options: ImportOptions
    created: list[Entry] = field(default_factory=list)
    touched: dict[int, Entry] = field(default_factory=dict)
    updated: int = 0
    unchanged: int = 0
    rejected: list[tuple[CheckedRow, Problems]] = field(default_factory=list)

    def place(self, row: CheckedRow) -> None:
        problems = Problems()
        entry = self.known.meant_by(row, self.options)
        if entry is AMBIGUOUS:
            message = (
                f"Several contacts have the address {row.values['email']}. Give a number or an external id."
            )
            problems.add(Code.NOT_UNIQUE, message, "email")
        elif isinstance(entry, Entry):
            self._change(entry, row, problems)
        elif has_no_identity(row, self.options) and self._exists_already(row):
            self.unchanged += 1
        else:
            self._create(row, problems)
        if problems:
            self.rejected.append((row, problems))

    def _create(self, row: CheckedRow, problems: Problems) -> None:
        setup = self.known.setup
        found = self.known.company_of(row)
        company = found.values if found and found.values["kind"] == ContactKind.COMPANY else None
        before = blank_contact() | {
            "kind": row.kind_if_new(self.options.default_kind),
            "correspondence_type": setup.default_correspondence_type,
            "salutation_id": default_salutation_id(setup, row.kind_if_new(self.options.default_kind)),
            **preset(setup, company, row.values, country_code=self.options.default_country),
        }
        problems += row.problems
        after = self._after(row, row.values, before, None, problems)
        if not after["name"] and not any(each.path == ("name",) for each in problems):
            problems.add(Code.REQUIRED, "A new contact needs a name. Give one.", "name")
        if not problems:
            entry = Entry(after)
            self.created.append(entry)
            self._note(entry)

    def _change(self, entry: Entry, row: CheckedRow, problems: Problems) -> None:
        country = entry.values["country_code"]
        if row.national and country and country != self.options.default_country:
            problems += [each for each in row.problems if not set(each.path) & set(row.national)]
            values = row.values | phone_values(row, country, problems)
        else:
            problems += row.problems
            values = row.values
        after = self._after(row, values, entry.values, entry, problems)
        self._check_turning(entry, after, problems)
        if problems:
            return
        if after == entry.values:
            self.unchanged += 1
            return
        entry.values = after
        self.updated += 1
        if entry.before is not None:
            self.touched[after["id"]] = entry
        self._note(entry)

    def _after(
        self,
        row: CheckedRow,
        values: dict[str, Any],
        before: dict[str, Any],
        entry: Entry | None,
        problems: Problems,
    ) -> dict[str, Any]:
        """The values of the contact after the row."""
        after = before | with_name(before, values, checks_in(None), problems)
        self._refer_to_company(row, before, after, problems)
        self._refer_by_codes(row, before, after, problems)
        self._check_keys(row, entry, problems)
        if after["kind"] == ContactKind.COMPANY and after["company_id"]:
            message = "A company belongs to no other company. Leave the company out."
            problems.add(Code.INVALID, message, "company")
        return guarded(after)

    def _refer_to_company(
        self, row: CheckedRow, before: dict[str, Any], after: dict[str, Any], problems: Problems
    ) -> None:
        if not row.company:
            return
        found = self.known.company_of(row)
        company = found.values if found else {}
        if "id" not in company:
            keys = " or ".join(dict.fromkeys(text for _, text in row.company))
            message = f"There is no company with the number or external id {keys}."
            problems.add(Code.NOT_FOUND, message, "company")
        elif company["id"] != before["company_id"] and company["kind"] != ContactKind.COMPANY:
            problems.add(Code.INVALID, f"{company['name']} is a person. Choose a company.", "company")
        else:
            after["company_id"] = company["id"]

    def _refer_by_codes(
        self, row: CheckedRow, before: dict[str, Any], after: dict[str, Any], problems: Problems
    ) -> None:
        for noun, code in row.codes.items():
            found = self.known.coded[noun].get(code)
            column = f"{noun}_id"
            if found is None:
                problems.add(Code.NOT_FOUND, f"There is no {noun} with the code {code}.", noun)
            elif found["id"] != before[column] and found.get("is_blocked"):
                message = f"{found['name']} is blocked. Choose another."
                problems.add(Code.SALESPERSON_BLOCKED, message, noun)
            else:
                after[column] = found["id"]

    def _check_keys(self, row: CheckedRow, entry: Entry | None, problems: Problems) -> None:
        """Report an external id or a number that another contact has, or had before this batch."""
        external_id, number = row.values.get("external_id"), row.values.get("number")
        has = entry.values if entry else {"number": None, "external_id": None}
        if external_id and has["external_id"] not in (None, external_id):
            message = (
                f"The contact {has['number']} has the external id {has['external_id']}. Correct one of them."
            )
            problems.add(Code.NOT_UNIQUE, message, "external_id")
        if not number or number == has["number"]:
            return
        if number in self.known.by_number:
            message = f"The number {number} belongs to another contact, or did so until now. Choose another."
            problems.add(Code.NOT_UNIQUE, message, "number")
        elif not self.known.manual_numbers:
            message = "The number series does not allow numbers given by hand. Leave the number out."
            problems.add(Code.NUMBER_NOT_ALLOWED, message, "number")

    def _check_turning(self, entry: Entry, after: dict[str, Any], problems: Problems) -> None:
        turns = entry.values["kind"] == ContactKind.COMPANY and after["kind"] == ContactKind.PERSON
        if turns and entry.values.get("id") in self.known.with_people:
            message = "People belong to this company. Move them before it becomes a person."
            problems.add(Code.INVALID, message, "kind")
        if turns and entry.values.get("id") in self.known.with_entries:
            problems.add(Code.IN_USE, STAYS_A_COMPANY, "kind")
        if after["kind"] != entry.values["kind"] and entry.values.get("id") in self.known.bound_to_kind:
            problems.add(Code.INVALID, BOUND_TO_KIND, "kind")
        if entry.values.get("id") in self.known.on_open_segments:
            message = "An open segment holds this contact. Remove its line, or log the segment first."
            for column, name in (("kind", "kind"), ("company_id", "company")):
                if after[column] != entry.values[column]:
                    problems.add(Code.CONTACT_ON_SEGMENT, message, name)

    def _exists_already(self, row: CheckedRow) -> bool:
        """Whether some contact has every value of the row already."""
        if row.problems or not row.name:
            return False
        alike = self.known.alike.get(row.row.line)
        if alike is not None and alike not in self.known.by_id:
            return True
        values = values_of(row, self.known, self.options)
        if values is None:
            return False
        candidates = list(self.known.by_name.get(folded(values["name"]), ()))
        if alike is not None:
            candidates.append(self.known.by_id[alike])
        return any(all(each.values[name] == value for name, value in values.items()) for each in candidates)

    def _note(self, entry: Entry) -> None:
        """Let later rows see the contact with its new values."""
        self.known.note(entry)
        self.known.note_email(entry)
        self.known.note_name(entry)
        if entry.values["company_id"] is not None:
            self.known.with_people.add(entry.values["company_id"])
