"""Apollo and urql: types and typed documents by graphql-codegen, and a program that uses them, strictly typed."""

from __future__ import annotations

import re
from pathlib import Path

from tests.clients.tools import MODULES, copied, needs_node, node, prepared_operations


@needs_node
async def test_what_graphql_codegen_makes_is_strictly_typed(tmp_path: Path) -> None:
    project = copied("codegen", tmp_path)
    generated = project / "src" / "generated"
    generated.mkdir()
    own = project / "src" / "operations" / "app.graphql"
    await node("generate.mjs", "schema.graphql", generated, own, *prepared_operations(), folder=project)
    await node(MODULES / "typescript" / "bin" / "tsc", "--noEmit", "--project", ".", folder=project)
    typed = (generated / "operations.ts").read_text("utf-8")
    documents = re.findall(r"export const (\w+)Document = ", typed)
    assert len(documents) == len(set(documents)) > len(list(prepared_operations()))
    assert re.findall(r"[:<|] any\b", typed) == []  # no scalar is left untyped
