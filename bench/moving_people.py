"""Sixteen callers who move people between two companies, alone and beside others who change or merge the companies.

    python bench/moving_people.py [--seconds 10] [--server URL] [--sqlite]

Without the address of a server one is started. It tells operations a second, the slowest one, how often PostgreSQL
found a deadlock, and what ended in an error.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.log_segment import new_database
from bench.postgres import own_postgres
from db.contacts.editing import create_contact, update_contact
from db.contacts.merging import merge_contacts
from db.engine.database import close_db, is_postgres, open_db
from db.errors import Refused
from db.marketing_setup import update_marketing_setup
from db.migrating import migrate_db
from db.models import Contact, ContactKind
from db.sql import statements

CALLERS = 16
PEOPLE = 10

Act = Callable[[random.Random, list[int], list[int]], Awaitable[object]]


def now() -> datetime:
    return datetime.now(UTC)


async def move(dice: random.Random, companies: list[int], people: list[int]) -> object:
    return await update_contact(dice.choice(people), {"company_id": dice.choice(companies)}, now=now())


async def change_company(dice: random.Random, companies: list[int], people: list[int]) -> object:
    values = {
        "phone": f"+41 44 {dice.randrange(10**7):07}",
        "address": {"city": f"Town {dice.randrange(1000)}"},
    }
    return await update_contact(dice.choice(companies), values, now=now())


async def merge_a_company(dice: random.Random, companies: list[int], people: list[int]) -> object:
    """A third company that holds one of the people for a moment is merged into one of the two."""
    third = await create_contact({"kind": ContactKind.COMPANY, "name": "Third"}, now=now())
    await update_contact(dice.choice(people), {"company_id": third.contact.id}, now=now())
    return await merge_contacts(dice.choice(companies), third.contact.id, now=now())


MIXES: dict[str, tuple[Act, ...]] = {
    "moves alone": (move,),
    "moves beside changes of the companies": (move, move, move, change_company),
    "moves beside changes and merges": (move, move, change_company, merge_a_company),
}


async def measure(name: str, seconds: float) -> None:
    setup = {"inherit_communication": True, "inherit_address": True}
    await update_marketing_setup(setup, now=now())
    kinds = [ContactKind.COMPANY] * 2 + [ContactKind.PERSON] * PEOPLE
    made = [
        (await create_contact({"kind": kind, "name": f"{kind} {place}"}, now=now())).contact.id
        for place, kind in enumerate(kinds)
    ]
    took: list[float] = []
    ended: Counter[str] = Counter()
    until = time.monotonic() + seconds
    await asyncio.gather(*(_call(seed, MIXES[name], made, until, took, ended) for seed in range(CALLERS)))
    slowest = max(took, default=0.0)
    print(
        f"{name:40} {len(took) / seconds:8.0f} a second, slowest {slowest * 1000:7.0f} ms,"
        f" {await deadlocks()} deadlocks, {dict(ended)}"
    )


async def _call(
    seed: int, acts: tuple[Act, ...], made: list[int], until: float, took: list[float], ended: Counter[str]
) -> None:
    dice = random.Random(seed)
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            await dice.choice(acts)(dice, made[:2], made[2:])
        except Refused as refused:
            ended[refused.problems[0].code] += 1
        except Exception as error:
            ended[type(error).__name__] += 1
        took.append(time.monotonic() - began)


async def deadlocks() -> int:
    if not is_postgres():
        return 0
    await asyncio.sleep(1.1)  # The statistics are told once a second.
    text = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return (await statements.select_one(text))["deadlocks"]


@asynccontextmanager
async def _fresh(server: str | None) -> AsyncIterator[str]:
    if server is None:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite://{folder}/moving.db"
    else:
        async with new_database(server, f"bench_moving_{os.getpid()}") as url:
            yield url


async def measure_all(server: str | None, seconds: float) -> None:
    for name in MIXES:
        async with _fresh(server) as url:
            await migrate_db(url)
            await open_db(url)
            try:
                await measure(name, seconds)
                assert await Contact.all().count() >= PEOPLE
            finally:
                await close_db()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--server", help="the address of a PostgreSQL")
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()
    given = nullcontext(None if options.sqlite else options.server)
    with given if options.sqlite or options.server else own_postgres() as server:
        asyncio.run(measure_all(server, options.seconds))


if __name__ == "__main__":
    main()
