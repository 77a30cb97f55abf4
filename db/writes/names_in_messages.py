"""What messages call rows: by the name that people know, if whoever calls may read it."""

from __future__ import annotations

from string import Formatter
from typing import NamedTuple

from tortoise.models import Model

from db.callers import Scope, current_caller
from db.sql.rows import noun_of


class Named(NamedTuple):
    """How a message calls the rows of a noun."""

    words: str
    """The row in words, with the column that holds its name."""
    needs: Scope
    """What whoever calls needs to be told the name: the scope of the type that shows the noun."""


NAMED: dict[str, Named] = {
    "Contact": Named("{name}", Scope.CONTACTS_READ),
    "Segment": Named("Segment {number}", Scope.SEGMENTS_READ),
    "Campaign": Named("Campaign {number}", Scope.CAMPAIGNS_READ),
    "CampaignEntry": Named("The campaign entry {description}", Scope.CAMPAIGNS_READ),
    "CampaignStatus": Named("The status {code}", Scope.CAMPAIGNS_READ),
    "Salesperson": Named("{name}", Scope.SETUP_READ),
    "InteractionGroup": Named("{code}", Scope.SETUP_READ),
    "InteractionTemplate": Named("{code}", Scope.SETUP_READ),
    "MailingGroup": Named("{code}", Scope.SETUP_READ),
    "IndustryGroup": Named("{code}", Scope.SETUP_READ),
    "JobResponsibility": Named("{code}", Scope.SETUP_READ),
    "NumberSeries": Named("The number series {code}", Scope.SETUP_READ),
    "Salutation": Named("The salutation {code}", Scope.SETUP_READ),
}


def called(row: Model) -> str:
    """What a row is called where a sentence begins: "Ada Holm", "Segment S12", or "This contact"."""
    return _words(row) if may_name(row) else f"This {noun_of(row._meta._model)}"


def called_within(row: Model) -> str:
    """The same within a sentence: "Ada Holm", "segment S12", or "this contact"."""
    told = called(row)
    begins_with_name = may_name(row) and NAMED[_noun(row)].words.startswith("{")
    return told if begins_with_name else f"{told[:1].lower()}{told[1:]}"


def may_name(row: Model) -> bool:
    """Whether whoever calls may read what a row is called."""
    caller = current_caller()
    return caller is None or NAMED[_noun(row)].needs in caller.scopes


def _words(row: Model) -> str:
    words = NAMED[_noun(row)].words
    return words.format_map({name: getattr(row, name) for _, name, _, _ in Formatter().parse(words) if name})


def _noun(row: Model) -> str:
    return row._meta._model.__name__
