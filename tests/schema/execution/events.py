"""Subscriptions, and a field that tells all that a resolver can know of its place."""

from __future__ import annotations

import asyncio
from typing import Any

import strawberry
from strawberry.types import Info

from tests.schema.execution.trouble import broken
from tests.schema.execution.world import TYPES


def subscription(returned: str, module: str) -> Any:
    """A field whose events come one after another, and may break off."""

    async def resolve(info: Info, count: int = 2) -> Any:
        rng = info.context.rng(info.python_name, count)
        if rng.random() < info.context.trouble / 3:
            raise broken(rng)
        for _ in range(count % 4):
            await asyncio.sleep(0)
            yield info.context.made(TYPES[info.python_name], rng, 1, now=True)
        if rng.random() < info.context.trouble:
            raise ValueError("no more events")

    resolve.__module__ = module
    resolve.__annotations__ = {**resolve.__annotations__, "return": f"AsyncGenerator[{returned}, None]"}
    return strawberry.subscription(resolve)


def whereabouts(self: Any, info: Info) -> str:
    """All that a resolver can know of its place."""
    raw = info._raw_info
    selected = [str(selection) for selection in info.selected_fields]
    names = (
        info.field_name,
        info.python_name,
        str(raw.return_type),
        raw.parent_type.name,
        len(raw.field_nodes),
    )
    return f"{info.path.as_list()} {info.path.typename} {names} {selected} {info.variable_values}"
