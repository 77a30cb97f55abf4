"""Every code of a refusal is reached through HTTP, and nothing of ours leaks with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from db.engine.database import connection, dialect, is_postgres
from db.errors import Code
from db.writes.idempotency import stored_key
from tests.api import reaching, reaching_letters
from tests.api.conftest import Client
from tests.api.reaching import World, a_world

REACHED: dict[Code, tuple[Callable[[Client, World], Awaitable[list[tuple[str, str]]]], str]] = {
    Code.NOT_FOUND: (reaching.not_found, "input.interactionId"),
    Code.REQUIRED: (reaching.required, "input.values.templateId"),
    Code.INVALID: (reaching.invalid, "input.email"),
    Code.TOO_LONG: (reaching.too_long, "input.name"),
    Code.OUT_OF_RANGE: (reaching.out_of_range, "input.values.durationMinutes"),
    Code.NOT_UNIQUE: (reaching.not_unique, "input.code"),
    Code.IN_USE: (reaching.in_use, "input.interactionTemplateId"),
    Code.REVISION_CONFLICT: (reaching.revision_conflict, "input.expectedRevision"),
    Code.NOT_POSTPONED: (reaching.not_postponed, "input.interactionId"),
    Code.NOT_LOGGED: (reaching.not_logged, "input.segmentId"),
    Code.MUST_CANCEL_FIRST: (reaching.must_cancel_first, "input.interactionId"),
    Code.CONTACT_BLOCKED: (reaching.contact_blocked, "input.source.contactIds.0"),
    Code.CONTACT_ON_SEGMENT: (reaching.contact_on_segment, "input.contactId"),
    Code.CONTACT_HAS_POSTPONED: (reaching.contact_has_postponed, "input.contactId"),
    Code.CONTACT_HAS_PEOPLE: (reaching.contact_has_people, "input.contactId"),
    Code.CONTACTS_OF_TWO_COMPANIES: (reaching.contacts_of_two_companies, "input.duplicateContactId"),
    Code.ENDS_BEFORE_START: (reaching.ends_before_start, "input.periods.0.endsOn"),
    Code.PERIODS_OVERLAP: (reaching.periods_overlap, "input.periods.1.startsOn"),
    Code.SALUTATION_SLOTS_INVALID: (reaching.salutation_slots_invalid, "input.parts"),
    Code.SALESPERSON_BLOCKED: (reaching.salesperson_blocked, "input.values.salespersonId"),
    Code.CRITERIA_EMPTY: (reaching.criteria_empty, "input.criteria"),
    Code.SEGMENT_HAS_NO_STEPS: (reaching.segment_has_no_steps, "input.segmentId"),
    Code.SEGMENT_HAS_STEPS: (reaching.segment_has_steps, "input.onlyWithoutSteps"),
    Code.SEGMENT_EMPTY: (reaching.segment_empty, "input.segmentId"),
    Code.SEGMENT_ALREADY_LOGGED: (reaching.segment_already_logged, "input.segmentId"),
    Code.SEGMENT_CANCELED: (reaching.segment_canceled, "input.interactionIds.0"),
    Code.CAMPAIGN_ENTRY_CANCELED: (reaching.campaign_entry_canceled, "input.interactionIds.0"),
    Code.CONTENT_INVALID: (reaching_letters.content_invalid, "input.bodyText"),
    Code.MERGE_FIELD_UNKNOWN: (reaching_letters.merge_field_unknown, "input.subject"),
    Code.CONTENT_MISSING: (reaching_letters.content_missing, "input.values.letterContentId"),
    Code.EMAIL_ADDRESS_MISSING: (reaching_letters.email_address_missing, "input.source.contactIds.0"),
    Code.LINES_INVALID: (reaching.lines_invalid, "input.segmentId"),
    Code.NUMBER_SERIES_MISSING: (reaching.number_series_missing, "input.followUp"),
    Code.NUMBER_NOT_ALLOWED: (reaching.number_not_allowed, "input.number"),
    Code.ATTACHMENT_TOO_LARGE: (reaching_letters.attachment_too_large, "input.file"),
    Code.ATTACHMENT_TYPE_NOT_ALLOWED: (reaching_letters.attachment_type_not_allowed, "input.file"),
    Code.IDEMPOTENCY_MISMATCH: (reaching.idempotency_mismatch, "input.idempotencyKey"),
}


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.IDEMPOTENCY_IN_PROGRESS])
async def test_every_code_is_reached_with_the_path_of_its_cause(code: Code, client: Client) -> None:
    refused, path = REACHED[code]
    assert (code.value, path) in await refused(client, await a_world(client))


async def test_a_twin_that_still_runs_is_told_so(client: Client, database: str) -> None:
    """Only PostgreSQL runs two writers at once; on SQLite the twin waits and gets the first answer."""
    contact = {"kind": "PERSON", "name": "Twin", "idempotencyKey": "twin"}
    if not is_postgres():
        first, second = (
            await client.change("createContact", **contact),
            await client.change("createContact", **contact),
        )
        assert (first["replayed"], second["replayed"]) == (False, True)
        return
    other = await asyncpg.connect(database)
    async with other.transaction():
        key = stored_key("local", "twin")
        await other.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key)
        assert await client.refused("createContact", **contact) == [
            ("IDEMPOTENCY_IN_PROGRESS", "input.idempotencyKey")
        ]
    await other.close()
    assert (await client.change("createContact", **contact))["replayed"] is False


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ contacts(first: 0) { nodes { id } } }", "BAD_USER_INPUT"),
        ("{ contacts(first: 101) { nodes { id } } }", "BAD_USER_INPUT"),
        ("{ contacts(first: 1, last: 1) { nodes { id } } }", "BAD_USER_INPUT"),
        ('{ contacts(after: "x") { nodes { id } } }', "BAD_USER_INPUT"),
        ('{ contacts(after: "WzEsMl0=") { nodes { id } } }', "BAD_USER_INPUT"),
        ('{ contacts(search: "a\\u0000b") { nodes { id } } }', "BAD_USER_INPUT"),
        ('{ contacts(where: { name: { contains: "\\ud800" } }) { nodes { id } } }', "GRAPHQL_PARSE_FAILED"),
        ('{ contacts(where: { salespersonId: "x" }) { nodes { id } } }', "BAD_USER_INPUT"),
        (
            '{ interactions(where: { occurredAt: { from: "yesterday" } }) { nodes { id } } }',
            "BAD_USER_INPUT",
        ),
        ('{ node(id: "Q29udGFjdDo5OTk5OTk5OTk5OTk5OTk5OTk5OTk=") { id } }', "BAD_USER_INPUT"),
        ('{ contact(by: { id: "U2VnbWVudDox" }) { id } }', "BAD_USER_INPUT"),
        ("{ contacts { nodes { nothing } } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ contacts { nodes { id ", "GRAPHQL_PARSE_FAILED"),
    ],
)
async def test_an_impossible_question_is_an_error_with_a_code(query: str, code: str, client: Client) -> None:
    answer = await client.ask(query)
    [error] = answer["errors"]
    path = error["extensions"].pop("path", None)
    assert error["extensions"] == {"code": code}
    assert (path is None) == (code == "GRAPHQL_PARSE_FAILED")
    assert not any(word in error["message"].lower() for word in ("traceback", "sql", "select", "column"))


async def test_text_that_is_no_text_is_refused_before_it_is_read(client: Client) -> None:
    body = b'{"query": "{ contacts(search: $s) { nodes { id } } }", "variables": {"s": "\\ud800"}}'
    response = await client.http.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400


async def test_a_bug_is_told_with_the_request_id_and_nothing_else(client: Client) -> None:
    """A table is gone: a failure of ours that can be made here without pretending."""
    await connection().execute_script('ALTER TABLE "contact" RENAME TO "contact_lost"')
    response = await client.http.post(
        "/graphql", json={"query": "{ contacts { nodes { id } } }"}, headers={"X-Request-Id": "req-1"}
    )
    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR"}
    assert error["message"] == "Something went wrong on our side. Tell us the request id req-1."
    assert response.headers["X-Request-Id"] == "req-1"


BROKEN_AGAIN_AND_AGAIN = {
    "sqlite": (
        "CREATE TRIGGER overtaking BEFORE UPDATE ON contact"
        " BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END"
    ),
    "postgres": """
        CREATE FUNCTION overtaken() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION USING ERRCODE = ''40P01'', MESSAGE = ''deadlock detected''; END';
        CREATE TRIGGER overtaking BEFORE UPDATE ON contact FOR EACH ROW EXECUTE FUNCTION overtaken()
    """,
}
"""A database in which every change of a contact meets somebody else."""


@pytest.mark.parametrize("accepted", ["application/json", "application/graphql-response+json"])
async def test_what_is_overtaken_again_and_again_may_be_tried_again(accepted: str, client: Client) -> None:
    made = await client.change("createContact", kind="PERSON", name="Ann")
    await connection().execute_script(BROKEN_AGAIN_AND_AGAIN[dialect()])
    change = (
        'mutation ($id: ID!) { updateContact(input: { contactId: $id, name: "Bea" }) { contact { id } } }'
    )
    response = await client.http.post(
        "/graphql",
        json={"query": change, "variables": {"id": made["contact"]["id"]}},
        headers={"Accept": accepted},
    )
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    [error] = response.json()["errors"]
    assert (error["extensions"], error["path"]) == ({"code": "TRY_AGAIN"}, ["updateContact"])
    assert "deadlock" not in error["message"] and "Try it again" in error["message"]
