"""What callers or an outage can repeat has a line a minute in the log: every warning and error is looked at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOUD = {f"logger.{level}" for level in ("warning", "error", "exception", "critical")}
MAY_REPEAT = {
    "request %s failed": "a fault of ours: its answer has the number that this line is found by",
    "delivery %s could not be written": "once for an attempt of a delivery, which have their limit",
    "the mail server is in trouble: %s": "after each comes a pause that grows to five minutes",
    "delivery %s was %s, but somebody else holds it by now": "once for an attempt of a delivery",
    "what came of a delivery is not recorded yet": "tried again for two minutes, once for a delivery",
    "the worker starts again in %s seconds": "after each comes a pause that grows",
    "not ready: %s": "only when the reason has changed",
    "%s Deliveries stay queued until that is changed and the server started again.": "the worker ends with it",
    "MAX_CONNECTIONS is %d and not %d: the system gives %d files": "once for a process, at its start",
}
"""Why a line that somebody may cause has no limit, by the text of the line."""


def loud_calls(tree: ast.AST, is_seldom: bool = False) -> Iterator[tuple[ast.Call, bool]]:
    """Each call of a logger, and whether it stands below a question whether it is due."""
    for node in ast.iter_child_nodes(tree):
        asks = isinstance(node, ast.If) and "is_due()" in ast.unparse(node.test)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in LOUD:
            yield node, is_seldom
        yield from loud_calls(node, is_seldom or asks)


def text_of(call: ast.Call) -> str:
    """What the line says, or the expression that does."""
    said = call.args[0]
    return str(said.value) if isinstance(said, ast.Constant) else ast.unparse(said)


def test_every_loud_line_is_seldom_or_says_why_not() -> None:
    found = [
        (text_of(call), is_seldom)
        for room in ("api", "db", "schema")
        for path in sorted((ROOT / room).rglob("*.py"))
        for call, is_seldom in loud_calls(ast.parse(path.read_text()))
    ]
    assert {text for text, is_seldom in found if not is_seldom} == set(MAY_REPEAT)
    assert any(is_seldom for _, is_seldom in found)
