"""Made-up operations give the same answers as graphql-core's executor gives.

`EXECUTION_SEED` and `EXECUTION_DOCUMENTS` say where to begin, and how many to make of each kind.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections import Counter
from itertools import product
from random import Random

import pytest

from tests.schema.execution.arguments import USED
from tests.schema.execution.comparing import ALLOWED
from tests.schema.execution.documents import WRITTEN
from tests.schema.execution.graph import QUICK_BREADTH_FIRST
from tests.schema.execution.running import MET, answered, compared, made_up
from tests.schema.execution.trouble import EXCEPTIONS, ODD_LEAVES, SEEN, SHAPES
from tests.schema.execution.ways import WAYS
from tests.schema.execution.world import LEAVES

SEED = int(os.environ.get("EXECUTION_SEED") or Random().randrange(10**9))
DOCUMENTS = int(os.environ.get("EXECUTION_DOCUMENTS") or 60)

KINDS = ("query", "mutation", "subscription")
EACH_WAY = ("synchronous", "not waiting", "waiting")

# graphql-core drops work that nobody awaits any more; that the other executor does not is tested below.
DROPS = pytest.mark.filterwarnings(
    "ignore:coroutine .* was never awaited:RuntimeWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


@DROPS
@pytest.mark.parametrize(("way", "kind"), list(product(EACH_WAY, KINDS)))
async def test_made_up_operations_give_the_same_answers(way: str, kind: str) -> None:
    print(f"EXECUTION_SEED={SEED}")
    for seed in range(SEED, SEED + DOCUMENTS):
        found = await compared(made_up(seed, kind, way))
        assert found is None, found
    gc.collect()  # of what graphql-core has dropped, while nobody minds
    print(f"errors under a null that were others: {dict(ALLOWED)}")


@DROPS
async def test_nothing_is_left_out() -> None:
    """Each of the ways to declare a field, to ask for one, and to fail is met in a few hundred operations."""
    before = Counter(MET), Counter(SEEN), Counter(WRITTEN), Counter(USED)
    for way, kind in product(EACH_WAY, KINDS):
        for seed in range(90):
            assert await compared(made_up(seed, kind, way)) is None
    gc.collect()
    met, seen, written, used = (
        now - was for now, was in zip((MET, SEEN, WRITTEN, USED), before, strict=True)
    )
    assert EXPECTED_SEEN - seen.keys() == set()
    assert EXPECTED_WRITTEN - written.keys() == set()
    assert EXPECTED_USED - used.keys() == set()
    shares = {
        name: met[name] / met["results"]
        for name in ("with data", "with errors", "without data", "with nulls")
    }
    assert all(share > 0.15 for share in shares.values()), shares
    assert met["errors below a null"] > 50 and met["logged"] > 50


EXPECTED_SEEN = {
    *(f"right {name}" for name in LEAVES),
    *(f"odd {name}" for name in ODD_LEAVES),
    *(f"list: {shape}" for shape in SHAPES),
    *(
        f"list: {shape}"
        for shape in ("values", "none", "generator that raises", "async generator that raises")
    ),
    *(f"later: {form}" for form in ("coroutine", "awaitable", "future")),
    *(f"exception: {name}" for name, _ in EXCEPTIONS),
    *("null", "Undefined", "raised", "raised for all", "shared", "permission", "field extension"),
    *("stranger for an object", "object of doubtful type", "twice in a list", "refused input"),
}
EXPECTED_WRITTEN = {
    *(f"field: {way}" for way in ("attribute", *WAYS)),
    *("alias", "arguments", "merged", "__typename", "introspection", "several operations"),
    *("inline fragment", "named fragment", "fragment again", "@skip", "@include"),
}
EXPECTED_USED = {
    *("variable", "variable with a default", "variable without a value"),
    *("null", "null for a variable", "null for a variable with a default"),
    *("variable for a condition", "default for a condition", "null for a condition"),
    *("input object", "one-of input", "single value for a list"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_that_could_be_awaited_is_dropped(kind: str) -> None:
    with warnings.catch_warnings(record=True) as dropped:
        warnings.simplefilter("always")
        for seed in range(SEED, SEED + DOCUMENTS):
            case = made_up(seed, kind, "waiting")
            await answered(QUICK_BREADTH_FIRST, case)
            gc.collect(0)
            assert not dropped, f"{dropped[0].message}\n{case}"
