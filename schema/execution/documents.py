"""A Strawberry schema that runs breadth-first, and reads and checks each document once."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any, NamedTuple

import strawberry
from cachetools import LRUCache, cached
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse, specified_rules
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import validate_document
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from schema.execution.executor import BreadthFirstExecutor
from schema.execution.plans import MOST_CHARACTERS
from schema.execution.preparing import Checks, PreparedOperation

TOO_DEEP = "Document is nested too deeply. Nest less."
NOT_NAMED = "Must provide operation name if query contains multiple operations."
"""In the words of the reference implementation."""


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
    """Strawberry's own, but for how an operation is run when no extension wants to take part in it."""

    def __init__(
        self,
        *args: Any,
        executor: type[BreadthFirstExecutor] = BreadthFirstExecutor,
        checks: Checks = (),
        **kwargs: Any,
    ):
        super().__init__(*args, execution_context_class=executor, **kwargs)
        self._checks = checks
        kept: LRUCache[Any, ReadDocument] = LRUCache(MOST_CHARACTERS, getsizeof=_length)
        self.read = cached(kept, key=lambda query: query, lock=Lock())(self._read)

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
        if self.extensions:
            return await super().execute(
                query,
                variable_values,
                context_value,
                root_value,
                operation_name,
                allowed_operation_types,
                operation_extensions,
            )
        if not query:
            raise MissingQueryError
        document = self.read(query)
        parsed = document.parsed
        if parsed is not None:
            if (found := document.operations.get(operation_name)) is None:
                raise CannotGetOperationTypeError(operation_name)
            operation, kind = found
            if allowed_operation_types is not None and kind not in allowed_operation_types:
                raise InvalidOperationTypeError(kind)
        if parsed is None or document.errors:
            return self._reported(PreExecutionError(data=None, errors=list(document.errors)))
        if operation_name is None and document.is_ambiguous:
            return self._reported(PreExecutionError(data=None, errors=[GraphQLError(NOT_NAMED)]))
        key = (operation_name, executor or self.execution_context_class)
        if (prepared := document.prepared.get(key)) is None:
            prepared = PreparedOperation(self._schema, parsed, operation, key[1], self._checks)
            document.prepared[key] = prepared
        built = prepared.executor_for(root_value, context_value, variable_values, operation_extensions)
        if isinstance(built, list):
            return self._reported(PreExecutionError(data=None, errors=built))
        try:
            result = await built.executed()
        except Exception as error:
            failure = (
                error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
            )
            return self._reported(PreExecutionError(data=None, errors=[failure]))
        return self._reported(ExecutionResult(data=result.data, errors=result.errors))

    def _read(self, query: str) -> ReadDocument:
        try:
            document = parse(query)
            errors = self._wrong_with(document)
        except GraphQLError as error:
            return ReadDocument(None, [error], {}, False, {})
        except RecursionError:
            return ReadDocument(None, [GraphQLError(TOO_DEEP)], {}, False, {})
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        by_name = {each.name.value: each for each in reversed(operations) if each.name is not None}
        named: dict[str | None, OperationDefinitionNode] = (
            {None: operations[0], **by_name} if operations else {}
        )
        known = {name: (each, OperationType(each.operation.value)) for name, each in named.items()}
        return ReadDocument(document, errors, known, len(operations) > 1, {})

    def _wrong_with(self, document: DocumentNode) -> list[GraphQLError]:
        return validate_document(self._schema, document, tuple(specified_rules))

    def _reported(self, result: ExecutionResult) -> ExecutionResult:
        if result.errors:
            self._process_errors(result.errors)
        return result


def _length(document: ReadDocument) -> int:
    """The length of the text; a refused one counts as more than fits."""
    parsed = document.parsed
    return len(parsed.loc.source.body) if parsed is not None and parsed.loc else MOST_CHARACTERS + 1
