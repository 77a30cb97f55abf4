"""A schema with every kind of field, made up once, and built for both executors."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import AsyncGenerator
from datetime import date
from itertools import cycle
from random import Random
from typing import Annotated, Any

import strawberry
from graphql import is_abstract_type
from strawberry.extensions import DisableValidation, ParserCache
from strawberry.scalars import JSON, Base64
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from schema.execution.documents import Schema
from schema.execution.executor import BreadthFirstExecutor
from tests.schema.execution.events import subscription, whereabouts
from tests.schema.execution.inputs import SCALARS, Colour, Filter, Key, Shout, Size
from tests.schema.execution.ways import WAYS, field
from tests.schema.execution.world import CLASSES, CLASSES_OF_ENUMS, POSSIBLE, TYPES, Lazy, verdict

WRAPPED = {
    "one": "{}",
    "maybe": "{} | None",
    "list": "list[{}]",
    "list_of_maybe": "list[{} | None]",
    "maybe_list": "list[{}] | None",
    "maybe_list_of_maybe": "list[{} | None] | None",
    "grid": "list[list[{}]]",
    "maybe_grid": "list[list[{} | None] | None] | None",
    "deep": "list[list[list[{}] | None]]",
}
LEAVES = {
    "int": "int",
    "float": "float",
    "string": "str",
    "boolean": "bool",
    "id": "strawberry.ID",
    "datetime": "datetime.datetime",
    "date": "datetime.date",
    "time": "datetime.time",
    "decimal": "decimal.Decimal",
    "uuid": "uuid.UUID",
    "json": "JSON",
    "base64": "Base64",
    "shout": "Shout",
    "colour": "Colour",
    "size": "Size",
}
OBJECTS = ("Cat", "Dog", "Orm", "Slow", "Plain", "Checked", "Circle")
ROOTS = ("Query", "Mutation")
ABSTRACT = ("Named", "Shaped", "Pet", "Thing")


def _fields(owner: str, leaves: int, composites: int) -> dict[str, Any]:
    """Fields of a type: their names tell how they are declared and what they give, so no name has two types."""
    rng = Random(owner)
    made: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    ways = cycle(rng.sample(sorted(WAYS), len(WAYS)))
    # most is done for these, so most can go wrong with them
    names = [*LEAVES, *("int", "float", "string", "boolean", "int")]
    chosen = [(name, LEAVES[name]) for name in rng.choices(names, k=leaves)]
    chosen += [(name.lower(), name) for name in rng.choices(OBJECTS + ABSTRACT, k=composites)]
    for name, text in chosen:
        wrap = rng.choice([*["maybe", "maybe_list_of_maybe"] * (4 if owner in ROOTS else 1), *WRAPPED])
        returned = WRAPPED[wrap].format(text)
        way = "attribute" if rng.random() < 0.3 else next(ways)
        if way == "attribute":
            made["__annotations__"][f"attribute_{name}_{wrap}"] = returned
        else:
            made[f"{way}_{name}_{wrap}"] = field(way, returned, __name__)
    made["whereabouts"] = strawberry.field(whereabouts)
    return made


def _object(name: str, *bases: type, fields: tuple[int, int] = (24, 14), **more: Any) -> Any:
    made = strawberry.type(type(name, bases or (Lazy,), {**_fields(name, *fields), **more}))
    CLASSES[name] = made
    return made


class Row(Lazy):
    """What a library would give for an `Orm`: the type recognizes it."""


class SlowRow(Lazy):
    """What a library would give for a `Slow`, whose type has to think."""


@classmethod
def _is_row(cls: Any, obj: Any, info: Any) -> bool:
    if isinstance(obj, Row) and obj.fits == "raise":
        raise ValueError("cannot tell")
    return isinstance(obj, Row) and obj.fits


@classmethod
def _is_slow_row(cls: Any, obj: Any, info: Any) -> Any:
    return verdict(obj.fits if isinstance(obj, SlowRow) else False, info.context)


@classmethod
def _is_checked(cls: Any, obj: Any, info: Any) -> Any:
    return verdict(getattr(obj, "fits", 0), info.context)


@classmethod
def _shape_of(cls: Any, obj: Any, info: Any, kind: Any) -> Any:
    return verdict(getattr(obj, "says", None), info.context)


Named: Any = strawberry.interface(type("Named", (Lazy,), _fields("Named", 5, 3)))
Shaped: Any = strawberry.interface(
    type("Shaped", (Lazy,), {**_fields("Shaped", 5, 3), "resolve_type": _shape_of})
)
Cat: Any = _object("Cat", Named)
Dog: Any = _object("Dog", Named, Shaped)
Orm: Any = _object("Orm", Named, is_type_of=_is_row)
Slow: Any = _object("Slow", Named, is_type_of=_is_slow_row)
Circle: Any = _object("Circle", Shaped)
Plain: Any = _object("Plain")
Checked: Any = _object("Checked", is_type_of=_is_checked)
CLASSES.update(Orm=Row, Slow=SlowRow)
Pet = Annotated[Cat | Dog | Orm | Plain, strawberry.union("Pet")]
Thing = Annotated[Plain | Circle | Orm, strawberry.union("Thing")]
CLASSES_OF_ENUMS.update(Colour=list(Colour), Size=list(Size))

Query: Any = _object("Query", fields=(30, 60))
Mutation: Any = _object("Mutation", fields=(25, 40))


def _events() -> dict[str, Any]:
    texts = {**LEAVES, **{name.lower(): name for name in OBJECTS + ABSTRACT}}
    rng = Random("events")
    made: dict[str, Any] = {"__module__": __name__}
    for name in texts:
        wrap = rng.choice(list(WRAPPED))
        made[f"events_{name}_{wrap}"] = subscription(WRAPPED[wrap].format(texts[name]), __name__)
    return made


Subscription: Any = strawberry.type(type("Subscription", (), _events()))


class Silent(strawberry.Schema):
    """Thousands of errors are made on purpose: nobody wants to read of them."""

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        pass


class Kept(Schema):
    """The schema that keeps documents and what it has prepared for them."""

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        pass


class NotValidated(Kept):
    def _validation_errors(self, document: Any) -> list[Any]:
        return []


def built(kind: type[strawberry.Schema] = Silent, **options: Any) -> strawberry.Schema:
    return kind(
        Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Cat, Dog, Orm, Slow, Circle],
        config=StrawberryConfig(scalar_map=SCALARS),
        **options,
    )


CORE = built()
BREADTH_FIRST = built(execution_context_class=BreadthFirstExecutor)
# Validation takes longer than all the rest; once in a while is enough, since nothing but valid operations is made up.
NOT_VALIDATED: dict[str, Any] = {"extensions": [ParserCache, DisableValidation]}
QUICK_CORE = built(**NOT_VALIDATED)
QUICK_BREADTH_FIRST = built(**NOT_VALIDATED, execution_context_class=BreadthFirstExecutor)
KEPT, QUICK_KEPT = built(Kept), built(NotValidated)

for kind in CORE._schema.type_map.values():
    if is_abstract_type(kind):
        POSSIBLE[kind.name] = [possible.name for possible in CORE._schema.get_possible_types(kind)]
    for each in getattr(kind, "fields", {}).values():
        definition = each.extensions.get("strawberry-definition") if hasattr(each, "resolve") else None
        if definition is not None:
            TYPES[definition.python_name] = each.type
            TYPES.pop("whereabouts", None)

_ = (AsyncGenerator, date, datetime, decimal, uuid, JSON, Base64, Filter, Info, Key, Shout)
