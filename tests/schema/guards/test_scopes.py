"""What does not say what it needs keeps the schema from being built; what says it is held to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from db import models
from db.callers import Role, Scope
from db.contacts.finding import find_contacts
from schema import Mutation, Query, TouchbaseSchema
from schema.graph.context import Context
from schema.graph.edges import list_of
from schema.graph.errors import Payload, mutation
from schema.graph.ids import Node, node
from schema.graph.money import Money
from schema.graph.needs import field, interface, object_type
from schema.graph.paging import Connection
from schema.graph.scalars import SCALARS
from schema.guards.scopes import needs_to_select
from tests.conftest import NOW
from tests.schema.asking import ANY_COST
from tests.schema.calling import a_caller, code_of


def built(query: type = Query, mutation: type = Mutation) -> TouchbaseSchema:
    """The whole schema with other roots."""
    config = StrawberryConfig(scalar_map=SCALARS)
    return TouchbaseSchema(query=query, mutation=mutation, config=config)


@pytest.mark.parametrize(
    "declare",
    [
        mutation,
        partial(node, models.Contact),
        object_type,
        interface,
        field,
        partial(list_of, find_contacts),
    ],
)
def test_a_declaration_must_say_what_it_needs(declare: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'needs'"):
        declare()


@strawberry.type
class UndeclaredValue:
    """Declares nothing."""

    amount: int


@strawberry.type
class UndeclaredHeir(Money):
    """Declares nothing, though what it inherits from does."""


@strawberry.type
class UndeclaredNode(Node):
    """A noun that was declared without `@node`."""


@strawberry.interface
class UndeclaredInterface:
    amount: int


@object_type(needs=None)
class ValueOfUndeclaredInterface(UndeclaredInterface):
    pass


UndeclaredUnion = Annotated[UndeclaredValue | Money, strawberry.union("UndeclaredUnion")]


def query_of(kind: Any) -> type:
    """Query with one field more, which says that it needs nothing."""

    def probe() -> Any: ...

    probe.__annotations__["return"] = kind
    declared = type("WithProbe", (Query,), {"probe": field(resolver=probe, needs=None)})
    return strawberry.type(declared, name="Query")


@pytest.mark.parametrize(
    "kind, named",
    [
        (UndeclaredValue, "UndeclaredValue"),
        (UndeclaredHeir, "UndeclaredHeir"),
        (UndeclaredNode, "UndeclaredNode"),
        (ValueOfUndeclaredInterface, "UndeclaredInterface"),
        (UndeclaredUnion, "UndeclaredUnion, UndeclaredValue"),
        (Connection[UndeclaredValue], "UndeclaredValue, UndeclaredValueConnection, UndeclaredValueEdge"),
    ],
)
def test_a_new_type_that_does_not_say_what_it_needs_keeps_the_schema_from_being_built(
    kind: Any, named: str
) -> None:
    with pytest.raises(TypeError, match=rf"not declared what these need of a caller: {named}\. .*`needs="):
        built(query=query_of(kind))


@strawberry.type(name="Query")
class QueryWithAUndeclaredField(Query):
    @strawberry.field
    def probe(self) -> int:
        """Declares nothing."""
        return 1


@strawberry.type
class ProbePayload(Payload):
    """Needs to declare nothing."""


@strawberry.type(name="Mutation")
class MutationWithAUndeclaredField(Mutation):
    @strawberry.mutation
    def probe(self) -> ProbePayload:
        """Declares nothing."""
        return ProbePayload()


def test_a_new_field_of_query_that_does_not_say_what_it_needs_keeps_the_schema_from_being_built() -> None:
    with pytest.raises(TypeError, match=r"of a caller: Query\.probe\."):
        built(query=QueryWithAUndeclaredField)


def test_a_new_mutation_that_does_not_say_what_it_needs_keeps_the_schema_from_being_built() -> None:
    with pytest.raises(TypeError, match=r"of a caller: Mutation\.probe\."):
        built(mutation=MutationWithAUndeclaredField)


@object_type(needs=Scope.AUDIT_READ)
class GuardedValue:
    """For administrators."""

    amount: int
    """The amount."""

    @field(needs=(Scope.CALLERS_WRITE, Scope.AUDIT_READ))
    def secret(self) -> int:
        """Needs more than its type."""
        return 2


@object_type(needs=(Scope.SETUP_READ, Scope.AUDIT_READ))
class OtherValue:
    """For others."""

    amount: int
    """The amount."""


GuardedUnion = Annotated[GuardedValue | OtherValue, strawberry.union("GuardedUnion")]


@strawberry.type(name="Query")
class QueryWithGuardedFields(Query):
    @field(needs=None)
    def guarded(self) -> GuardedValue:
        """Needs what its type does."""
        return GuardedValue(amount=1)

    @field(needs=Scope.CONTENTS_READ)
    def several(self) -> list[GuardedUnion]:
        """Needs what all types of the union do."""
        return []


def test_a_field_needs_what_it_says_and_what_the_types_at_both_ends_say() -> None:
    types: Any = built(query=QueryWithGuardedFields)._schema.type_map
    assert needs_to_select(types["Query"].fields["guarded"]) == (Scope.AUDIT_READ,)
    assert needs_to_select(types["GuardedValue"].fields["amount"]) == (Scope.AUDIT_READ,)
    assert needs_to_select(types["GuardedValue"].fields["secret"]) == (Scope.CALLERS_WRITE, Scope.AUDIT_READ)
    assert needs_to_select(types["Query"].fields["several"]) == (
        *(Scope.CONTENTS_READ, Scope.AUDIT_READ, Scope.SETUP_READ),
    )


@pytest.mark.parametrize(
    "scopes, code", [({Scope.AUDIT_READ}, None), ({Scope.SETUP_READ, Scope.CALLERS_WRITE}, "FORBIDDEN")]
)
async def test_what_a_new_field_says_is_asked_of_callers(scopes: set[Scope], code: str | None) -> None:
    caller = a_caller(Role.ADMIN, scopes=frozenset(scopes))
    context = Context(now=NOW, caller=caller, max_cost=ANY_COST)
    result = await built(query=QueryWithGuardedFields).execute(
        "{ guarded { amount } }", context_value=context
    )
    assert code_of(result) == code
    assert result.data == (None if code else {"guarded": {"amount": 1}})
