"""The nodes that keep an action from being done: the one that has a key already, and those that use another one."""

from __future__ import annotations

from typing import Any

import strawberry

from db.callers import Caller
from db.errors import KeyTaken, StillUsed
from schema.graph.errors import UserError, error_type
from schema.graph.ids import NOUNS, Node
from schema.graph.needs import object_type
from schema.graph.seen import if_readable, may_read


def _shown_users(problem: StillUsed, caller: Caller) -> dict[str, Any]:
    readable = [each for each in problem.by if may_read(caller, NOUNS[each.model])]
    return {
        "by": [row for each in readable for row in each.rows],
        "by_count": sum(each.count for each in readable),
    }


@error_type(KeyTaken, lambda problem, caller: {"existing": if_readable(caller, problem.existing)})
@object_type(needs=None)
class NotUnique(UserError):
    """Another node has this key already."""

    existing: Node | None = None
    """The node that has it; null if the caller may not see it, or if the input itself names the key twice."""


@error_type(StillUsed, _shown_users)
@object_type(needs=None)
class InUse(UserError):
    """Other nodes use this one, so it cannot be deleted or changed so."""

    by: list[Node] = strawberry.field(default_factory=list)
    """Some of the nodes that use it, at most 10 of each type; only those that the caller may see."""
    by_count: int = 0
    """How many nodes that the caller may see use it, counted up to 10,000 of each type."""
