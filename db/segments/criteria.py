"""The criteria that contacts are chosen by: one entry for each, under the name of its input field.

A contact meets all criteria that were given, and in each of them any of its values: AND across, any row within.
A new criterion is an entry here, a predicate of `db/contacts/predicates.py`, a value of `CriterionField`, and a field
of the same name in `SegmentCriteriaInput`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.contacts.predicates import PREDICATES
from db.errors import Code, Path, Problems
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
)
from db.segments.criterion import (
    Criterion,
    CriterionPart,
    Names,
    Reference,
    checked_elsewhere,
    of_choice,
    of_choices,
    of_moments,
    of_row,
    of_rows,
    of_text,
    of_truth,
)
from db.segments.criterion_fields import CriterionField as Field
from db.segments.criterion_fields import Operator
from db.segments.criterion_words import joined_by_and
from db.sql import statements
from db.sql.clauses import Clause, all_of
from db.sql.filters import Condition

INTERACTION_CRITERIA: Mapping[str, Criterion] = {
    "template": of_row(
        Field.INTERACTION_TEMPLATE, "the template was {}", "there was no template", "there was a template",
        InteractionTemplate, "code",
    ),
    "interaction_group": of_row(
        Field.INTERACTION_GROUP, "the group was {}", "there was no group", "there was a group",
        InteractionGroup, "code",
    ),
    "salesperson": of_row(
        Field.INTERACTION_SALESPERSON, "the salesperson was {}", "there was no salesperson",
        "there was a salesperson", Salesperson, "code",
    ),
    "segment": of_row(
        Field.INTERACTION_SEGMENT, "the segment was {}", "there was no segment", "there was a segment",
        Segment, "number",
    ),
    "campaign": of_row(
        Field.INTERACTION_CAMPAIGN, "the campaign was {}", "there was no campaign", "there was a campaign",
        Campaign, "number",
    ),
    "evaluation": of_choices(Field.INTERACTION_EVALUATION, "the evaluation"),
    "attempt_failed": of_truth(
        Field.INTERACTION_ATTEMPT_FAILED, "the attempt failed", "the attempt did not fail"
    ),
    "occurred_at": of_moments(Field.INTERACTION_OCCURRED_AT, "it happened"),
}  # fmt: skip
"""The criteria that one and the same past interaction has to meet."""


def _describe_an_interaction(wanted: Mapping[str, Any], names: Names) -> list[CriterionPart]:
    """One part for each criterion, worded so that they can be joined to one sentence."""
    parts = [
        part for name, value in wanted.items() for part in INTERACTION_CRITERIA[name].describe(value, names)
    ]
    first, *others = parts
    return [first._replace(words=f"in one past interaction {first.words}"), *others]


def _check_an_interaction(wanted: Mapping[str, Any], problems: Problems, path: Path) -> dict[str, Any]:
    return _checked(wanted, INTERACTION_CRITERIA, problems, path)


def _rows_of_an_interaction(wanted: Mapping[str, Any], path: Path) -> Iterator[Reference]:
    for name, value in wanted.items():
        yield from INTERACTION_CRITERIA[name].references(value, (*path, name))


def _read_an_interaction(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: INTERACTION_CRITERIA[name].read(value) for name, value in wanted.items()}


CRITERIA: Mapping[str, Criterion] = {
    "number": of_text(Field.NUMBER, "the number"),
    "name": of_text(Field.NAME, "the name"),
    "email": of_text(Field.EMAIL, "the e-mail address"),
    "city": of_text(Field.CITY, "the city"),
    "region": of_text(Field.REGION, "the region"),
    "postal_code": of_text(Field.POSTAL_CODE, "the postal code"),
    "country_code": of_text(Field.COUNTRY_CODE, "the country"),
    "language": of_text(Field.LANGUAGE, "the language"),
    "kind": of_choice(Field.KIND, "the kind"),
    "correspondence_type": of_choices(Field.CORRESPONDENCE_TYPE, "the correspondence type"),
    "excluded_from_segments": of_truth(
        Field.EXCLUDED_FROM_SEGMENTS, "the contact is excluded from segments",
        "the contact is not excluded from segments",
    ),
    "privacy_blocked": of_truth(
        Field.PRIVACY_BLOCKED, "the contact is blocked for privacy", "the contact is not blocked for privacy"
    ),
    "company": of_row(
        Field.COMPANY, "the person is of {}", "the contact belongs to no company",
        "the person belongs to a company", Contact, "name",
    ),
    "entire_company": of_row(
        Field.ENTIRE_COMPANY, "the company is {}", "there is no company", "there is a company", Contact, "name"
    ),
    "salesperson": of_row(
        Field.SALESPERSON, "the salesperson is {}", "there is no salesperson", "there is a salesperson",
        Salesperson, "code",
    ),
    "mailing_group": of_row(
        Field.MAILING_GROUP, "the mailing group is {}", "the contact is in no mailing group",
        "the contact is in a mailing group", MailingGroup, "code",
    ),
    "industry_group": of_row(
        Field.INDUSTRY_GROUP, "the industry group is {}", "there is no industry group",
        "there is an industry group", IndustryGroup, "code",
    ),
    "job_responsibility": of_row(
        Field.JOB_RESPONSIBILITY, "the job responsibility is {}", "there is no job responsibility",
        "there is a job responsibility", JobResponsibility, "code",
    ),
    "segment": of_row(
        Field.SEGMENT, "the contact is on segment {}", "the contact is on no segment",
        "the contact is on a segment", Segment, "number",
    ),
    "not_on_segment_ids": of_rows(
        Field.SEGMENT, Operator.NOT_IN, "the contact is not on segment {}", Segment, "number"
    ),
    "interactions": Criterion(
        _check_an_interaction, _describe_an_interaction, _rows_of_an_interaction, _read_an_interaction
    ),
    "entry_of_segment_ids": of_rows(
        Field.LOG_ENTRY_SEGMENT, Operator.IN, "an entry of the log is of segment {}, canceled or not",
        Segment, "number",
    ),
    "contact_ids": Criterion(checked_elsewhere, lambda value, names: []),
}  # fmt: skip
"""The criteria that a contact has to meet, by the names of `PREDICATES`."""


def _entry_of_segments(segments: Sequence[int]) -> Clause:
    entries = statements.any_id('"segment_id"', segments)
    return Clause(f'"id" IN (SELECT contact_id FROM interaction WHERE {entries.text})', entries.values)


RECORDED: Mapping[str, Condition] = {
    "entry_of_segment_ids": _entry_of_segments,
    "contact_ids": lambda ids: statements.any_id('"id"', ids),
}
"""Criteria that are in no input: steps are recorded with them that reuse a logged segment, or were made by hand."""

NAMING_CONTACTS = ("company", "entire_company", "contact_ids")
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
    predicates = {**PREDICATES, **RECORDED}
    return all_of(predicates[name](CRITERIA[name].read(value)) for name, value in criteria.items())


def described_parts(criteria: Mapping[str, Any], names: Names) -> list[CriterionPart]:
    """Each part of the criteria, as values and in words."""
    return [part for name, value in criteria.items() for part in CRITERIA[name].describe(value, names)]


def given_criteria(criteria: Mapping[str, Any]) -> dict[str, Any] | None:
    """The criteria as clients give them; None if they are recorded in a form that is in no input."""
    if RECORDED.keys() & criteria.keys():
        return None
    return {name: CRITERIA[name].read(value) for name, value in criteria.items()}


def in_words(criteria: Mapping[str, Any], names: Names) -> str:
    return joined_by_and(part.words for part in described_parts(criteria, names))


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
