"""The criteria that contacts are chosen by: one entry for each, under the name of its input field.

A contact meets all criteria that were given, and in each of them any of its values: AND across, any row within.
A new criterion is an entry here and a field of the same name in `SegmentCriteriaInput`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from db.errors import Code, Path, Problems, not_found
from db.models import (
    Campaign,
    Contact,
    IndustryGroup,
    InteractionGroup,
    InteractionTemplate,
    JobResponsibility,
    MailingGroup,
    Salesperson,
    Segment,
    SegmentLine,
)
from db.models.row import Row
from db.segments.criterion import (
    Criterion,
    CriterionPart,
    Names,
    Reference,
    checked_elsewhere,
    joined_by_and,
    of_choices,
    of_moments,
    of_rows,
    of_text,
    of_truth,
    points_at,
    reference_key,
)
from db.sql import statements
from db.sql.case_folding import upper_case
from db.sql.clauses import Clause, all_of
from db.sql.filters import is_value
from db.sql.loaders import rows_by_id
from db.sql.rows import noun_of
from db.writes.validation import Unfit, language


def _of_companies(companies: Sequence[int]) -> Clause:
    """The people of companies, and the companies themselves."""
    people, themselves = (statements.any_id(column, companies) for column in ('"company_id"', '"id"'))
    return Clause(f"({people.text} OR {themselves.text})", people.values + themselves.values)


def _in_groups(table: str, column: str, also: str = "") -> Callable[[Sequence[int]], Clause]:
    """A member of one of some groups; `also` is another column of the contact that may be the member."""

    def predicate(groups: Sequence[int]) -> Clause:
        members = statements.any_id(f'"{column}"', groups)
        chosen = f"(SELECT contact_id FROM {table} WHERE {members.text})"
        if not also:
            return Clause(f'"id" IN {chosen}', members.values)
        return Clause(f'("id" IN {chosen} OR "{also}" IN {chosen})', members.values * 2)

    return predicate


def _on_segments(segments: Sequence[int]) -> Clause:
    lines = statements.any_id("segment_line.segment_id", segments)
    on = f"segment_line.contact_id = contact.id AND segment_line.{SegmentLine.not_removed}"
    return Clause(f"EXISTS (SELECT 1 FROM segment_line WHERE {on} AND {lines.text})", lines.values)


def _not_on_segments(segments: Sequence[int]) -> Clause:
    on = _on_segments(segments)
    return Clause(f"NOT {on.text}", on.values)


def _entry_of_segments(segments: Sequence[int]) -> Clause:
    entries = statements.any_id('"segment_id"', segments)
    return Clause(f'"id" IN (SELECT contact_id FROM interaction WHERE {entries.text})', entries.values)


def _language(text: str) -> str:
    """In the form in which languages are stored; a text that is no whole language is compared unchanged."""
    with suppress(Unfit):
        return language(text) or text
    return text


INTERACTION_CRITERIA: Mapping[str, Criterion] = {
    "template_ids": of_rows("the template was {}", InteractionTemplate, "code", points_at("template_id")),
    "interaction_group_ids": of_rows(
        "the group was {}", InteractionGroup, "code", points_at("interaction_group_id")
    ),
    "salesperson_ids": of_rows("the salesperson was {}", Salesperson, "code", points_at("salesperson_id")),
    "segment_ids": of_rows("the segment was {}", Segment, "number", points_at("segment_id")),
    "campaign_ids": of_rows("the campaign was {}", Campaign, "number", points_at("campaign_id")),
    "evaluation": of_choices("the evaluation", "evaluation"),
    "attempt_failed": of_truth("the attempt failed", "the attempt did not fail", "attempt_failed"),
    "occurred_at": of_moments("it happened", "occurred_at"),
}
"""The criteria that one and the same past interaction has to meet."""


def _had_an_interaction(wanted: Mapping[str, Any]) -> Clause:
    """Contacts with one logged interaction that meets all of these; canceled and postponed ones do not count."""
    such = all_of(
        [
            is_value("status")("LOGGED"),
            *(INTERACTION_CRITERIA[name].predicate(wanted[name]) for name in wanted),
        ]
    )
    return Clause(f'"id" IN (SELECT contact_id FROM interaction WHERE {such.text})', such.values)


def _describe_an_interaction(wanted: Mapping[str, Any], names: Names, path: Path) -> list[CriterionPart]:
    """One part for each criterion, worded so that they can be joined to one sentence."""
    parts = [
        part
        for name, value in wanted.items()
        for part in INTERACTION_CRITERIA[name].describe(value, names, (*path, name))
    ]
    first, *others = parts
    return [first._replace(words=f"in one past interaction {first.words}"), *others]


def _check_an_interaction(wanted: Mapping[str, Any], problems: Problems, path: Path) -> dict[str, Any]:
    return _checked(wanted, INTERACTION_CRITERIA, problems, path)


def _rows_of_an_interaction(wanted: Mapping[str, Any], path: Path) -> Iterator[Reference]:
    for name, value in wanted.items():
        yield from INTERACTION_CRITERIA[name].references(value, (*path, name))


CRITERIA: Mapping[str, Criterion] = {
    "number": of_text("the number", '"number"', upper_case),
    "name": of_text("the name", '"name_folded"'),
    "email": of_text("the e-mail address", '"email_folded"'),
    "city": of_text("the city", '"city"', str, in_any_case=True),
    "post_code": of_text("the postal code", '"post_code"', str, in_any_case=True),
    "country": of_text("the country", '"country"', upper_case),
    "language": of_text("the language", '"language"', _language),
    "kind": of_choices("the kind", "kind"),
    "correspondence_type": of_choices("the correspondence type", "correspondence_type"),
    "excluded_from_segments": of_truth(
        "the contact is excluded from segments", "the contact is not excluded from segments",
        "excluded_from_segments",
    ),
    "privacy_blocked": of_truth(
        "the contact is blocked for privacy", "the contact is not blocked for privacy", "privacy_blocked"
    ),
    "company_ids": of_rows("the company is {}", Contact, "name", _of_companies),
    "salesperson_ids": of_rows("the salesperson is {}", Salesperson, "code", points_at("salesperson_id")),
    "mailing_group_ids": of_rows(
        "the mailing group is {}", MailingGroup, "code", _in_groups("contact_mailing_group", "mailing_group_id")
    ),
    "industry_group_ids": of_rows(
        "the industry group is {}", IndustryGroup, "code",
        _in_groups("contact_industry_group", "industry_group_id", also="company_id"),
    ),
    "job_responsibility_ids": of_rows(
        "the job responsibility is {}", JobResponsibility, "code",
        _in_groups("contact_job_responsibility", "job_responsibility_id"),
    ),
    "on_segment_ids": of_rows("the contact is on segment {}", Segment, "number", _on_segments),
    "not_on_segment_ids": of_rows("the contact is not on segment {}", Segment, "number", _not_on_segments),
    "interactions": Criterion(
        _check_an_interaction, _had_an_interaction, _describe_an_interaction, _rows_of_an_interaction
    ),
    "entry_of_segment_ids": of_rows(
        "an entry of the log is of segment {}, canceled or not", Segment, "number", _entry_of_segments
    ),
    "contact_ids": Criterion(checked_elsewhere, points_at("id"), lambda value, names, path: []),
}  # fmt: skip
"""The criteria that a contact has to meet. The last two are in no input: steps are recorded with them that reuse a
logged segment, or were made by hand."""


NAMING_CONTACTS = ("company_ids", "contact_ids")
"""The criteria whose values are ids of contacts."""


def checked_criteria(given: Mapping[str, Any], problems: Problems, *path: str) -> dict[str, Any]:
    """The criteria in the form in which steps store them; null means no condition, as it does in `where`."""
    fit = _checked(given, CRITERIA, problems, path)
    if not fit:
        message = "The criteria are empty, and would choose every contact. Give at least one."
        problems.add(Code.CRITERIA_EMPTY, message, *path)
    return fit


def meeting(criteria: Mapping[str, Any]) -> Clause:
    """The condition on a contact, in a statement that calls the table by its own name."""
    return all_of(CRITERIA[name].predicate(value) for name, value in criteria.items())


def described_parts(criteria: Mapping[str, Any], names: Names) -> list[CriterionPart]:
    """Each part of the criteria, as values and in words."""
    return [
        part for name, value in criteria.items() for part in CRITERIA[name].describe(value, names, (name,))
    ]


def in_words(criteria: Mapping[str, Any], names: Names) -> str:
    return joined_by_and(part.words for part in described_parts(criteria, names))


async def names_of(criteria: Mapping[str, Any], problems: Problems, *path: str) -> dict[str, str]:
    """The names, by `reference_key`, of the rows whose ids the criteria hold; ids without a row become problems.

    One statement for each table.
    """
    wanted = [
        reference
        for name, value in criteria.items()
        for reference in CRITERIA[name].references(value, (*path, name))
    ]
    columns = {each.model: each.known_by for each in wanted}
    rows: dict[type[Row], Mapping[int, Row]] = {}
    for model, known_by in columns.items():
        ids = [each.identity for each in wanted if each.model is model]
        rows[model] = await rows_by_id(model, ids, frozenset({known_by}))
    for each in wanted:
        if each.identity not in rows[each.model]:
            problems.append(not_found(noun_of(each.model), each.identity, *each.path))
    return {
        reference_key(model, identity): getattr(row, columns[model])
        for model, found in rows.items()
        for identity, row in found.items()
    }


def _checked(
    given: Mapping[str, Any], criteria: Mapping[str, Criterion], problems: Problems, path: Path
) -> dict[str, Any]:
    return {
        name: criteria[name].check(_without_nulls(value), problems, (*path, name))
        for name, value in given.items()
        if _without_nulls(value) not in (None, {})
    }


def _without_nulls(value: Any) -> Any:
    """A mapping without its nulls, at any depth; any other value as it is."""
    if isinstance(value, Mapping):
        return {name: each for name, each in value.items() if _without_nulls(each) not in (None, {})}
    return value
