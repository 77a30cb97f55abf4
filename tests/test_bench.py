"""What `bench/` asks is asked of the schema of today: a measurement is rare, and must not find a name that is gone."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

import bench
from bench.operations import OPERATIONS, Operation
from schema import printed

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    each.name
    for each in pkgutil.walk_packages(bench.__path__, "bench.")
    if not each.name.endswith("__main__")
)
SCHEMA = build_schema(printed())


def test_every_part_of_it_can_be_loaded() -> None:
    """The servers that it compares with too. They rebuild our types their own way, so it is a process apart."""
    load = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
    subprocess.run([sys.executable, "-c", load, *MODULES], cwd=ROOT, check=True, timeout=120)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
def test_every_operation_fits_the_schema(operation: Operation) -> None:
    assert validate(SCHEMA, parse(operation.touchbase)) == []


def documents(module: str) -> list[str]:
    """The operations that a module keeps under a name of its own."""
    kept = vars(importlib.import_module(module)).values()
    return [each for each in kept if isinstance(each, str) and each.startswith(("query", "mutation"))]


@pytest.mark.parametrize(
    "document",
    [each for module in MODULES if not module.startswith("bench.servers") for each in documents(module)],
)
def test_every_document_that_is_kept_fits_the_schema(document: str) -> None:
    assert validate(SCHEMA, parse(document)) == []
