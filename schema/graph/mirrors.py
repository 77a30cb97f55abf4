"""What a client gave, shown in the shape of its input: types of answers that have just the fields of an input.

A client can take such an answer, change a part of it, and give it as that input again; a null in it says as little as
a field that is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition

from schema.graph.descriptions import describe
from schema.graph.ids import encoded, ids_of_field, nouns_of_ids
from schema.graph.needs import Needs, object_type

MIRRORS: dict[type, type] = {}
"""The types that mirror inputs, by these."""


def mirrored(declared: type, *, needs: Needs) -> type:
    """The type with the fields of an input, and of the inputs in it: `SegmentCriteria` for `SegmentCriteriaInput`."""
    if declared not in MIRRORS:
        describe(declared)
        definition = declared.__strawberry_definition__  # type: ignore[attr-defined]
        inside: dict[str, Any] = {
            "__annotations__": {},
            "__module__": __name__,
            "__doc__": _words(definition),
        }
        for each in definition.fields:
            inside["__annotations__"][each.python_name] = _annotation(each.type, needs)
            inside[each.python_name] = strawberry.field(
                name=each.graphql_name, description=_of_field(each), default=None
            )
        mirror: Any = object_type(needs=needs)(type(_name(definition.name), (), inside))
        mirror.__strawberry_definition__.description = _words(definition)
        MIRRORS[declared] = mirror
    return MIRRORS[declared]


def as_given(declared: type, values: Mapping[str, Any], noun: str | None = None) -> Any:
    """What was given as an input, by its Python names and with numbers for ids, as the type that mirrors it."""
    fields = declared.__strawberry_definition__.fields  # type: ignore[attr-defined]
    nouns = {**nouns_of_ids(declared), **dict.fromkeys(ids_of_field(declared), noun)}
    return MIRRORS[declared](
        **{
            name: _shown(each.type, values[name], nouns.get(name))
            for each in fields
            if values.get(name := each.python_name) is not None
        }
    )


def _name(of_input: str) -> str:
    return of_input.removesuffix("Input").replace("Where", "Condition")


def _words(definition: Any) -> str:
    return f"What was given as `{definition.name}`, field by field. A field that is null was not given."


def _of_field(given: Any) -> str:
    told = given.description or ""
    return told if re.search(r"\b[Nn]ull\b", told) else f"{told} Null: not given.".strip()


def _annotation(kind: Any, needs: Needs) -> Any:
    if isinstance(kind, StrawberryOptional):
        return _annotation(kind.of_type, needs) | None
    if isinstance(kind, StrawberryList):
        return list[_annotation(kind.of_type, needs)]  # type: ignore[misc]
    if isinstance(kind, StrawberryEnumDefinition):
        return kind.wrapped_cls
    return mirrored(kind, needs=needs) if hasattr(kind, "__strawberry_definition__") else kind


def _shown(kind: Any, value: Any, noun: str | None) -> Any:
    if isinstance(kind, StrawberryOptional):
        return _shown(kind.of_type, value, noun)
    if isinstance(kind, StrawberryList):
        return [_shown(kind.of_type, each, noun) for each in value]
    if isinstance(kind, StrawberryEnumDefinition):
        return kind.wrapped_cls(value)
    if hasattr(kind, "__strawberry_definition__"):
        return as_given(kind, value, noun)
    return encoded(noun, value) if noun and kind is strawberry.ID else value
