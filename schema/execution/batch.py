"""Batch resolvers: one call for all parents of a level, declared like any other resolver."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, get_args, get_origin

from strawberry.types import Info
from strawberry.types.fields.resolver import Parameter, Signature

SHARED = "shared"
"""The parameter of a batch function that gets what fields of a level share."""
INFO = "info"
"""The one that gets what Strawberry gives to resolvers. A function that leaves it out spares making one."""


def batch(
    function: Callable[..., Any] | None = None,
    *,
    reads: str | Sequence[str] | None = None,
    shared: Callable[..., Any] | None = None,
) -> Any:
    """Declare a resolver that takes the list of parents and returns one value for each, in order.

    It stands directly under `@strawberry.field`. A value that is an exception fails its parent alone; what
    the function raises fails all of them. A synchronous function does no input or output.

    `reads` names the attributes of the parents that the function looks at, so that no more of them need be
    loaded; left out, all are. `shared` is a function of the parents and `info` that several fields of a type
    have in common: it runs once for all of them on a level, and each gets its result as `shared`.

    A function that has no use for `info` leaves it out, which spares making one.

    What comes out is a resolver of one parent, so that any executor can call it; the function over many
    hangs on it as `batch`, which is all that the breadth-first executor looks for.
    """
    if function is None:
        return partial(batch, reads=reads, shared=shared)
    resolve: Any = (_waiting if waits(function, shared) else _synchronous)(function, shared)
    _take_signature(resolve, function)
    resolve.batch = function
    resolve.takes_info = INFO in parameter_names(function)
    resolve.reads = (reads,) if isinstance(reads, str) else reads if reads is None else tuple(reads)
    resolve.shared = shared
    return resolve


def waits(function: Callable[..., Any], shared: Callable[..., Any] | None) -> bool:
    """Whether a batch function, or what it shares, has anything to wait for."""
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(shared)


def parameter_names(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)


def one_for_each(values: Sequence[Any], parents: Sequence[Any], name: str) -> list[Any]:
    """The values of a batch, which has to give one for each parent."""
    if len(values) != len(parents):
        raise ValueError(f"{name} gave {len(values)} values for {len(parents)} parents.")
    return list(values)


def _waiting(many: Callable[..., Any], shared: Callable[..., Any] | None) -> Callable[..., Any]:
    with_info = INFO in parameter_names(many)

    async def resolve(root: Any, info: Info | None = None, **arguments: Any) -> Any:
        if shared is not None:
            arguments[SHARED] = await _awaited(shared([root], info))
        infos = (info,) if with_info else ()
        [value] = one_for_each(await _awaited(many([root], *infos, **arguments)), [root], many.__name__)
        return value

    return resolve


def _synchronous(many: Callable[..., Any], shared: Callable[..., Any] | None) -> Callable[..., Any]:
    with_info = INFO in parameter_names(many)

    def resolve(root: Any, info: Info | None = None, **arguments: Any) -> Any:
        if shared is not None:
            arguments[SHARED] = shared([root], info)
        infos = (info,) if with_info else ()
        [value] = one_for_each(many([root], *infos, **arguments), [root], many.__name__)
        return value

    return resolve


async def _awaited(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


def _take_signature(resolve: Any, many: Callable[..., Any]) -> None:
    """The signature that Strawberry reads: one parent in, one value out."""
    signature = Signature.from_callable(many)
    others = [each for each in list(signature.parameters.values())[1:] if each.name != SHARED]
    root = Parameter("root", Parameter.POSITIONAL_OR_KEYWORD)
    returned = _item_of(signature.return_annotation, many.__name__)
    resolve.__signature__ = signature.replace(parameters=[root, *others], return_annotation=returned)
    resolve.__annotations__ = {each.name: each.annotation for each in others}
    if returned is not Signature.empty:
        resolve.__annotations__["return"] = returned
    resolve.__module__ = many.__module__
    resolve.__name__ = many.__name__
    resolve.__doc__ = many.__doc__


def _item_of(annotation: Any, name: str) -> Any:
    """`list[X]` without the list, in its text form too."""
    if annotation is Signature.empty:  # the field says what it is
        return annotation
    if isinstance(annotation, str) and annotation.startswith("list[") and annotation.endswith("]"):
        return annotation[len("list[") : -1]
    if get_origin(annotation) is list:
        return get_args(annotation)[0]
    raise TypeError(
        f"{name} resolves a batch: it returns a list with a value for each parent, not {annotation}."
    )
