"""The tools of clients where they are installed, and a copy of a project in which they may write."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SCHEMA = ROOT / "schema" / "schema.graphql"
OPERATIONS = ROOT / "api" / "graphiql" / "operations"
MODULES = HERE / "node_modules"
ARIADNE = ROOT / ".venv-clients" / "bin"
NODE = next(
    (
        found
        for folder in (None, str(ROOT / ".venv-node" / "bin"))
        if (found := shutil.which("node", path=folder))
    ),
    None,
)
PATIENCE = 240

needs_node = pytest.mark.skipif(
    NODE is None or not (MODULES / ".ready").is_file(),
    reason="the packages of tests/clients are missing, because npm or its registry is; "
    "`make clients` installs them and says what stands in the way",
)
needs_ariadne = pytest.mark.skipif(
    not (ARIADNE / ".." / ".ready").is_file(),
    reason="ariadne-codegen is missing, because PyPI was out of reach; "
    "`make clients` installs it and says what stands in the way",
)


def copied(project: str, to: Path) -> Path:
    """A project of tests/clients beside the schema, with the packages that it needs."""
    folder = shutil.copytree(HERE / project, to / project)
    shutil.copyfile(SCHEMA, folder / "schema.graphql")
    if MODULES.is_dir():
        (folder / "node_modules").symlink_to(MODULES)
    return folder


def prepared_operations() -> Iterator[Path]:
    return iter(sorted(OPERATIONS.glob("*.graphql")))


async def run(*words: str | Path, folder: Path) -> str:
    """What a program prints; it must end well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    process = await asyncio.create_subprocess_exec(
        *map(str, words),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        printed, complained = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, f"{words}\n{printed.decode()[-5000:]}\n{complained.decode()[-5000:]}"
    return printed.decode()


async def node(script: str | Path, *words: str | Path, folder: Path = HERE) -> str:
    assert NODE is not None
    return await run(NODE, script, *words, folder=folder)
