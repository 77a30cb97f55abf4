"""A Strawberry schema that runs breadth-first, and reads and checks each document once."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any, NamedTuple, Protocol

import strawberry
from cachetools import LRUCache, cached
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from schema.execution.executor import BreadthFirstExecutor
from schema.execution.paths import with_path_in
from schema.execution.plans import MOST_CHARACTERS
from schema.execution.preparing import Checks, LastChecks, PreparedOperation

MANY_TOKENS = "Document contains more than"
NESTED = "nested too deeply"
"""How the parser says that it has gone far enough."""
MOST_ERRORS = 20
"""How many errors of one document are reported."""
TOO_DEEP = "Document is nested too deeply. Nest less."
UNREADABLE = "A value in the document cannot be read. Write a shorter one."
NOT_NAMED = "Must provide operation name if query contains multiple operations."
"""In the words of the reference implementation."""


RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)


class Limits(Protocol):
    """How much a document may hold."""

    @property
    def document_size(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    def broken_by(self, document: DocumentNode) -> GraphQLError | None: ...
    def exceeded(self, limit: str, value: int) -> GraphQLError: ...


class ReadDocument(NamedTuple):
    """A document as it was parsed, and what is wrong with it."""

    parsed: DocumentNode | None
    errors: list[GraphQLError]
    operations: dict[str | None, tuple[OperationDefinitionNode, OperationType]]
    """Each operation by its name, and its kind; the first one where none is named."""
    is_ambiguous: bool
    """Whether there are several operations, so that one has to be named."""
    prepared: dict[tuple[str | None, type], PreparedOperation]
    """What was run of it before, by name and executor."""


class Schema(strawberry.Schema):
    """Strawberry's own, except for how an operation is run when no extension takes part in it."""

    def __init__(
        self,
        *args: Any,
        executor: type[BreadthFirstExecutor] = BreadthFirstExecutor,
        checks: Checks = (),
        early_checks: Checks = (),
        last_checks: LastChecks = (),
        **kwargs: Any,
    ):
        super().__init__(*args, execution_context_class=executor, **kwargs)
        self._checks = checks, early_checks, last_checks
        self._trusted: dict[str, ReadDocument] = {}
        self.limits: Limits | None = None
        self.shows_itself = True
        kept: LRUCache[Any, ReadDocument] = LRUCache(MOST_CHARACTERS, getsizeof=_length)
        self.read = cached(kept, key=lambda query: query, lock=Lock())(self._read_limited)

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
        executor: type[BreadthFirstExecutor] | None = None,
    ) -> ExecutionResult:
        """The result of an operation. `executor` is for callers that write it in a way of their own."""
        given = (variable_values, context_value, root_value, operation_name)
        if self.extensions:
            return await super().execute(query, *given, allowed_operation_types, operation_extensions)
        if not query:
            raise MissingQueryError
        document = self._trusted.get(query) or self.read(query)
        if errors := errors_before_running(document, operation_name, allowed_operation_types):
            return self._reported(PreExecutionError(data=None, errors=errors))
        prepared = self._prepared(document, operation_name, executor or self.execution_context_class)
        built = prepared.executor_for(root_value, context_value, variable_values, operation_extensions)
        return self._reported(await result_of(built))

    def _prepared(
        self, document: ReadDocument, name: str | None, executor: type[BreadthFirstExecutor]
    ) -> PreparedOperation:
        assert document.parsed is not None, "a document with errors is not run"
        prepared = document.prepared.get((name, executor))
        if prepared is None:
            operation, _ = document.operations[name]
            prepared = PreparedOperation(self._schema, document.parsed, operation, executor, *self._checks)
            document.prepared[name, executor] = prepared
        return prepared

    def trust(self, query: str) -> list[GraphQLError]:
        """Keep a document for ever, without limits; or say what is wrong with it."""
        document = self._read(query, None)
        if not document.errors:
            self._trusted[query] = document
        return document.errors

    def errors_in(self, query: str) -> list[GraphQLError]:
        """What would keep a document from being trusted; it is not kept."""
        return self._read(query, None).errors

    def _read_limited(self, query: str) -> ReadDocument:
        return self._read(query, self.limits)

    def _read(self, query: str, limits: Limits | None) -> ReadDocument:
        try:
            document = _parsed(query, limits)
            if limits is not None and (broken := limits.broken_by(document)) is not None:
                raise broken
            errors = self._validation_errors(document)
        except GraphQLError as error:
            return ReadDocument(None, [error], {}, False, {})
        except RecursionError:
            return ReadDocument(None, [_too_deep(query, limits)], {}, False, {})
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        by_name = {each.name.value: each for each in reversed(operations) if each.name is not None}
        named: dict[str | None, OperationDefinitionNode] = (
            {None: operations[0], **by_name} if operations else {}
        )
        known = {name: (each, OperationType(each.operation.value)) for name, each in named.items()}
        return ReadDocument(document, errors, known, len(operations) > 1, {})

    def _validation_errors(self, document: DocumentNode) -> list[GraphQLError]:
        rules = RULES if self.shows_itself else (*RULES, NoSchemaIntrospectionCustomRule)
        found = validate(self._schema, document, rules, max_errors=MOST_ERRORS, hide_suggestions=True)
        return [with_path_in(document, _of_the_document(error)) for error in found]

    def _reported(self, result: ExecutionResult) -> ExecutionResult:
        if result.errors:
            self._process_errors(result.errors)
        return result


def errors_before_running(
    document: ReadDocument, name: str | None, allowed: Iterable[OperationType] | None
) -> list[GraphQLError]:
    """Why an operation of a document is not run. It raises if there is none of that name, or of an allowed kind."""
    if document.parsed is not None:
        if (found := document.operations.get(name)) is None:
            raise CannotGetOperationTypeError(name)
        _, kind = found
        if allowed is not None and kind not in allowed:
            raise InvalidOperationTypeError(kind)
    if document.errors:
        return list(document.errors)
    return [GraphQLError(NOT_NAMED)] if name is None and document.is_ambiguous else []


async def result_of(built: BreadthFirstExecutor | list[GraphQLError]) -> ExecutionResult:
    """What came of an operation, or of the attempt to make an executor for it."""
    if isinstance(built, list):
        return PreExecutionError(data=None, errors=built)
    try:
        result = await built.executed()
    except Exception as error:
        failure = error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
        return PreExecutionError(data=None, errors=[failure])
    return ExecutionResult(data=result.data, errors=result.errors)


def _parsed(query: str, limits: Limits | None) -> DocumentNode:
    if limits is None:
        return parse(query)
    if len(query) > limits.document_size:
        raise limits.exceeded("document_size", len(query))
    try:
        return parse(query, max_lexical_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if MANY_TOKENS in error.message:
            raise limits.exceeded("tokens", limits.tokens + 1) from None
        if NESTED in error.message:
            raise _too_deep(query, limits) from None
        raise


def _of_the_document(error: GraphQLError) -> GraphQLError:
    """What a rule stumbles over stands in the document: Python reads no number of more than 4,300 digits."""
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return error
    return GraphQLError(UNREADABLE, error.nodes)


def _too_deep(query: str, limits: Limits | None) -> GraphQLError:
    """The depth is counted by the brackets, since the parser did not come to the end of them."""
    if limits is None:
        return GraphQLError(TOO_DEEP)
    deepest = open_now = 0
    for character in query:
        if character in "{[":
            open_now += 1
            deepest = max(deepest, open_now)
        elif character in "}]":
            open_now -= 1
    return limits.exceeded("depth", deepest)


def _length(document: ReadDocument) -> int:
    """The length of the text; a refused one counts as more than fits."""
    parsed = document.parsed
    return len(parsed.loc.source.body) if parsed is not None and parsed.loc else MOST_CHARACTERS + 1
