"""Choosing contacts by criteria against the same statement by hand, on the same tables with the same rows moved.

    python bench/choose_contacts.py [--contacts 1000 100000] [--rounds 3] [--server URL]

Without the address of a server one is started. Both sides are measured in turn, each time on tables as clean as the
first time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.log_segment import NOW, new_database
from bench.postgres import own_postgres
from bench.results import Table, spread
from db.engine.database import close_db, open_db
from db.migrating import migrate_db
from db.models import SegmentStep, StepOption
from db.segments.choosing import add_segment_contacts_by_criteria, reduce_segment, refine_segment
from db.segments.editing import create_segment
from db.segments.undoing import undo_segment_step
from db.sql import statements
from tests.statements import counted_statements

ROUNDS = {1_000: 10, 100_000: 5, 1_000_000: 3}
"""How often each number of contacts is measured, unless said otherwise."""

PEOPLE_OF_A_COMPANY = 9
EVERYBODY = {"number": {"is_null": False}}
HALF, FEW = {"country_code": {"eq": "DE"}}, {"postal_code": {"eq": "7"}}
OTHERS = {"country_code": {"eq": "AT"}}
ENTIRE = [StepOption.ENTIRE_COMPANIES]

INSERT = """
    INSERT INTO segment_line (segment_id, contact_id, added_by_step_id, revision, created_at, updated_at)
    SELECT {segment}, id, {step}, 1, created_at, created_at FROM contact WHERE {condition} ORDER BY name_folded
"""
MARK = """
    UPDATE segment_line SET removed_by_step_id = {step}, revision = revision + 1, updated_at = created_at
    WHERE segment_id = {segment} AND contact_id IN (SELECT id FROM contact WHERE {condition})
"""
UNMARK = """
    UPDATE segment_line SET removed_by_step_id = NULL, revision = revision + 1, updated_at = created_at
    WHERE removed_by_step_id = {step}
"""
DELETE = "DELETE FROM segment_line WHERE segment_id = {segment} AND added_by_step_id = {step}"

COMPANY = "CASE WHEN kind = 'COMPANY' THEN id ELSE company_id END"
WHOLE = f"{COMPANY} IN (SELECT {COMPANY} FROM contact WHERE postal_code = '7')"


@dataclass(frozen=True)
class Action:
    """One way to choose: ours, and by hand. What is moved is put back before the next round."""

    title: str
    on_everybody: bool
    ours: Callable[[int], Awaitable[Any]]
    by_hand: str
    put_back: str
    undoes: bool = False


ACTIONS = (
    Action(
        "add half of all", False,
        lambda of: add_segment_contacts_by_criteria(of, HALF, now=NOW),
        INSERT.replace("{condition}", "country_code = 'DE'"), DELETE,
    ),
    Action(
        "add one in a hundred with everyone of their companies", False,
        lambda of: add_segment_contacts_by_criteria(of, FEW, options=[StepOption.EXPAND_COMPANIES], now=NOW),
        INSERT.replace("{condition}", WHOLE), DELETE,
    ),
    Action(
        "reduce by half", True, lambda of: reduce_segment(of, HALF, now=NOW),
        MARK.replace("{condition}", "country_code = 'DE'"), UNMARK,
    ),
    Action(
        "refine to half", True, lambda of: refine_segment(of, OTHERS, now=NOW),
        MARK.replace("{condition}", "country_code <> 'AT'"), UNMARK,
    ),
    Action(
        "reduce by entire companies of one in a hundred", True,
        lambda of: reduce_segment(of, FEW, options=ENTIRE, now=NOW),
        MARK.replace("{condition}", WHOLE), UNMARK,
    ),
    Action(
        "undo a reduction by half", True, lambda of: undo_segment_step(of, now=NOW),
        UNMARK, MARK.replace("{condition}", "country_code = 'DE'"), undoes=True,
    ),
)  # fmt: skip


async def make_world(contacts: int) -> dict[bool, int]:
    """So many contacts, a tenth of them companies, and two segments: one with nobody, one with everybody."""
    companies = contacts // (PEOPLE_OF_A_COMPANY + 1)
    for kind, number, company in (
        ("COMPANY", companies, "NULL"),
        ("PERSON", contacts - companies, f"(SELECT min(id) FROM contact) + value % {companies}"),
    ):
        await statements.change_returning(
            f"""
            INSERT INTO contact (number, kind, name, name_folded, company_id, correspondence_type,
                excluded_from_segments, privacy_blocked, is_minor, has_parental_consent, search_text, country_code,
                postal_code, revision, created_at, updated_at)
            SELECT '{kind[0]}' || value, '{kind}', 'Name ' || value, 'name ' || value, {company}, 'NONE',
                FALSE, FALSE, FALSE, FALSE, 'name ' || value, CASE WHEN value % 2 = 0 THEN 'DE' ELSE 'AT' END,
                CAST(value % 100 AS text), 1, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
            FROM generate_series(1, {number}) AS value
            """,
            now=NOW,
        )
    made = {}
    for on_everybody in (False, True):
        segment = (await create_segment(f"BENCH{on_everybody:d}", "Bench", {}, [], now=NOW)).segment
        await add_segment_contacts_by_criteria(
            segment.id, EVERYBODY if on_everybody else {"name": {"eq": "nobody"}}, now=NOW
        )
        made[on_everybody] = segment.id
    await statements.change_returning("VACUUM ANALYZE contact")
    return made


async def clean() -> None:
    """The lines as they would be if nothing had been moved, for either side alike."""
    for command in ("VACUUM FULL segment_line", "VACUUM ANALYZE segment_line", "CHECKPOINT"):
        await statements.change_returning(command)


async def timed(work: Awaitable[Any]) -> float:
    await clean()
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


async def measured(action: Action, segment: int, contacts: int, rounds: int) -> list[str]:
    step = await SegmentStep.filter(segment_id=segment).order_by("position").first()
    assert step is not None
    by_hand, put_back = (
        text.replace("{segment}", str(segment)).replace("{step}", str(step.id))
        for text in (action.by_hand, action.put_back)
    )
    pairs, number = [], 0
    for number in range(rounds):
        if action.undoes:
            await reduce_segment(segment, HALF, now=NOW)
        with counted_statements() as counted:
            ours = await timed(action.ours(segment))
        number = len(counted) - 3  # those of clean()
        if action.undoes:
            await statements.change_returning(put_back)
        else:
            await undo_segment_step(segment, now=NOW)
        bare = await timed(statements.change_returning(by_hand))
        if not action.undoes:
            await statements.change_returning(put_back)
        pairs.append((ours, bare))
        print(f"  {action.title}, {contacts:,}, round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    sides = [spread(side) for side in zip(*pairs, strict=True)]
    ratios = spread([ours / bare for ours, bare in pairs])
    return [f"{contacts:,} contacts: {action.title}", *sides, ratios, str(number)]


async def measure_choosing(server_url: str, contacts: list[int], rounds: int | None) -> Table:
    rows = []
    for each in contacts:
        async with new_database(server_url, f"bench_choose_{os.getpid()}_{each}") as url:
            await migrate_db(url)
            await open_db(url)
            try:
                segments = await make_world(each)
                for action in ACTIONS:
                    segment = segments[action.on_everybody]
                    rows.append(await measured(action, segment, each, rounds or ROUNDS.get(each, 5)))
            finally:
                await close_db()
    columns = [
        "choosing by criteria",
        "ours, ms, minimum / median / maximum",
        "by hand, ms, the same",
        "ours / by hand, the same",
        "statements of ours",
    ]
    return Table("Choosing contacts", columns, rows)


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--server", help="a PostgreSQL database whose owner may create others")
    parser.add_argument("--contacts", type=int, nargs="*", default=list(ROUNDS))
    parser.add_argument("--rounds", type=int, help="otherwise fewer, the more contacts there are")
    options = parser.parse_args()
    with nullcontext(options.server) if options.server else own_postgres() as url:
        print((await measure_choosing(url, options.contacts, options.rounds)).text())


if __name__ == "__main__":
    asyncio.run(main())
