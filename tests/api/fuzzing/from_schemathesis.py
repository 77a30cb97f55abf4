"""Operations that schemathesis makes of the printed schema, with some ids of rows that are there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import orjson
import schemathesis
from graphql import GraphQLInputObjectType
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from schema import schema
from tests.api.fuzzing.values import DAYS, DECIMALS, MOMENTS, Ids, Values
from tests.locking import alone_on_this_machine
from tests.schema.calling import nouns_by_field
from tests.templates import forget_old_files, shared_folder

ROOT = Path(__file__).parents[3]
PRINTED = ROOT / "schema" / "schema.graphql"
REQUIREMENTS = ROOT / "requirements" / "test.txt"
OF_SCALAR = {"DateTime": MOMENTS, "Date": DAYS, "Decimal": DECIMALS, "Upload": ("file",)}
PLACE_OF_ID = "an-id"


def operations_from_schemathesis(each: int, chance: Random, ids: Ids) -> Iterator[str]:
    """So many operations for each field of Query and Mutation."""
    documents = _kept_documents(each, chance.randrange(2**32))
    values = Values(chance, ids)
    for document in documents:
        yield _with_ids(document, values)


def _kept_documents(each: int, begin: int) -> list[str]:
    """To make them takes longer than to run them, and they are the same for both databases."""
    made_from = [PRINTED, REQUIREMENTS, *sorted(Path(__file__).parent.glob("*.py"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()[:16]
    kept = shared_folder() / f"schemathesis_{digest}_{each}_{begin}.json"
    with alone_on_this_machine(shared_folder() / "schemathesis.lock"):
        if not kept.exists():
            forget_old_files(kept.parent, "schemathesis_*.json")
            kept.write_bytes(orjson.dumps(list(_documents(each, Random(begin)))))
    return orjson.loads(kept.read_bytes())


def _documents(each: int, chance: Random) -> Iterator[str]:
    for name, values in OF_SCALAR.items():
        schemathesis.graphql.scalar(name, st.sampled_from(values).map(nodes.String))
    schemathesis.graphql.scalar("ID", st.just(nodes.String(PLACE_OF_ID)))
    for found in schemathesis.graphql.from_path(str(PRINTED)).get_all_operations():
        strategy = found.ok().as_strategy()  # type: ignore[union-attr]
        yield from _examples(strategy, each, chance.randrange(2**32))


def _examples(strategy: st.SearchStrategy, count: int, begin: int) -> list[str]:
    made: list[str] = []

    @seed(begin)
    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),  # type: ignore[arg-type]
    )
    @given(strategy)
    def collect(case: schemathesis.Case) -> None:
        assert isinstance(case.body, str)
        made.append(case.body)

    collect()
    return made[:count]


def _with_ids(document: str, values: Values) -> str:
    """Real ids in their places, as the name of the field in front of each says."""
    fields = re.compile(rf'(\w+):\s*(\[[^\[\]]*\]|"{PLACE_OF_ID}")')
    root = re.search(r"\{\s*(\w+)", document)
    nouns = _nouns_by_name()
    noun = root[1][0].upper() + root[1][1:] if root else None

    def filled(found: re.Match[str]) -> str:
        name = found[1]
        return re.sub(f'"{PLACE_OF_ID}"', lambda _: _quoted(values.identity(nouns.get(name, noun))), found[0])

    return fields.sub(filled, document)


@cache
def _nouns_by_name() -> dict[str, str]:
    """The noun that a field of this name takes ids of, in whichever input."""
    inputs = [each for each in schema._schema.type_map.values() if isinstance(each, GraphQLInputObjectType)]
    return {name: noun for each in inputs for name, noun in nouns_by_field(each).items() if name != "id"}


def _quoted(text: str) -> str:
    return '"' + re.sub(r"[^ -!#-\[\]-~]", lambda odd: f"\\u{{{ord(odd[0]):x}}}", text) + '"'
