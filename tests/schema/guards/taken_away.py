"""The world of two salespeople without what is hidden from a caller: answers have to be the same in both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from db.engine.database import close_db, connection, open_db
from db.sql.statements import change
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.schema.guards.two_salespeople import World, the_world, two_salespeople
from tests.templates import filled

TakeAway = Callable[[World], Awaitable[None]]


async def nothing(world: World) -> None:
    """The world as it is."""


async def rows_of_others(world: World) -> None:
    """Take away all rows that a salesperson does not see. What rows that are seen point at stays, as something else.

    That an own person has some company, and an own entry some contact, is told by columns of what is seen.
    """
    own = f"(SELECT id FROM contact WHERE salesperson_id = {world.own.id})"
    foreign = f"COALESCE(salesperson_id, 0) <> {world.own.id}"
    for table in ("alternative_address", "contact_mailing_group", "contact_industry_group"):
        await change(f"DELETE FROM {table} WHERE contact_id NOT IN {own}")
    await change(f"DELETE FROM contact_job_responsibility WHERE contact_id NOT IN {own}")
    await change(
        f"DELETE FROM distinct_contact WHERE contact_id NOT IN {own} OR other_contact_id NOT IN {own}"
    )
    await change(f"DELETE FROM merged_contact WHERE kept_contact_id NOT IN {own}")
    await change(f"DELETE FROM interaction WHERE {foreign} AND COALESCE(contact_id NOT IN {own}, TRUE)")
    await change(
        "DELETE FROM delivery WHERE interaction_id NOT IN"
        f" (SELECT id FROM interaction WHERE contact_id IN {own})"
    )
    await change(f"DELETE FROM segment_line WHERE COALESCE(contact_id NOT IN {own}, TRUE)")
    await _steps()
    await change(f"UPDATE contact SET company_id = NULL WHERE {foreign}")
    await change(f"DELETE FROM contact WHERE {foreign} AND id NOT IN {KEPT}")
    await change(f"UPDATE contact SET {OTHERWISE}, salesperson_id = NULL WHERE {foreign}")
    await change(f"UPDATE interaction SET contact_name = 'Another' WHERE contact_id NOT IN {own}")
    with_others = f"contact_id NOT IN {own} OR company_id NOT IN {own}"
    await change(f"UPDATE interaction SET merge_values = NULL WHERE {with_others}")


KEPT = """(
    SELECT company_id FROM contact WHERE company_id IS NOT NULL
    UNION SELECT contact_id FROM interaction WHERE contact_id IS NOT NULL
    UNION SELECT company_id FROM interaction WHERE company_id IS NOT NULL
)"""

OTHERWISE = ", ".join(
    [
        *(
            f"{column} = 'Another' || id"
            for column in ("name", "name_folded", "number", "search_text", "city", "region")
        ),
        "email = NULL, email_folded = NULL, external_id = NULL, phone = NULL, country_code = NULL, name_key = NULL",
        "language = NULL, correspondence_type = 'NONE', excluded_from_segments = NOT excluded_from_segments",
        "privacy_blocked = NOT privacy_blocked, revision = revision + 7, salutation_id = NULL",
    ]
)
"""Everything about a contact that is not seen is different."""


async def _steps() -> None:
    held = " UNION ".join(
        f"SELECT {column} FROM segment_line WHERE {column} IS NOT NULL"
        for column in ("added_by_step_id", "removed_by_step_id")
    )
    await change(f"DELETE FROM segment_step WHERE id NOT IN ({held})")
    await change("DELETE FROM saved_criteria_step")
    await change("UPDATE segment_step SET names = '{}', added_count = 77 WHERE TRUE")


async def callers_and_audit(world: World) -> None:
    """Take away what only administrators see."""
    for table in ("audit_entry", "api_key"):
        await change(f"DELETE FROM {table}")


@asynccontextmanager
async def world_without(
    databases: SqliteDatabases | PostgresDatabases, take_away: TakeAway
) -> AsyncIterator[World]:
    """A fresh world, open for this process; the planner knows how many rows of which kind there are."""
    async with databases.fresh(filled(two_salespeople)) as url:
        await open_db(url)
        try:
            world = await the_world()
            await take_away(world)
            await connection().execute_script("ANALYZE")
            yield world
        finally:
            await close_db()
