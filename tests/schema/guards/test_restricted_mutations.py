"""For every statement behind a mutation it is decided what a restricted caller sees: none is refused."""

from __future__ import annotations

import pytest

from db.callers import SCOPES_OF, Role
from db.sql import statements
from schema import schema
from schema.guards.scopes import declared_needs
from tests.builders import a_salesperson
from tests.schema.acting import INPUTS, selection_of
from tests.schema.calling import a_caller, data_for

OPEN = sorted(
    name
    for name, needs in declared_needs(schema._schema).mutations.items()
    if SCOPES_OF[Role.SALESPERSON].issuperset(needs)
)
"""What a caller who sees only their own work may do."""


@pytest.mark.parametrize("mutation", OPEN)
async def test_no_mutation_runs_a_statement_that_nobody_decided(mutation: str) -> None:
    """The caller owns whatever there is, so that each goes as far as it can."""
    given = await INPUTS[mutation]()
    own = await a_salesperson()
    for table in ("contact", "interaction"):
        await statements.change(f"UPDATE {table} SET salesperson_id = :own", own=own.id)
    caller = a_caller(Role.SALESPERSON, salesperson_id=own.id, sees_only_own=True)
    kind = f"{mutation[0].upper()}{mutation[1:]}"
    document = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {selection_of(f'{kind}Payload')} }} }}"
    assert (await data_for(caller, document, input=given))[mutation]["userErrors"] == []
