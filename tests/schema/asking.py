"""Documents as clients send them, executed without HTTP."""

from __future__ import annotations

from typing import Any

from db.callers import Caller
from schema import schema
from schema.graph.context import Context
from tests.conftest import NOW

ANY_COST = 10**9
"""What an operation may cost is tried in tests/schema/guards/test_limits.py; here everything is asked for at once."""


async def ask(document: str, idempotency_key: str | None = None, **variables: Any) -> dict[str, Any]:
    """The data of an operation that has no errors."""
    context = Context(now=NOW, idempotency_key=idempotency_key, max_cost=ANY_COST)
    result = await schema.execute(document, variable_values=variables, context_value=context)
    assert not result.errors, result.errors
    assert result.data is not None
    return result.data


async def refusal(document: str, **variables: Any) -> str:
    """The message of the one error of an operation that cannot be done."""
    result = await schema.execute(document, variable_values=variables, context_value=Context(now=NOW))
    assert result.errors and len(result.errors) == 1, result
    return result.errors[0].message


async def ask_as(caller: Caller, document: str, **variables: Any) -> dict[str, Any]:
    """The same for a caller with its own rights and limits."""
    result = await schema.execute(document, variables, Context(now=NOW, caller=caller))
    assert not result.errors, result.errors
    assert result.data is not None
    return result.data


async def change_as(caller: Caller, mutation: str, **values: Any) -> None:
    """A mutation that a caller asks for, and that is done."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ message }} }} }}"
    answer = await ask_as(caller, document, input=values)
    assert answer[mutation]["userErrors"] == []
