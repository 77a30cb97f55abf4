"""The ways to declare a field: attribute, resolver, batch resolver, with arguments, permissions and extensions."""

from __future__ import annotations

import asyncio
from datetime import date
from inspect import iscoroutinefunction
from typing import Any

import strawberry
from strawberry.types import Info

from schema.execution.batch import batch
from tests.schema.execution.inputs import Colour, Echoing, Filter, Key, MayEnter, MayEnterLater, Shout
from tests.schema.execution.trouble import SEEN, broken
from tests.schema.execution.world import TYPES


def field(way: str, returned: str, module: str) -> Any:
    """A field of a kind; `returned` is the text of its annotation, as the module understands it."""
    how, options = WAYS[way]
    resolver = how()
    # Strawberry reads annotations in the module of the function.
    resolver.__module__ = module
    resolver.__annotations__ = {**resolver.__annotations__, "return": returned}
    if how in _MANY:
        resolver.__annotations__["return"] = f"list[{returned}]"
        resolver = batch(**_MANY[how])(resolver)
    made = {name: make() for name, make in options.items()}
    return strawberry.field(metadata={"way": way}, **made)(resolver)


def _note(info: Info, what: str = "") -> None:
    if info._raw_info.parent_type.name == "Mutation":
        info.context.log.append(f"{what}{info.path.key} {info.python_name}")


def _text(arguments: dict[str, Any]) -> str:
    text = repr(sorted(arguments.items()))
    if isinstance(arguments.get("kept"), list):
        arguments["kept"].append(0)  # whoever is asked next must not see it
    return text


def _plain() -> Any:
    def resolve(self: Any, info: Info) -> Any:
        _note(info)
        return info.context.found(self, info.python_name)

    return resolve


def _rooted() -> Any:
    def resolve(root: Any, info: Info) -> Any:
        _note(info)
        return info.context.found(root, info.python_name)

    return resolve


def _alone() -> Any:
    def resolve(info: Info) -> Any:
        _note(info)
        return info.context.found(None, info.python_name)

    return staticmethod(resolve).__func__


def _later() -> Any:
    async def resolve(self: Any, info: Info) -> Any:
        _note(info, "begin ")
        rng = info.context.rng(info.python_name)
        for _ in range(rng.randrange(4)):
            await asyncio.sleep(0)
        _note(info, "end ")
        return info.context.made(TYPES[info.python_name], _own_rng(self, info), _depth(self) + 1, now=True)

    return resolve


def _own_rng(parent: Any, info: Info) -> Any:
    rng = info.context.rng(getattr(parent, "__dict__", {}).get("seed", 1), info.python_name)
    if rng.random() < info.context.trouble / 3:
        raise broken(rng)
    return rng


def _depth(parent: Any) -> int:
    return getattr(parent, "__dict__", {}).get("depth", 3)


def _together() -> Any:
    def resolve(parents: list[Any], info: Info) -> Any:
        _note(info)
        return info.context.found_for_all(parents, info.python_name)

    return resolve


def _gathered() -> Any:
    async def resolve(parents: list[Any], info: Info) -> Any:
        _note(info, "begin ")
        await asyncio.sleep(0)
        _note(info, "end ")
        return info.context.found_for_all(parents, info.python_name, now=True)

    return resolve


def _sharing() -> Any:
    def resolve(parents: list[Any], info: Info, shared: Any) -> Any:
        return info.context.found_for_all(parents, info.python_name, str(shared))

    return resolve


def _sharing_gathered() -> Any:
    async def resolve(parents: list[Any], info: Info, shared: Any, size: int = 3) -> Any:
        return info.context.found_for_all(parents, info.python_name, f"{shared}{size}", now=True)

    return resolve


def _shared(parents: list[Any], info: Info) -> Any:
    SEEN["shared"] += 1
    rng = info.context.rng("shared")  # not by the field: they share it
    if rng.random() < info.context.trouble / 3:
        raise broken(rng)
    return rng.randrange(9)


async def _shared_later(parents: list[Any], info: Info) -> Any:
    await asyncio.sleep(0)
    return _shared(parents, info)


def _with_arguments() -> Any:
    def resolve(
        self: Any,
        info: Info,
        size: int = 3,
        colour: Colour | None = Colour.RED,
        filter: Filter | None = None,
        key: Key | None = strawberry.UNSET,
        shouts: list[Shout] | None = None,
        day: date | None = None,
        grid: list[list[int | None] | None] | None = None,
        perhaps: strawberry.Maybe[str] = None,
    ) -> Any:
        _note(info)
        given = _text({**locals(), "self": None, "info": None})
        return info.context.found(self, info.python_name, given)

    return resolve


def _needing() -> Any:
    def resolve(self: Any, info: Info, need: int, filter: Filter, kept: list[int] = [1, 2]) -> Any:  # noqa: B006
        _note(info)
        return info.context.found(self, info.python_name, _text({"n": need, "f": filter, "kept": kept}))

    return resolve


def _with_arguments_together() -> Any:
    def resolve(
        parents: list[Any],
        info: Info,
        need: int = 5,
        filter: Filter | None = None,
        kept: list[int] | None = None,
        shout: Shout | None = None,
    ) -> Any:
        given = _text({"need": need, "filter": filter, "kept": kept, "shout": shout})
        return info.context.found_for_all(parents, info.python_name, given)

    return resolve


def _with_arguments_gathered() -> Any:
    async def resolve(parents: list[Any], info: Info, key: Key, sizes: list[int] | None = None) -> Any:
        given = _text({"key": key, "kept": sizes})
        return info.context.found_for_all(parents, info.python_name, given, now=True)

    return resolve


_MANY: dict[Any, dict[str, Any]] = {
    _together: {"reads": "seed"},
    _gathered: {},
    _sharing: {"shared": _shared},
    _sharing_gathered: {"shared": _shared_later},
    _with_arguments_together: {},
    _with_arguments_gathered: {"reads": ("seed", "depth")},
}
WAYS: dict[str, tuple[Any, dict[str, Any]]] = {
    "plain": (_plain, {}),
    "rooted": (_rooted, {}),
    "alone": (_alone, {}),
    "later": (_later, {}),
    "together": (_together, {}),
    "gathered": (_gathered, {}),
    "sharing": (_sharing, {}),
    "sharing_gathered": (_sharing_gathered, {}),
    "with_arguments": (_with_arguments, {}),
    "needing": (_needing, {}),
    "with_arguments_together": (_with_arguments_together, {}),
    "with_arguments_gathered": (_with_arguments_gathered, {}),
    "guarded": (_plain, {"permission_classes": lambda: [MayEnter]}),
    "guarded_later": (_later, {"permission_classes": lambda: [MayEnter, MayEnterLater]}),
    "guarded_together": (_together, {"permission_classes": lambda: [MayEnter]}),
    "guarded_gathered": (_gathered, {"permission_classes": lambda: [MayEnterLater]}),
    "echoed": (_with_arguments, {"extensions": lambda: [Echoing()]}),
    "echoed_gathered": (_gathered, {"extensions": lambda: [Echoing()]}),
}


def is_async(way: str) -> bool:
    how, _ = WAYS[way]
    return iscoroutinefunction(how())
