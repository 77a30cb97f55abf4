"""What every list of a noun takes, wherever it stands: declared once, with the filter of the noun.

    @listed(models.Campaign, SORTS, default="by number", search="Finds by any part of number or description.")
    class CampaignWhere:
        ...

`list_of` and `to_many` take their arguments from it when the schema is put together, so two lists of one noun cannot
differ. Its order, `CampaignOrder` with `CampaignOrderField`, is made here too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, TypeVar, dataclass_transform

import strawberry
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver
from tortoise.models import Model

from db.sql.keyset_pages import Sort
from schema.graph.at_most import AtMost
from schema.graph.filters import LONGEST_TEXT, MOST_BRANCHES
from schema.graph.paging import After, Before, Direction, First, Last

T = TypeVar("T", bound=type)
Sorts = Mapping[str, Sort | None]
"""Columns by the names of their orders; None where all rows of a list are equal."""

MOST_SORTS = 10
ROWS = "__rows_listed__"
"""On a resolver: the model of the rows that it lists."""
WHERE = "Only what matches; left out or null: everything."
ORDER = (
    "The criteria of the order, the most important first, at most 10; left out or null: {}."
    " The id decides between equals."
)
SEARCH = (
    "{} Every word must occur, in any order, whatever its case: at most 20 words and 250 characters."
    " Left out or null: everything."
)
SIZE = "A whole filter has at most 200 conditions, at most 8 levels deep."
JOINING = {
    "and_": f"All of these must match, at most 100. {SIZE} Null asks nothing.",
    "or_": f"At least one of these must match, at most 100. {SIZE} An empty list matches nothing; null asks nothing.",
    "not_": f"This must not match. {SIZE} Null asks nothing.",
}
BY = {
    "CODE": "By code.",
    "NUMBER": "By number.",
    "NAME": "By name; upper and lower case do not matter.",
    "DESCRIPTION": "By description; upper and lower case do not matter.",
    "SUBJECT": "By subject; upper and lower case do not matter.",
    "LANGUAGE": "By language, as BCP 47 writes it.",
    "POSITION": "By the place among its siblings, the first first.",
    "CREATED_AT": "By the moment of creation.",
    "UPDATED_AT": "By the moment of the last change.",
    "OCCURRED_AT": "By the moment at which it happened.",
    "LOGGED_AT": "By the moment of logging.",
    "STARTS_ON": "By the first day; those without one come last.",
}
"""What orders have in common; `words` of `listed` says what is special."""


class Listed(NamedTuple):
    """What the lists of a noun take besides the arguments of a page."""

    where: type
    order: type
    sorts: Sorts
    default: str
    search: str | None


LISTED: dict[type[Model], Listed] = {}


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def listed(
    model: type[Model],
    sorts: Sorts,
    *,
    default: str,
    search: str | None = None,
    direction: Direction = Direction.ASC,
    words: Mapping[str, str] | None = None,
) -> Callable[[T], T]:
    """Declare the filter of a noun, and with it what its lists take. `and`, `or` and `not` come by themselves."""

    def declare(declared: T) -> T:
        noun = declared.__name__.removesuffix("Where")
        where = joined(declared)
        order = _order_of(noun, sorts, BY | dict(words or {}), direction)
        LISTED[model] = Listed(where, order, sorts, default, search)
        return where

    return declare


def joined(declared: T) -> T:
    """An input that filters, with `and`, `or` and `not`."""
    if "__annotations__" not in vars(declared):
        declared.__annotations__ = {}
    several: Any = Annotated[list[declared], AtMost(MOST_BRANCHES)] | None  # type: ignore[valid-type]
    for name, meaning in JOINING.items():
        declared.__annotations__[name] = declared | None if name == "not_" else several
        named = strawberry.field(name=name.rstrip("_"), default=strawberry.UNSET, description=meaning)
        setattr(declared, name, named)
    return strawberry.input(declared)


def _order_of(noun: str, sorts: Sorts, words: Mapping[str, str], direction: Direction) -> type:
    """The input `…Order` with its enum `…OrderField`, which name the columns that the list can be sorted by."""
    named = StrEnum(f"{noun}OrderField", {name: name for name in sorts})  # type: ignore[misc]
    fields: Any = strawberry.enum(named, description="What the list is sorted by.")  # type: ignore[call-overload]
    for value in fields.__strawberry_definition__.values:
        value.description = words[value.name]
    made = {
        "__annotations__": {"field": fields, "direction": Direction},
        "field": strawberry.field(description="The column to sort by."),
        "direction": strawberry.field(
            default=direction, description="Whether from low to high or from high to low."
        ),
        "__module__": __name__,
    }
    words_of_order = "A column to sort a list by, and the direction."
    return strawberry.input(type(f"{noun}Order", (), made), description=words_of_order)


def lists(model: type[Model], resolver: Any) -> Any:
    """Mark a resolver of `**arguments` as a list of rows of this model: it will take what such lists take."""
    signature = inspect.signature(resolver)
    fixed = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
    resolver.__signature__ = signature.replace(parameters=fixed)
    resolver.__annotations__ = {each.name: each.annotation for each in fixed}
    setattr(resolver, ROWS, model)
    return resolver


def give_lists_their_arguments(declared: type) -> None:
    """Give the lists of a Strawberry type their arguments, once all nouns have said what these are."""
    definition = declared.__dict__.get("__strawberry_definition__")
    if not isinstance(definition, StrawberryObjectDefinition):
        return
    for field in definition.fields:
        resolver: Any = field.base_resolver and field.base_resolver.wrapped_func
        if (model := getattr(resolver, ROWS, None)) is not None:
            given: StrawberryResolver[Any] = StrawberryResolver(_with_arguments(resolver, model))
            field.base_resolver = given
            field.arguments = given.arguments


def _with_arguments(resolver: Any, model: type[Model]) -> Any:
    named = _arguments_of(LISTED[model])
    signature = inspect.signature(resolver)
    fixed = [each for each in signature.parameters.values() if each.name not in named]
    further = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=strawberry.UNSET, annotation=kind)
        for name, kind in named.items()
    ]
    resolver.__signature__ = signature.replace(parameters=[*fixed, *further])
    resolver.__annotations__ = {**resolver.__annotations__, **named}
    return resolver


def _arguments_of(noun: Listed) -> dict[str, Any]:
    """The arguments of a list, in their order."""
    named: dict[str, Any] = {"first": First, "after": After, "last": Last, "before": Before}
    if noun.search is not None:
        search = strawberry.argument(description=SEARCH.format(noun.search))
        named["search"] = Annotated[str | None, AtMost(LONGEST_TEXT), search]
    named["where"] = Annotated[noun.where | None, strawberry.argument(description=WHERE)]
    order = strawberry.argument(description=ORDER.format(noun.default))
    named["order_by"] = Annotated[Annotated[list[noun.order], AtMost(MOST_SORTS)] | None, order]  # type: ignore[name-defined]
    return named
