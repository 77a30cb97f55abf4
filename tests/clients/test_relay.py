"""Relay: its compiler takes the schema, and its store follows mutations without asking again."""

from __future__ import annotations

import json
from pathlib import Path

from db.models import InteractionTemplate
from schema.graph.ids import encoded
from tests.api.servers import running
from tests.clients.tools import MODULES, copied, needs_node, node
from tests.databases import on_demo_data, on_sqlite


@needs_node
@on_sqlite  # a client cannot tell which database there is
@on_demo_data
async def test_relay_compiles_and_its_store_follows_mutations(database: str, tmp_path: Path) -> None:
    template = await InteractionTemplate.get(code="INHOUSE")
    built = await a_built_project(tmp_path)
    async with running(database) as server:
        url, contact = str(server.http.base_url.join("/graphql")), encoded("Contact", 3)
        output = await node(built, url, contact, encoded("InteractionTemplate", template.id))
    seen = json.loads(output)
    [postponed] = seen["postponed"]
    assert seen["refused"] == []
    assert seen["after"] == [postponed, *seen["before"]]
    assert (seen["resumed"], seen["status"]) == (seen["before"], "LOGGED")


async def a_built_project(folder: Path) -> Path:
    """Compiled by Relay, then by TypeScript, both strict."""
    project = copied("relay", folder)
    (project / "package.json").write_text('{"type": "module"}')
    (project / "src" / "__generated__").mkdir()
    await node(MODULES / "relay-compiler" / "cli.js", folder=project)
    await node(MODULES / "typescript" / "bin" / "tsc", "--project", ".", folder=project)
    artefacts = {path.name.split(".")[0] for path in (project / "src" / "__generated__").iterdir()}
    assert {
        "ContactsPaginationQuery",
        "ContactsNodeQuery",
        "SegmentsLogMutation",
        "Segments_lines",
    } <= artefacts
    return project / "built" / "running.js"
