"""What went wrong, as clients see it; the one place where a broken rule becomes an answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, get_type_hints

import strawberry
from graphql import FieldNode, GraphQLError, GraphQLSyntaxError, OperationDefinitionNode
from graphql import Node as AstNode
from strawberry.types import Info
from strawberry.utils.str_converters import to_camel_case

from db.callers import Caller
from db.errors import (
    Code,
    InvalidArgument,
    LimitExceeded,
    OvertakenTooOften,
    Problem,
    Refused,
    RevisionStale,
    echoed,
    without_long_echoes,
)
from db.writes.authors import author_id
from db.writes.write_context import Write, writing
from schema.graph.all_problems import with_all_problems
from schema.graph.enums import Scope
from schema.graph.ids import Node
from schema.graph.inputs import idempotency_of
from schema.graph.needs import Needs, interface, metadata, object_type
from schema.graph.seen import as_seen, if_readable

T = TypeVar("T", bound=type)

_VALUE = re.compile(r"(?s)[\[{].*")
"""A list or an object that was sent, as graphql-core repeats it: at the end of what it says."""

logger = logging.getLogger("touchbase")

TRY_AGAIN = "TRY_AGAIN"
"""The code of a mutation that was overtaken again and again, and has done nothing."""

ERROR_TYPES: dict[type[Problem], type[UserError]] = {}
"""The type that shows each kind of problem."""

Shown = Callable[[Any, Caller], dict[str, Any]]
SHOWN: dict[type[Problem], Shown] = {}
"""What a caller is shown of a kind of problem besides code, message and path."""

strawberry.enum(Code, name="UserErrorCode")


@interface(needs=None)
class UserError:
    """Why an action was refused. It changed nothing, except that SKIP_INVALID does what it can and lists the rest."""

    code: Code
    """The stable name of the problem."""
    message: str
    """A sentence that says what to do."""
    path: list[str] | None = None
    """The input field that caused it, from `input` on; `input` alone if no single field did. Null: no input caused it;
    there is no such error today."""


def error_type(problem: type[Problem], shown: Shown | None = None) -> Callable[[T], T]:
    """Mark the type that shows a kind of problem: its fields have the names of those of the problem.

    `shown` gives the values of fields that not every caller may see, or that the problem has in another form.
    """

    def declare(declared: T) -> T:
        ERROR_TYPES[problem] = declared
        if shown is not None:
            SHOWN[problem] = shown
        return declared

    return declare


@error_type(Problem)
@object_type(needs=None)
class ValidationError(UserError):
    """A value of the input, or the state of what it names, does not allow the action."""


@error_type(RevisionStale, lambda problem, caller: {"current": if_readable(caller, problem.current)})
@object_type(needs=None)
class RevisionConflict(UserError):
    """Somebody else changed the node since the caller looked at it."""

    current: Node | None = None
    """The node as it is now; null if the caller may not see nodes of its type."""


@strawberry.type
class Payload:
    """What every payload carries."""

    client_mutation_id: str | None = None
    """The `clientMutationId` of the input, echoed; null if the input had none."""
    user_errors: list[UserError] = strawberry.field(default_factory=list)
    """Why the action was refused; empty when it was done."""
    replayed: bool = False
    """True if this answer was kept from an earlier request with this idempotency key; false if done now."""


@strawberry.type
class ChangePayload(Payload):
    """What every payload carries of an action that may find nothing to do."""

    changed: bool = False
    """Whether this changed anything."""


def mutation(*, needs: Needs) -> Callable[[Callable[..., Any]], Any]:
    """Declare a mutation, `async def (info, input) -> Payload`, and what whoever runs it needs."""
    return lambda resolver: strawberry.mutation(resolver=_answering(resolver), metadata=metadata(needs))


def _answering(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """The resolver of a mutation. A refusal of the rules becomes `userErrors`.

    Rows in its answer are read once more as the caller sees them, those of errors too (`as_seen`). While it runs,
    `writing` holds what the transaction of its verb has to know of the request.
    """

    @wraps(resolver)
    async def answer(info: Info, input: Any) -> Any:
        write = write_of(info)
        before = writing.set(write)
        try:
            await author_id()
            payload = await with_all_problems(_done(resolver, write, info, input))
        except Refused as refused:
            payload = get_type_hints(resolver, include_extras=True)["return"](
                user_errors=[user_error(problem, write.caller) for problem in refused.problems]
            )
        finally:
            writing.reset(before)
        payload = await as_seen(payload)
        payload.replayed = write.replayed
        payload.client_mutation_id = getattr(input, "client_mutation_id", None) or None
        return payload

    return answer


async def _done(resolver: Callable[..., Any], write: Write, info: Info, input: Any) -> Any:
    write.idempotency_key = idempotency_of(info, input)
    return await resolver(info, input)


def write_of(info: Info) -> Write:
    """What is known of a mutation before it begins."""
    context = info.context
    return Write(
        info.field_name,
        context.caller,
        context.now,
        context.address,
        context.request_id,
        context.operation_name or _name_of(info.operation),
    )


def _name_of(operation: OperationDefinitionNode) -> str | None:
    return operation.name and operation.name.value


def user_error(problem: Problem, caller: Caller) -> UserError:
    values = vars(problem) | {
        "message": without_long_echoes(problem.message),
        "path": ["input", *map(to_camel_case, problem.path)],
    }
    shown = SHOWN.get(type(problem))
    return ERROR_TYPES[type(problem)](**values | (shown(problem, caller) if shown else {}))


def coded(failures: Sequence[GraphQLError], request_id: str | None) -> list[GraphQLError]:
    """Errors of the request as clients may see them: each with a code, and nothing of ours inside."""
    return [_coded(failure, request_id) for failure in failures]


def our_fault(request_id: str | None) -> str:
    return f"Something went wrong on our side. Tell us the request id {request_id}."


def lacking(caller: Caller, name: str, node: AstNode, scope: Scope) -> GraphQLError:
    """What somebody is answered who asks for a field, or by an argument of this name, without the right."""
    message = (
        f"`{name}` needs the scope {scope}, which you do not have as {caller.role}."
        f" Leave the {'field' if isinstance(node, FieldNode) else 'argument'} out,"
        " or ask an administrator for the right."
    )
    return GraphQLError(message, node, extensions={"code": "FORBIDDEN", "scope": scope.value})


def server_stopping() -> GraphQLError:
    """What is answered to a request that comes while the server stops: nothing of it has been begun."""
    message = "The server is stopping and has begun nothing. Send the request again, on a new connection."
    return GraphQLError(message, extensions={"code": "SERVER_STOPPING"})


def _coded(failure: GraphQLError, request_id: str | None) -> GraphQLError:
    cause = failure.original_error
    if isinstance(failure, GraphQLSyntaxError):
        return _with_code(failure, "GRAPHQL_PARSE_FAILED")
    if isinstance(cause, LimitExceeded):
        numbers = {"limit": cause.limit, "value": cause.value, "maximum": cause.maximum}
        failure.extensions = {"code": "LIMIT_EXCEEDED", **numbers}
        return failure
    if isinstance(cause, InvalidArgument) and cause.path:
        failure.extensions = {"path": [to_camel_case(each) for each in cause.path]}
    if isinstance(cause, InvalidArgument | Refused):
        return _with_code(failure, "BAD_USER_INPUT")
    if isinstance(cause, OvertakenTooOften):
        return _with_code(failure, TRY_AGAIN)
    if cause is None or isinstance(cause, GraphQLError):
        failure.message = _VALUE.sub(lambda value: echoed(value[0]), failure.message)
        return _with_code(failure, "BAD_USER_INPUT" if failure.path else "GRAPHQL_VALIDATION_FAILED")
    logger.error("request %s failed", request_id, exc_info=cause)
    extensions = {"code": "INTERNAL_SERVER_ERROR"}
    return GraphQLError(our_fault(request_id), failure.nodes, path=failure.path, extensions=extensions)


def _with_code(failure: GraphQLError, code: str) -> GraphQLError:
    failure.message = without_long_echoes(failure.message)
    failure.extensions = {"code": code, **(failure.extensions or {})}
    return failure
