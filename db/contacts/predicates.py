"""What is said of contacts where they are chosen: in the filters of lists, and in the criteria of segments.

Both call the same predicate by the same name. Each is a condition on a contact, in a statement that calls the table by
its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from db.models import SegmentLine
from db.sql.case_folding import upper_case
from db.sql.clauses import Clause, all_of
from db.sql.filters import (
    Condition,
    Where,
    is_one_of,
    is_value,
    moment,
    text,
    text_of,
    which_of,
    which_rows,
)
from db.sql.statements import any_id
from db.writes.validation import Unfit, language

ON_LINES = f"segment_line.contact_id = contact.id AND segment_line.{SegmentLine.not_removed}"
"""The lines of open and logged segments that a contact is on."""


def _of_companies(companies: Sequence[int]) -> Clause:
    """The people of companies, and the companies themselves."""
    people, themselves = (any_id(column, companies) for column in ('"company_id"', '"id"'))
    return Clause(f"({people.text} OR {themselves.text})", people.values + themselves.values)


def _in_groups(table: str, column: str, also: str = "") -> Condition:
    """A member of one of some groups; `also` is another column of the contact that may be the member."""

    def among(groups: Sequence[int]) -> Clause:
        members = any_id(f'"{column}"', groups)
        chosen = f"(SELECT contact_id FROM {table} WHERE {members.text})"
        if not also:
            return Clause(f'"id" IN {chosen}', members.values)
        return Clause(f'("id" IN {chosen} OR "{also}" IN {chosen})', members.values * 2)

    member = f'{table}.contact_id = contact."id"' + (
        f' OR {table}.contact_id = contact."{also}"' if also else ""
    )
    return which_rows(among, f"NOT EXISTS (SELECT 1 FROM {table} WHERE {member})")


def _on_segments(segments: Sequence[int]) -> Clause:
    lines = any_id("segment_line.segment_id", segments)
    return Clause(f"EXISTS (SELECT 1 FROM segment_line WHERE {ON_LINES} AND {lines.text})", lines.values)


def _not_on_segments(segments: Sequence[int]) -> Clause:
    on = _on_segments(segments)
    return Clause(f"NOT {on.text}", on.values)


def _language(given: str) -> str:
    """In the form in which languages are stored; a text that is no whole language is compared unchanged."""
    with suppress(Unfit):
        return language(given) or given
    return given


def _in_any_case(column: str) -> Condition:
    """The forms of `StringWhere` on a column that is not kept folded: the database compares it."""
    return text_of(f'lower("{column}")', str, "lower({})")


PAST_INTERACTIONS: Mapping[str, Condition] = {
    "template": which_of("template_id"),
    "interaction_group": which_of("interaction_group_id"),
    "salesperson": which_of("salesperson_id"),
    "segment": which_of("segment_id"),
    "campaign": which_of("campaign_id"),
    "evaluation": is_one_of("evaluation"),
    "attempt_failed": is_value("attempt_failed"),
    "occurred_at": moment("occurred_at"),
}
"""What is said of one and the same past interaction."""


def had_an_interaction(conditions: Mapping[str, Condition]) -> Callable[[Where], Clause]:
    """Contacts with one logged interaction of which all is true; canceled and postponed ones do not count."""

    def predicate(wanted: Where) -> Clause:
        given = [conditions[name](value) for name, value in wanted.items() if value is not None]
        such = all_of([is_value("status")("LOGGED"), *given])
        return Clause(f'"id" IN (SELECT contact_id FROM interaction WHERE {such.text})', such.values)

    return predicate


PREDICATES: Mapping[str, Condition] = {
    "number": text("number", upper_case),
    "name": text("name_folded"),
    "email": text("email_folded"),
    "city": _in_any_case("city"),
    "region": _in_any_case("region"),
    "postal_code": _in_any_case("postal_code"),
    "country_code": text("country_code", upper_case),
    "language": text("language", _language),
    "kind": is_value("kind"),
    "correspondence_type": is_one_of("correspondence_type"),
    "excluded_from_segments": is_value("excluded_from_segments"),
    "privacy_blocked": is_value("privacy_blocked"),
    "company": which_of("company_id"),
    "entire_company": which_rows(_of_companies, '"kind" = \'PERSON\' AND "company_id" IS NULL'),
    "salesperson": which_of("salesperson_id"),
    "mailing_group": _in_groups("contact_mailing_group", "mailing_group_id"),
    "industry_group": _in_groups("contact_industry_group", "industry_group_id", also="company_id"),
    "job_responsibility": _in_groups("contact_job_responsibility", "job_responsibility_id"),
    "segment": which_rows(_on_segments, f"NOT EXISTS (SELECT 1 FROM segment_line WHERE {ON_LINES})"),
    "not_on_segment_ids": _not_on_segments,
    "interactions": had_an_interaction(PAST_INTERACTIONS),
}
"""The predicates by the names of their fields in `ContactWhere` and in `SegmentCriteriaInput`."""
