"""The world that is measured in: 100,000 contacts, every fifth a company, and a million interactions, made in SQL.

    python bench/world.py postgres://user@host:port/name

fills an empty database, which takes a minute or two. A world that is there already is left as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import asyncpg

from db.migrating import migrate_db

CONTACTS = 100_000
INTERACTIONS = 1_000_000
TEMPLATES = 50
SALESPEOPLE = 12

STATEMENTS = [
    f"""
    INSERT INTO salesperson (revision, created_at, updated_at, code, name, name_folded, email, is_blocked)
    SELECT 1, made, made, 'SP' || n, 'Sales Person ' || n, 'sales person ' || n, 'sp' || n || '@example.com', FALSE
    FROM generate_series(1, {SALESPEOPLE}) AS n, (SELECT timestamptz '2026-01-01' AS made) AS moments
    """,
    """
    INSERT INTO interaction_group (revision, created_at, updated_at, code, description, description_folded)
    SELECT 1, made, made, 'GROUP' || n, 'Group ' || n, 'group ' || n
    FROM generate_series(1, 5) AS n, (SELECT timestamptz '2026-01-01' AS made) AS moments
    """,
    f"""
    INSERT INTO interaction_template (revision, created_at, updated_at, code, description, description_folded, cost,
        duration_minutes,
        information_flow, initiated_by, correspondence_type, ignores_contact_correspondence_type, interaction_group_id)
    SELECT 1, made, made, 'T' || lpad(n::text, 3, '0'), 'Template number ' || n,
        'template number ' || n, n * 100, n % 90, 'OUTBOUND', 'US',
        'NONE', FALSE, 1 + n % 5
    FROM generate_series(1, {TEMPLATES}) AS n, (SELECT timestamptz '2026-01-01' AS made) AS moments
    """,
    f"""
    INSERT INTO contact (revision, created_at, updated_at, number, external_id, kind, name, name_folded, email,
        email_folded, phone, language, country_code, line1, city, region, postal_code, correspondence_type,
        excluded_from_segments, privacy_blocked, is_minor, has_parental_consent, search_text, company_id,
        salesperson_id, job_title)
    SELECT 1, timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 minute',
        number, NULL, kind, name, lower(name), email, email, phone, 'en', 'US', n || ' Main Street',
        'Springfield', 'IL', lpad((n % 99999)::text, 5, '0'), 'EMAIL', FALSE, FALSE, FALSE, FALSE,
        lower(name || ' ' || number || ' ' || email || ' ' || phone), company_id, 1 + n % {SALESPEOPLE},
        CASE WHEN kind = 'PERSON' THEN 'Buyer' END
    FROM (
        SELECT n, 'CT' || lpad(n::text, 6, '0') AS number,
            CASE WHEN n % 5 = 0 THEN 'COMPANY' ELSE 'PERSON' END AS kind,
            CASE WHEN n % 5 = 0 THEN business || ' ' || n || ' Ltd' ELSE given || ' ' || family || ' ' || n END
                AS name,
            'contact' || n || '@example.com' AS email, '+1555' || lpad(n::text, 7, '0') AS phone,
            CASE WHEN n % 5 > 0 THEN 5 + n * 7 % ({CONTACTS} / 5) * 5 END AS company_id
        FROM (
            SELECT n,
                (ARRAY['Bakery', 'Foundry', 'Mill', 'Orchard', 'Harbour', 'Quarry', 'Vineyard'])[1 + n % 7] AS business,
                (ARRAY['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Faye', 'Gus', 'Hana', 'Ivo', 'June', 'Kai'])[1 + n % 11]
                    AS given,
                (ARRAY['Ashgrove', 'Bell', 'Castle', 'Dale', 'Elm', 'Field', 'Grove', 'Holm', 'Ives', 'Jarvis',
                    'Knoll', 'Lake', 'Marsh'])[1 + n % 13] AS family
            FROM generate_series(1, {CONTACTS}) AS n
        ) AS drawn
    ) AS named
    ORDER BY n
    """,
    f"""
    INSERT INTO interaction (revision, created_at, updated_at, status, description, occurred_at, duration_minutes,
        cost, evaluation, information_flow, initiated_by, correspondence_type, attempt_failed, language, logged_at,
        canceled_at, company_id, contact_id, interaction_group_id, salesperson_id, template_id)
    SELECT 1, made, made, CASE WHEN n % 100 = 0 THEN 'CANCELED' ELSE 'LOGGED' END,
        'Spoke about order ' || n, moment, n % 90, n % 5000,
        CASE WHEN n % 3 = 0 THEN 'POSITIVE' END, 'OUTBOUND', 'US', 'EMAIL', n % 17 = 0, 'en', made,
        CASE WHEN n % 100 = 0 THEN made END,
        coalesce(contact.company_id, contact.id), contact.id, 1 + (1 + n % {TEMPLATES}) % 5,
        contact.salesperson_id, 1 + n % {TEMPLATES}
    FROM (
        SELECT n, 1 + n % {CONTACTS} AS contact_id, timestamptz '2026-11-01' + n * interval '1 second' AS made,
            timestamptz '2023-01-01' + (n::bigint * 7919 % {INTERACTIONS}) * interval '100 seconds' AS moment
        FROM generate_series(1, {INTERACTIONS}) AS n
    ) AS drawn JOIN contact ON contact.id = drawn.contact_id
    ORDER BY n
    """,
    f"UPDATE number_series SET last_value = {CONTACTS} WHERE code = 'CONT'",
    "UPDATE marketing_setup SET default_salesperson_id = 1",
    "VACUUM (FREEZE, ANALYZE)",
]


async def prepare(url: str) -> bool:
    """Fill the database unless it is filled; whether there was anything to be filled."""
    await migrate_db(url)
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetchval("SELECT count(*) FROM contact")
        if found:
            if found < CONTACTS:
                raise SystemExit("The database holds something else. Give an empty one.")
            return False
        for statement in STATEMENTS:
            await connection.execute(statement)
        return True
    finally:
        await connection.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url", help="an empty PostgreSQL database")
    began = time.perf_counter()
    filled = await prepare(parser.parse_args().url)
    print(f"filled in {time.perf_counter() - began:.0f} s" if filled else "it is there already")


if __name__ == "__main__":
    asyncio.run(main())
