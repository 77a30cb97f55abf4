"""Annotations that name a row: they get the type that shows it, once all types are declared."""

from __future__ import annotations

from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, Union, get_args, get_origin

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from tortoise.models import Model

from schema.graph.ids import TYPES


def show_rows_as_types(declared: type) -> None:
    """Where a field of a Strawberry type names the model of a row, put the type that `@node` declared for it."""
    definition = declared.__dict__.get("__strawberry_definition__")
    if not isinstance(definition, StrawberryObjectDefinition):
        return
    for field in definition.fields:
        named = _annotation_of(field)
        if named is not None and (shown := _shown(named)) is not named:
            field.type_annotation = StrawberryAnnotation(shown)


def _annotation_of(field: StrawberryField) -> Any:
    annotation = field.type_annotation
    if annotation is None and field.base_resolver is not None:
        annotation = field.base_resolver.type_annotation
    return None if annotation is None else annotation.evaluate()


def _shown(annotation: Any) -> Any:
    """The annotation with types for rows; the very same one if it names no row."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return TYPES[annotation]
    named = get_args(annotation)
    shown = tuple(map(_shown, named))
    if all(each is before for each, before in zip(shown, named, strict=True)):
        return annotation
    if get_origin(annotation) in (Union, UnionType):
        return reduce(or_, shown)
    return get_origin(annotation)[shown]  # type: ignore[index]
