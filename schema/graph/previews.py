"""Queries that look at what a mutation would do: what is refused stands in their answer, as it would in its payload."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import NoneType
from typing import Any, get_args, get_type_hints

from strawberry.types import Info

from db.errors import Refused
from schema.graph.all_problems import with_all_problems
from schema.graph.errors import user_error
from schema.graph.needs import Needs, field


def preview(*, needs: Needs) -> Callable[[Callable[..., Any]], Any]:
    """Declare a preview, `async def (self, info, input) -> Answer`; the answer has `user_errors`, and can be empty."""
    return lambda resolver: field(resolver=_answering(resolver), needs=needs)


def _answering(resolver: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(resolver)
    async def answer(self: Any, info: Info, input: Any) -> Any:
        try:
            return await with_all_problems(resolver(self, info, input))
        except Refused as refused:
            return answer_of(resolver)(
                user_errors=[user_error(problem, info.context.caller) for problem in refused.problems]
            )

    return answer


def answer_of(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """The type of its answer, which is nullable where the preview is behind a scope."""
    declared = get_type_hints(resolver, include_extras=True)["return"]
    named = [each for each in get_args(declared) if each is not NoneType]
    return named[0] if named else declared
