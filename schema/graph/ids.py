"""Global ids: opaque to clients, the noun and the number of a row to us."""

from __future__ import annotations

import binascii
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, get_args, get_origin

import strawberry
from graphql import GraphQLSchema
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from tortoise.models import Model

from db.errors import InvalidArgument, echoed
from db.sql.partial_rows import light
from db.writes.nouns import noun_of_model
from schema.execution.batch import batch
from schema.execution.kinds import decided_by_class, never_awaited
from schema.graph.needs import Needs, interface, with_needs

PADDING = "="

T = TypeVar("T", bound=type)
OfNode = TypeVar("OfNode")

MODELS: dict[str, type[Model]] = {}
"""By the nouns of `db.writes.nouns`, which stand in ids."""
NOUNS: dict[type[Model], str] = {}
TYPES: dict[type[Model], type] = {}
TYPE_NAMES: dict[type[Model], str] = {}
"""What clients call them, which may change."""


def node(model: type[Model], *, needs: Needs) -> Callable[[T], T]:
    """Declare a GraphQL type whose values are the rows of a table, and what whoever sees them needs."""

    def declare(declared: T) -> T:
        MODELS[noun_of_model(model)] = model
        NOUNS[model] = NOUNS[light(model)] = noun_of_model(model)
        declared.is_type_of = decided_by_class(lambda value, info: isinstance(value, model))  # type: ignore[attr-defined]
        TYPE_NAMES[model] = TYPE_NAMES[light(model)] = declared.__name__
        never_awaited(model)
        TYPES[model] = with_needs(strawberry.type(declared), needs)
        return TYPES[model]

    return declare


def show_rows_of(model: type[Model], declared: type) -> None:
    """Show the rows of a table as values: they have no id, and nobody looks them up."""
    never_awaited(model)
    TYPES[model] = declared


@interface(needs=None)
class Node:
    """Anything that has an identity of its own and can be asked for again."""

    @staticmethod
    def resolve_type(value: Any, *_: Any) -> str | None:
        """The name of the type of a row."""
        return TYPE_NAMES.get(type(value))

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
    plain = map(f"{nouns.pop()}:%d".encode().__mod__, map(attrgetter("id"), rows))
    return b"".join(map(b2a_base64, plain)).decode().replace(PADDING, "").splitlines()  # type: ignore[return-value]


def global_id(row: Model) -> strawberry.ID:
    return encoded(NOUNS[type(row)], row.pk)


def encoded(noun: str, number: int) -> strawberry.ID:
    """base64url without padding; nouns and digits give no character that plain base64 writes differently."""
    return strawberry.ID(_padded(noun, number).rstrip(PADDING))


def _padded(noun: str, number: int) -> str:
    return b2a_base64(f"{noun}:{number}".encode(), newline=False).decode()


def decoded(identity: str) -> tuple[str, int]:
    """The noun and the number behind a global id, with or without padding; no other spelling is taken.

    base64 and numbers can be written in several ways: what the API gives is always the same one, so that a cache
    holds each node once.
    """
    try:
        noun, _, written = a2b_base64(identity + PADDING * (-len(identity) % 4)).decode().partition(":")
        number = int(written)
        if (
            noun in MODELS
            and 0 < number < 2**63
            and identity in (_padded(noun, number), encoded(noun, number))
        ):
            return noun, number
    except (binascii.Error, ValueError):
        pass
    raise InvalidArgument(f"{echoed(identity)!r} is not an id. Use an id that the API gave you.")


def number_of(identity: str, noun: str) -> int:
    """The number behind the global id of a given noun."""
    found, number = decoded(identity)
    if found != noun:
        raise InvalidArgument(f"This is the id of a {_called(found)}. Give the id of a {_called(noun)}.")
    return number


def _called(noun: str) -> str:
    return TYPE_NAMES[MODELS[noun]]


class GlobalId(str, Generic[OfNode]):
    """An id that a client gives, in an input or an argument: `GlobalId[models.Contact]` is the id of a contact.

    `GlobalId[Node]` is the id of a node of any noun, `GlobalId[OfField]` that of the noun which the field says
    that takes the input around it, as `WhichIds[models.Contact]` does. To Strawberry all are `strawberry.ID`.
    """

    def __class_getitem__(cls, of: type) -> Any:
        return Annotated[strawberry.ID, _OfNode(of)]


class OfField:
    """The noun of an id in an input that serves several nouns: the field that takes the input says which."""


class _OfNode(NamedTuple):
    """Marks an id in an annotation with the model of the rows, with `Node`, or with `OfField`."""

    declared: type


def ids_of(model: type[Model]) -> _OfNode:
    """What a field says of an input whose ids are `GlobalId[OfField]`: `Annotated[IdWhere, ids_of(models.Contact)]`."""
    return _OfNode(model)


@cache
def ids_of_field(declared: type) -> frozenset[str]:
    """The fields of an input that take ids of the noun which the field says that takes the input."""
    fields = declared.__strawberry_definition__.fields  # type: ignore[attr-defined]
    return frozenset(each.python_name for each in fields if OfField in _ids_of(each))


@cache
def nouns_of_ids(declared: type) -> Mapping[str, str]:
    """For each field of an input that takes ids of one noun, that noun."""
    definition = declared.__strawberry_definition__  # type: ignore[attr-defined]
    return _nouns_by_name(definition.fields, definition.name)


def require_nouns_of_ids(schema: GraphQLSchema) -> None:
    """Refuse a schema in which an input or an argument takes an id that does not say of what."""
    for kind in schema.type_map.values():
        definition = (kind.extensions or {}).get("strawberry-definition")
        if not isinstance(definition, StrawberryObjectDefinition):
            continue
        if definition.is_input:
            nouns_of_ids(definition.origin)
        for field in definition.fields:
            _nouns_by_name(field.arguments, f"{definition.name}.{field.python_name}")


_OF_NO_NOUN = (None, Node, OfField)


def noun_of_id(place: StrawberryField | StrawberryArgument) -> str | None:
    """The noun whose ids an argument or a field of an input takes, if it takes those of one."""
    return next((NOUNS[each] for each in _ids_of(place) if each not in _OF_NO_NOUN), None)


def takes_any_noun(place: StrawberryField | StrawberryArgument) -> bool:
    """Whether an argument or a field of an input takes ids of any noun."""
    return Node in _ids_of(place)


def _nouns_by_name(places: Sequence[StrawberryField | StrawberryArgument], of: str) -> dict[str, str]:
    nouns = {}
    for place in places:
        for declared in _ids_of(place):
            if declared is None:
                raise TypeError(
                    f"{of}.{place.python_name} takes an id and does not say of what: annotate it with"
                    " GlobalId[models.Contact] or the like, or with GlobalId[Node] for an id of any noun."
                )
            if declared not in _OF_NO_NOUN:
                nouns[place.python_name] = NOUNS[declared]
    return nouns


def _ids_of(place: StrawberryField | StrawberryArgument) -> Iterator[Any]:
    return _ids_in(place.type_annotation and place.type_annotation.annotation)


def _ids_in(annotation: Any) -> Iterator[type | None]:
    """What each id in an annotation belongs to; None for a bare `strawberry.ID`, which does not say it."""
    marks = [part.declared for part in get_args(annotation) if isinstance(part, _OfNode)]
    if get_origin(annotation) is Annotated and marks:
        yield from marks
    elif annotation is strawberry.ID:
        yield None
    else:
        for part in get_args(annotation):
            yield from _ids_in(part)
