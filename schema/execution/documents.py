"""A Strawberry schema that runs breadth-first, and reads and checks each document once."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any, NamedTuple

import strawberry
from cachetools import LRUCache, cached
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, parse, specified_rules
from strawberry.exceptions import MissingQueryError
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import validate_document
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from schema.execution.executor import BreadthFirstExecutor
from schema.execution.plans import MOST_CHARACTERS

TOO_DEEP = "Document is nested too deeply. Nest less."


class ReadDocument(NamedTuple):
    """A document as it was parsed, and what is wrong with it."""

    parsed: DocumentNode | None
    errors: list[GraphQLError]
    kinds: dict[str | None, OperationType]
    """The kind of each operation by its name; that of the first one where none is named."""


class Schema(strawberry.Schema):
    """Strawberry's own, but for how an operation is run when no extension wants to take part in it."""

    def __init__(
        self, *args: Any, executor: type[BreadthFirstExecutor] = BreadthFirstExecutor, **kwargs: Any
    ):
        super().__init__(*args, execution_context_class=executor, **kwargs)
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
        document, errors, kinds = self.read(query)
        if document is not None:
            if (kind := kinds.get(operation_name)) is None:
                raise CannotGetOperationTypeError(operation_name)
            if allowed_operation_types is not None and kind not in allowed_operation_types:
                raise InvalidOperationTypeError(kind)
        if document is None or errors:
            return self._reported(PreExecutionError(data=None, errors=list(errors)))
        built = (executor or self.execution_context_class).build(
            self._schema,
            document,
            root_value,
            context_value,
            variable_values,
            operation_name,
            is_awaitable=optimized_is_awaitable,
            operation_extensions=operation_extensions,
        )
        if isinstance(built, list):
            return self._reported(ExecutionResult(data=None, errors=built))
        try:
            result: Any = built.execute_operation()
            if optimized_is_awaitable(result):
                result = await result
        except Exception as error:
            failure = (
                error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
            )
            return self._reported(PreExecutionError(data=None, errors=[failure]))
        return self._reported(ExecutionResult(data=result.data, errors=result.errors))

    def _read(self, query: str) -> ReadDocument:
        try:
            document = parse(query)
            errors = validate_document(self._schema, document, tuple(specified_rules))
        except GraphQLError as error:
            return ReadDocument(None, [error], {})
        except RecursionError:
            return ReadDocument(None, [GraphQLError(TOO_DEEP)], {})
        return ReadDocument(document, errors, _kinds(document))

    def _reported(self, result: ExecutionResult) -> ExecutionResult:
        if result.errors:
            self._process_errors(result.errors)
        return result


def _length(document: ReadDocument) -> int:
    """The length of the text; a refused one counts as more than fits."""
    parsed = document.parsed
    return len(parsed.loc.source.body) if parsed is not None and parsed.loc else MOST_CHARACTERS + 1


def _kinds(document: DocumentNode) -> dict[str | None, OperationType]:
    kinds: dict[str | None, OperationType] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            kind = OperationType(definition.operation.value)
            kinds.setdefault(None, kind)
            if definition.name is not None:
                kinds.setdefault(definition.name.value, kind)
    return kinds
