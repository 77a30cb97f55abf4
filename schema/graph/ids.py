"""Global ids: opaque to clients, the noun and the number of a row to us."""

from __future__ import annotations

import binascii
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

import strawberry
from tortoise.models import Model

from db.errors import InvalidArgument
from db.sql.partial_rows import light
from schema.execution.batch import batch
from schema.execution.kinds import decided_by_class, never_awaited
from schema.graph.needs import Needs, interface, with_needs

T = TypeVar("T", bound=type)

MODELS: dict[str, type[Model]] = {}
NOUNS: dict[type[Model], str] = {}
TYPES: dict[type[Model], type] = {}

NOUN_OF_INPUT = {
    "contact": "Contact",
    "company": "Contact",
    "winner": "Contact",
    "loser": "Contact",
    "alternative_address": "AlternativeAddress",
    "salesperson": "Salesperson",
    "default_salesperson": "Salesperson",
    "group": "InteractionGroup",
    "template": "InteractionTemplate",
    "template_language": "TemplateLanguage",
    "interaction": "Interaction",
    "segment": "Segment",
    "on_segment": "Segment",
    "not_on_segment": "Segment",
    "logged_segment": "Segment",
    "saved_criteria": "SavedCriteria",
    "line": "SegmentLine",
    "contact_number_series": "NumberSeries",
    "segment_number_series": "NumberSeries",
    "content": "Content",
    "attachment": "Attachment",
    "campaign": "Campaign",
    "campaign_entry": "CampaignEntry",
    "campaign_status": "CampaignStatus",
    "status": "CampaignStatus",
    "campaign_number_series": "NumberSeries",
    "number_series": "NumberSeries",
    "mailing_group": "MailingGroup",
    "industry_group": "IndustryGroup",
    "job_responsibility": "JobResponsibility",
    "salutation": "Salutation",
    "salutation_formula": "SalutationFormula",
    "default_company_salutation": "Salutation",
    "default_person_salutation": "Salutation",
    "api_key": "ApiKey",
}
"""The noun that an input field without its `_id` or `_ids` means."""


def node(model: type[Model], *, needs: Needs) -> Callable[[T], T]:
    """Declare a GraphQL type whose values are the rows of a table, and what whoever sees them needs."""

    def declare(declared: T) -> T:
        MODELS[declared.__name__] = model
        NOUNS[model] = NOUNS[light(model)] = declared.__name__
        declared.is_type_of = decided_by_class(lambda value, info: isinstance(value, model))  # type: ignore[attr-defined]
        never_awaited(model)
        TYPES[model] = with_needs(strawberry.type(declared), needs)
        return TYPES[model]

    return declare


@interface(needs=None)
class Node:
    """Anything that has an identity of its own and can be asked for again."""

    @staticmethod
    def resolve_type(value: Any, *_: Any) -> str | None:
        """The name of the type of a row."""
        return NOUNS.get(type(value))

    @strawberry.field
    @batch(reads="id")
    def id(parents: list[Any]) -> list[strawberry.ID]:
        """The opaque, permanent identity of this node, unique among all nodes."""
        return global_ids(parents)


def global_ids(rows: list[Any]) -> list[strawberry.ID]:
    """The ids of many rows, of one noun as a rule: written as the lines of one text, which is cut up again."""
    nouns = {NOUNS[kind] for kind in set(map(type, rows))}
    if len(nouns) != 1:
        return [global_id(row) for row in rows]
    said = map(f"{nouns.pop()}:%d".encode().__mod__, map(attrgetter("id"), rows))
    return b"".join(map(b2a_base64, said)).decode().splitlines()  # type: ignore[return-value]


def global_id(row: Model) -> strawberry.ID:
    return encoded(NOUNS[type(row)], row.pk)


def encoded(noun: str, number: int) -> strawberry.ID:
    """No character of these is one that the two alphabets of base64 write differently."""
    return strawberry.ID(b2a_base64(f"{noun}:{number}".encode(), newline=False).decode())


def decoded(identity: str) -> tuple[str, int]:
    """The noun and the number behind a global id."""
    try:
        noun, _, number = a2b_base64(identity).decode().partition(":")
        if noun in MODELS and number.isdecimal() and number.isascii() and 0 < int(number) < 2**63:
            return noun, int(number)
    except (binascii.Error, ValueError):
        pass
    raise InvalidArgument(f"{identity[:100]!r} is not an id. Use an id that the API gave you.")


def number_of(identity: str, noun: str) -> int:
    """The number behind the global id of a given noun."""
    found, number = decoded(identity)
    if found != noun:
        raise InvalidArgument(f"This is the id of a {found}. Give the id of a {noun}.")
    return number
