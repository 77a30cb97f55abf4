"""Docstrings become the documentation of the graph: those of classes, of functions, and under attributes."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise
from typing import Any

from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.enum import StrawberryEnumDefinition


def describe(declared: type) -> None:
    """Fill in what a Strawberry type, input, interface or enum leaves undescribed."""
    if (definition := declared.__dict__.get("__strawberry_definition__")) is None:
        return
    own = [each for each in declared.__mro__ if each.__module__ in sys.modules and each is not object]
    written: dict[str, str] = {}
    for each in reversed(own):
        written |= _attributes(each.__module__).get(each.__qualname__, {})
    if (
        definition.description is None
        and declared.__doc__
        and not declared.__doc__.startswith(f"{declared.__name__}(")
    ):
        definition.description = inspect.cleandoc(declared.__doc__)
    if isinstance(definition, StrawberryEnumDefinition):
        for value in definition.values:
            value.description = value.description or written.get(value.name)
    elif isinstance(definition, StrawberryObjectDefinition):
        for field in definition.fields:
            resolver: Any = field.base_resolver.wrapped_func if field.base_resolver else None
            field.description = field.description or written.get(field.python_name) or _cleaned(resolver)
            for argument in field.arguments:
                argument.description = argument.description or _of_its_type(argument.type)


def _of_its_type(kind: Any) -> str | None:
    """An input argument is described by its input type."""
    declared = getattr(kind, "of_type", kind)
    return _cleaned(declared) if hasattr(declared, "__strawberry_definition__") else None


def _cleaned(function: Any) -> str | None:
    return inspect.cleandoc(function.__doc__) if function is not None and function.__doc__ else None


@cache
def _attributes(module: str) -> dict[str, dict[str, str]]:
    """The string literals that stand under attributes, by class and attribute."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (OSError, TypeError):
        return {}
    found: dict[str, dict[str, str]] = {}
    for declared in tree.body:
        if isinstance(declared, ast.ClassDef):
            found[declared.name] = dict(_documented(declared.body))
    return found


def _documented(body: list[ast.stmt]) -> list[tuple[str, str]]:
    described = []
    for statement, following in pairwise(body):
        is_text = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
        if is_text and isinstance(statement, ast.AnnAssign | ast.Assign):
            target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
            if isinstance(target, ast.Name):
                described.append((target.id, inspect.cleandoc(str(following.value.value))))  # type: ignore[attr-defined]
    return described
