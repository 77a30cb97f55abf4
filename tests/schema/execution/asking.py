"""Asks both executors, and expects the same answer from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from schema.execution.executor import BreadthFirstExecutor
from tests.schema.execution.comparing import faults, first_difference
from tests.schema.execution.graph import Silent


class Both:
    """A schema for each executor, made of the same types, or of what a function makes twice."""

    def __init__(self, query: Any, **options: Any) -> None:
        make = (lambda: query) if isinstance(query, type) else query
        self.core = Silent(make(), **options)
        self.mine = Silent(make(), execution_context_class=BreadthFirstExecutor, **options)

    async def ask(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        context: Callable[[], Any] = dict,
        root: Callable[[], Any] = lambda: None,
        operation: str | None = None,
    ) -> Any:
        """What both answer; each gets a context and a root of its own. Errors may come in another order."""
        results = [
            await schema.execute(document, variables, context(), root(), operation)
            for schema in (self.core, self.mine)
        ]
        return agreed(*results, in_order=False)

    def ask_now(self, document: str, variables: dict[str, Any] | None = None, context: Any = dict) -> Any:
        """The same without an event loop."""
        core, mine = (
            schema.execute_sync(document, variables, context()) for schema in (self.core, self.mine)
        )
        return agreed(core, mine)


def agreed(core: Any, mine: Any, in_order: bool = True) -> Any:
    """The result, if it is one."""
    assert repr(mine.data) == repr(core.data), first_difference(mine.data, core.data)
    ours, theirs = faults(mine), faults(core)
    assert ours == theirs if in_order else Counter(ours) == Counter(theirs)
    assert mine.extensions == core.extensions
    return mine


def messages(result: Any) -> list[tuple[str, list[Any] | None]]:
    return [(error.message, error.path) for error in result.errors or ()]
