"""Queries that look at what a mutation would do: what is refused stands in their answer, as it would in its payload."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, get_type_hints

from strawberry.types import Info

from db.errors import Refused
from db.sql.keyset_pages import Listing, find_page
from schema.execution.selections import from_selection
from schema.graph.errors import user_error
from schema.graph.needs import Needs, field
from schema.graph.paging import Connection, reads_of_nodes, window_of


def preview(*, needs: Needs) -> Callable[[Callable[..., Any]], Any]:
    """Declare a preview, `async def (self, info, input) -> Answer`; the answer has `user_errors`, and can be empty."""
    return lambda resolver: field(resolver=_answering(resolver), needs=needs)


def _answering(resolver: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(resolver)
    async def answer(self: Any, info: Info, input: Any) -> Any:
        try:
            return await resolver(self, info, input)
        except Refused as refused:
            answer = get_type_hints(resolver, include_extras=True)["return"]
            return answer(
                user_errors=[user_error(problem, info.context.caller) for problem in refused.problems]
            )

    return answer


async def page_of(info: Info, listing: Listing[Any], **arguments: Any) -> Connection[Any]:
    """The page of a list that paging arguments ask for."""
    window = window_of(info, listing, arguments)
    return Connection(page=await find_page(listing, window, from_selection(info, reads_of_nodes)))
