"""Wrong arguments are refused before anything runs: no statement is executed, and nothing is half answered.

Each field with arguments is found when an operation is prepared. What is written in the document is looked at once;
what variables bring, in every request. The inputs of mutations and previews are left out: what is malformed in them
is a user error (`schema/graph/all_problems.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues, get_directive_values
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from db.errors import InvalidArgument, LimitExceeded, Path
from schema.execution.arguments import Arguments
from schema.execution.inputs import Inputs
from schema.execution.preparing import LastCheck
from schema.graph.checked_arguments import check_of
from schema.graph.context import Context
from schema.graph.inputs import reading_of_argument

INPUT = "input"
"""The argument of mutations and previews."""
DECIDING = ("skip", "include")
Directives = tuple[DirectiveNode, ...]
"""Those around a field that may leave it out."""
MOST_ERRORS = 20


def check_for(
    schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], operation: OperationDefinitionNode
) -> LastCheck | None:
    """Looks at the arguments of an operation: the context and the variables go in, all that is wrong comes out."""
    root = schema.get_root_type(operation.operation)
    assert root is not None, "validation has looked"
    asked = list(_Fields(schema, fragments).asked(operation.selection_set, root, (), ()))
    if not asked:
        return None

    def check(context: Context, variables: VariableValues) -> list[GraphQLError] | None:
        errors = [error for each in asked for error in each.errors(context, variables)]
        return errors[:MOST_ERRORS] or None

    return check


class _Asked:
    """A field with arguments, at the first place of the document that leads to it."""

    def __init__(
        self,
        schema: GraphQLSchema,
        definition: GraphQLField,
        declared: StrawberryField,
        node: FieldNode,
        path: Path,
        directives: Directives,
    ) -> None:
        converter = schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
        inputs = Inputs(declared.arguments, converter)
        self._arguments = Arguments(definition, FieldDetails(node, None), inputs.converted)
        self._declared = {each.python_name: each for each in declared.arguments if each.python_name != INPUT}
        self._check = check_of(declared)
        self._node, self._path, self._directives = node, path, directives
        self._good_for: int | None = None
        """The largest page with which arguments that never vary were found good."""

    def errors(self, context: Context, variables: VariableValues) -> list[GraphQLError]:
        """All that is wrong with the arguments; nothing if the field is left out."""
        if self._good_for == context.max_page_size or not self._is_included(variables):
            return []
        run: Any = SimpleNamespace(variable_values=variables, hide_suggestions=True)
        try:
            given = self._arguments.given(run)
        except GraphQLError as error:
            return [self._error(error.message, ())]
        errors = list(self._wrong(context, given))
        if not errors and self._arguments.is_constant:
            self._good_for = context.max_page_size
        return errors

    def _wrong(self, context: Context, given: Mapping[str, Any]) -> Iterator[GraphQLError]:
        is_malformed = False
        for name, value in given.items():
            if (declared := self._declared.get(name)) is None:
                continue
            for problem in reading_of_argument(declared, value).problems:
                is_malformed = True
                yield self._error(problem.message, problem.path)
        if is_malformed or self._check is None:
            return
        try:
            self._check(context, given)
        except InvalidArgument as invalid:
            yield self._error(str(invalid), invalid.path, invalid)

    def _error(self, message: str, path: Path, cause: InvalidArgument | None = None) -> GraphQLError:
        where = [*self._path, *map(to_camel_case, path)]
        numbers: dict[str, Any] = {"code": "BAD_USER_INPUT"}
        if isinstance(cause, LimitExceeded):
            numbers = {
                "code": "LIMIT_EXCEEDED",
                "limit": cause.limit,
                "value": cause.value,
                "maximum": cause.maximum,
            }
        return GraphQLError(message, self._node, extensions={**numbers, "path": where})

    def _is_included(self, variables: VariableValues) -> bool:
        for directive in self._directives:
            kind = GraphQLSkipDirective if directive.name.value == "skip" else GraphQLIncludeDirective
            holder = SimpleNamespace(directives=[directive])
            values = get_directive_values(kind, holder, variables)  # type: ignore[arg-type]
            if values and values["if"] is (kind is GraphQLSkipDirective):
                return False
        return True


class _Fields:
    """Goes once through everything that an operation selects, through each fragment once."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._seen: set[str] = set()

    def asked(
        self, selected: SelectionSetNode | None, parent: GraphQLNamedType, path: Path, around: Directives
    ) -> Iterator[_Asked]:
        for node in selected.selections if selected else ():
            within = around + tuple(each for each in node.directives or () if each.name.value in DECIDING)
            if isinstance(node, FieldNode):
                yield from self._in_field(node, parent, path, within)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._in_fragment(node.name.value, path, within)
            elif isinstance(node, InlineFragmentNode):
                kind = (
                    self._schema.type_map[node.type_condition.name.value] if node.type_condition else parent
                )
                yield from self.asked(node.selection_set, kind, path, within)

    def _in_field(
        self, node: FieldNode, parent: GraphQLNamedType, path: Path, within: Directives
    ) -> Iterator[_Asked]:
        definition = self._schema.get_field(parent, node.name.value)  # type: ignore[arg-type]
        if definition is None:
            return
        below = (*path, (node.alias or node.name).value)
        declared = definition.extensions.get("strawberry-definition")
        if definition.args and isinstance(declared, StrawberryField):
            yield _Asked(self._schema, definition, declared, node, below, within)
        yield from self.asked(node.selection_set, get_named_type(definition.type), below, within)

    def _in_fragment(self, name: str, path: Path, within: Directives) -> Iterator[_Asked]:
        if name not in self._seen:
            self._seen.add(name)
            fragment = self._fragments[name]
            kind = self._schema.type_map[fragment.type_condition.name.value]
            yield from self.asked(fragment.selection_set, kind, path, within)
