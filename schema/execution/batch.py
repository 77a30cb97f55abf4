"""Batch resolvers: one call for all parents of a level, declared like any other resolver."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from strawberry.dataloader import DataLoader
from strawberry.types import Info

Loaders = dict[Any, DataLoader[Any, Any]]


def batch(function: Callable[..., Any] | None = None, *, reads: str | Sequence[str] = ()) -> Any:
    """Declare a resolver that takes the list of parents and returns one value for each, in order.

    It stands directly under `@strawberry.field`. `reads` names the columns of the parents that it needs. A
    value that is an exception fails its parent alone. A synchronous function does no input or output.

    What it returns is a resolver of one parent, so that any executor can call it; the function itself hangs
    on it as `batch`. Resolvers of one parent that run in the same turn of the event loop are put together.
    """
    if function is None:
        return partial(batch, reads=reads)
    resolve: Any = _waiting(function) if inspect.iscoroutinefunction(function) else _direct(function)
    _take_signature(resolve, function)
    resolve.batch = function
    resolve.reads = (reads,) if isinstance(reads, str) else tuple(reads)
    return resolve


def _waiting(many: Callable[..., Any]) -> Callable[..., Any]:
    async def resolve(root: Any, info: Info, **arguments: Any) -> Any:
        return await _loader(many, info, arguments).load(root)

    return resolve


def _direct(many: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(root: Any, info: Info, **arguments: Any) -> Any:
        [value] = many([root], info, **arguments)
        return value

    return resolve


async def load_together(info: Info, name: str, load: Callable[..., Any], keys: Sequence[Any]) -> list[Any]:
    """Values for keys that several fields of a level ask for: loaded once for all of them."""
    loaders: Loaders = info.context.loaders
    if name not in loaders:
        loaders[name] = DataLoader(load, cache=False)
    return await loaders[name].load_many(keys)


def _loader(many: Callable[..., Any], info: Info, arguments: dict[str, Any]) -> DataLoader[Any, Any]:
    """One loader for each place in the document, where all parents have the same arguments."""
    loaders: Loaders = info.context.loaders
    place = (many, *map(id, info._raw_info.field_nodes))
    if place not in loaders:

        async def load(parents: list[Any]) -> Sequence[Any]:
            return await many(parents, info, **arguments)

        loaders[place] = DataLoader(load, cache=False)
    return loaders[place]


def _take_signature(resolve: Any, many: Callable[..., Any]) -> None:
    """The signature that Strawberry reads: one parent in, one value out."""
    signature = inspect.signature(many)
    _, *others = signature.parameters.values()
    root = inspect.Parameter("root", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    returned = _item_of(signature.return_annotation)
    resolve.__signature__ = signature.replace(parameters=[root, *others], return_annotation=returned)
    resolve.__annotations__ = {each.name: each.annotation for each in others}
    if returned is not inspect.Signature.empty:
        resolve.__annotations__["return"] = returned
    resolve.__module__ = many.__module__
    resolve.__name__ = many.__name__
    resolve.__doc__ = many.__doc__


def _item_of(annotation: Any) -> Any:
    """`list[X]` without the list, in its text form too."""
    if isinstance(annotation, str) and annotation.startswith("list["):
        return annotation[len("list[") : -1]
    arguments = getattr(annotation, "__args__", None)
    return arguments[0] if arguments else annotation
