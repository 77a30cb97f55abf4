"""Every code of a refusal is reached through HTTP, and nothing of ours leaks with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from api.settings import settings
from db.config import connection, is_postgres
from db.errors import Code
from tests.api.conftest import Client
from tests.api.uploading import PDF, refusals, upload

World = dict[str, str]


async def a_world(client: Client) -> World:
    """A salesperson, a template, a company with a person, an open segment with both: the ids."""
    salesperson = (await client.change("createSalesperson", code="AB", name="Ann Bell"))["salesperson"]["id"]
    group = (await client.change("createInteractionGroup", code="LETTER", description="Letters"))["group"][
        "id"
    ]
    template = (
        await client.change("createInteractionTemplate", code="BUS", description="Letter", groupId=group)
    )["template"]["id"]
    company = (await client.change("createContact", kind="COMPANY", name="Acme"))["contact"]["id"]
    person = (await client.change("createContact", kind="PERSON", name="Eve", companyId=company))["contact"][
        "id"
    ]
    segment = (
        await client.change(
            "createSegment",
            description="Spring",
            values={"templateId": template, "salespersonId": salesperson},
            contactIds=[company, person],
        )
    )["segment"]
    return {
        "salesperson": salesperson,
        "group": group,
        "template": template,
        "company": company,
        "person": person,
        "segment": segment["id"],
        "line": segment["lines"]["nodes"][0]["id"],
    }


async def an_interaction(client: Client, world: World, mode: str = "LOG") -> str:
    payload = await client.change(
        "createInteraction",
        source={"contactIds": [world["person"]]},
        values={"templateId": world["template"], "salespersonId": world["salesperson"]},
        mode=mode,
    )
    return payload["interaction"]["id"]


async def not_found(client: Client, world: World) -> list[tuple[str, str]]:
    postponed = await an_interaction(client, world, "POSTPONE")
    await client.change("deleteInteraction", interactionId=postponed)
    return await client.refused("deleteInteraction", interactionId=postponed)


async def required(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createInteraction", source={"contactIds": [world["person"]]})


async def invalid(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createContact", kind="PERSON", name="Bad", email="nobody at nowhere")


async def too_long(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createContact", kind="PERSON", name="x" * 101)


async def out_of_range(client: Client, world: World) -> list[tuple[str, str]]:
    line = {"lineIds": [world["line"]], "values": {"durationMinutes": -1}}
    return await client.refused("personalizeSegmentLines", **line)


async def not_unique(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createSalesperson", code="ab", name="Another")


async def in_use(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteInteractionTemplate", templateId=world["template"])


async def revision_conflict(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("updateContact", contactId=world["person"], expectedRevision=7, name="New")


async def not_postponed(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("resumeInteraction", interactionId=await an_interaction(client, world))


async def not_logged(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("cancelSegment", segmentId=world["segment"])


async def must_cancel_first(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteInteraction", interactionId=await an_interaction(client, world))


async def contact_blocked(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateContact", contactId=world["person"], privacyBlocked=True)
    return await client.refused(
        "createInteraction", source={"contactIds": [world["person"]]}, values={"templateId": world["template"]},
        mode="POSTPONE",
    )  # fmt: skip


async def contact_on_segment(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteContact", contactId=world["person"])


async def contact_has_postponed(client: Client, world: World) -> list[tuple[str, str]]:
    await an_interaction(client, world, "POSTPONE")
    await client.change("deleteSegment", segmentId=world["segment"])
    return await client.refused("deleteContact", contactId=world["person"])


async def contact_has_people(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("deleteContact", contactId=world["company"])


async def contacts_of_two_companies(client: Client, world: World) -> list[tuple[str, str]]:
    other = (await client.change("createContact", kind="COMPANY", name="Bolt"))["contact"]["id"]
    person = {"kind": "PERSON", "name": "Eve", "companyId": other}
    double = (await client.change("createContact", **person))["contact"]["id"]
    return await client.refused("mergeContacts", winnerId=world["person"], loserId=double)


async def ends_before_start(client: Client, world: World) -> list[tuple[str, str]]:
    period = {"startsOn": "2026-06-01", "endsOn": "2026-05-31"}
    return await client.refused(
        "createAlternativeAddress", contactId=world["person"], code="A", periods=[period]
    )


async def periods_overlap(client: Client, world: World) -> list[tuple[str, str]]:
    periods = [{"startsOn": "2026-06-01"}, {"startsOn": "2026-07-01"}]
    return await client.refused(
        "createAlternativeAddress", contactId=world["person"], code="A", periods=periods
    )


async def salutation_slots_invalid(client: Client, world: World) -> list[tuple[str, str]]:
    code = {"code": "M", "description": "Man"}
    salutation = (await client.change("createSalutation", **code))["salutation"]["id"]
    formula = {"language": "en", "formality": "FORMAL", "text": "Dear %1 %2,", "parts": ["SURNAME"]}
    return await client.refused("createSalutationFormula", salutationId=salutation, **formula)


async def salesperson_blocked(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateSalesperson", salespersonId=world["salesperson"], blocked=True)
    return await client.refused(
        "updateSegment", segmentId=world["segment"], values={"salespersonId": world["salesperson"]}
    )


async def criteria_empty(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("reduceSegment", segmentId=world["segment"], criteria={"name": {}})


async def segment_has_no_steps(client: Client, world: World) -> list[tuple[str, str]]:
    empty = (await client.change("createSegment", description="Nobody"))["segment"]["id"]
    return await client.refused("undoSegmentStep", segmentId=empty)


async def segment_has_steps(client: Client, world: World) -> list[tuple[str, str]]:
    asked = {"segmentId": world["segment"], "loggedSegmentId": world["segment"], "onlyWithoutSteps": True}
    return await client.refused("reuseLoggedSegment", **asked)


async def segment_empty(client: Client, world: World) -> list[tuple[str, str]]:
    empty = (await client.change("createSegment", description="Nobody"))["segment"]["id"]
    return await client.refused("logSegment", segmentId=empty)


async def segment_already_logged(client: Client, world: World) -> list[tuple[str, str]]:
    assert (await client.change("logSegment", segmentId=world["segment"]))["loggedCount"] == 2
    return await client.refused("logSegment", segmentId=world["segment"])


async def segment_canceled(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("logSegment", segmentId=world["segment"])
    await client.change("cancelSegment", segmentId=world["segment"])
    answer = await client.ask("{ interactions { nodes { id } } }")
    return await client.refused(
        "restoreInteractions", interactionIds=[answer["data"]["interactions"]["nodes"][0]["id"]]
    )


async def campaign_entry_canceled(client: Client, world: World) -> list[tuple[str, str]]:
    campaign = (await client.change("createCampaign", description="Fair"))["campaign"]["id"]
    await client.change("updateSegment", segmentId=world["segment"], values={"campaignId": campaign})
    await client.change("logSegment", segmentId=world["segment"])
    answer = await client.ask("{ interactions { nodes { id campaignEntry { id } } } }")
    [entry, *_] = answer["data"]["interactions"]["nodes"]
    await client.change("cancelCampaignEntry", campaignEntryId=entry["campaignEntry"]["id"])
    return await client.refused("restoreInteractions", interactionIds=[entry["id"]])


async def lines_invalid(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateContact", contactId=world["person"], privacyBlocked=True)
    return await client.refused("logSegment", segmentId=world["segment"])


async def number_series_missing(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("updateMarketingSetup", segmentNumberSeriesId=None)
    return await client.refused("logSegment", segmentId=world["segment"], followUp={})


async def number_not_allowed(client: Client, world: World) -> list[tuple[str, str]]:
    answer = await client.ask("{ marketingSetup { contactNumberSeries { id } } }")
    series = answer["data"]["marketingSetup"]["contactNumberSeries"]["id"]
    await client.change("updateNumberSeries", numberSeriesId=series, allowManual=False)
    return await client.refused("createContact", kind="PERSON", name="Own", number="MINE")


async def attachment_too_large(client: Client, world: World) -> list[tuple[str, str]]:
    return refusals(
        await upload(client.http, ("Large.pdf", bytes(settings().max_attachment_size + 1), PDF[2]))
    )


async def attachment_type_not_allowed(client: Client, world: World) -> list[tuple[str, str]]:
    return refusals(await upload(client.http, ("Page.html", b"<p>", "text/html")))


async def idempotency_mismatch(client: Client, world: World) -> list[tuple[str, str]]:
    await client.change("createContact", kind="PERSON", name="First", idempotencyKey="k1")
    return await client.refused("createContact", kind="PERSON", name="Second", idempotencyKey="k1")


async def content_invalid(client: Client, world: World) -> list[tuple[str, str]]:
    endless = "{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}"
    return await client.refused("createContent", subject="Spring", bodyText=endless)


async def merge_field_unknown(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused("createContent", subject="{{ contact.shoe_size }}", bodyText="Dear reader")


async def content_missing(client: Client, world: World) -> list[tuple[str, str]]:
    values = {"templateId": world["template"], "salespersonId": world["salesperson"]}
    values |= {"correspondenceType": "HARD_COPY"}
    source = {"contactIds": [world["person"]]}
    return await client.refused("createInteraction", source=source, values=values, deliver=True)


async def email_address_missing(client: Client, world: World) -> list[tuple[str, str]]:
    values = {"templateId": world["template"], "salespersonId": world["salesperson"]}
    source = {"contactIds": [world["person"]]}
    wanted = values | {"correspondenceType": "EMAIL"}
    return await client.refused("createInteraction", source=source, values=wanted, deliver=True)


REACHED: dict[Code, tuple[Callable[[Client, World], Awaitable[list[tuple[str, str]]]], str]] = {
    Code.NOT_FOUND: (not_found, "input.interactionId"),
    Code.REQUIRED: (required, "input.values.templateId"),
    Code.INVALID: (invalid, "input.email"),
    Code.TOO_LONG: (too_long, "input.name"),
    Code.OUT_OF_RANGE: (out_of_range, "input.values.durationMinutes"),
    Code.NOT_UNIQUE: (not_unique, "input.code"),
    Code.IN_USE: (in_use, "input.templateId"),
    Code.REVISION_CONFLICT: (revision_conflict, "input.expectedRevision"),
    Code.NOT_POSTPONED: (not_postponed, "input.interactionId"),
    Code.NOT_LOGGED: (not_logged, "input.segmentId"),
    Code.MUST_CANCEL_FIRST: (must_cancel_first, "input.interactionId"),
    Code.CONTACT_BLOCKED: (contact_blocked, "input.source.contactIds.0"),
    Code.CONTACT_ON_SEGMENT: (contact_on_segment, "input.contactId"),
    Code.CONTACT_HAS_POSTPONED: (contact_has_postponed, "input.contactId"),
    Code.CONTACT_HAS_PEOPLE: (contact_has_people, "input.contactId"),
    Code.CONTACTS_OF_TWO_COMPANIES: (contacts_of_two_companies, "input.loserId"),
    Code.ENDS_BEFORE_START: (ends_before_start, "input.periods.0.endsOn"),
    Code.PERIODS_OVERLAP: (periods_overlap, "input.periods.1.startsOn"),
    Code.SALUTATION_SLOTS_INVALID: (salutation_slots_invalid, "input.parts"),
    Code.SALESPERSON_BLOCKED: (salesperson_blocked, "input.values.salespersonId"),
    Code.CRITERIA_EMPTY: (criteria_empty, "input.criteria"),
    Code.SEGMENT_HAS_NO_STEPS: (segment_has_no_steps, "input.segmentId"),
    Code.SEGMENT_HAS_STEPS: (segment_has_steps, "input.onlyWithoutSteps"),
    Code.SEGMENT_EMPTY: (segment_empty, "input.segmentId"),
    Code.SEGMENT_ALREADY_LOGGED: (segment_already_logged, "input.segmentId"),
    Code.SEGMENT_CANCELED: (segment_canceled, "input.interactionIds.0"),
    Code.CAMPAIGN_ENTRY_CANCELED: (campaign_entry_canceled, "input.interactionIds.0"),
    Code.CONTENT_INVALID: (content_invalid, "input.bodyText"),
    Code.MERGE_FIELD_UNKNOWN: (merge_field_unknown, "input.subject"),
    Code.CONTENT_MISSING: (content_missing, "input.values.contentId"),
    Code.EMAIL_ADDRESS_MISSING: (email_address_missing, "input.source.contactIds.0"),
    Code.LINES_INVALID: (lines_invalid, "input.segmentId"),
    Code.NUMBER_SERIES_MISSING: (number_series_missing, "input.followUp"),
    Code.NUMBER_NOT_ALLOWED: (number_not_allowed, "input.number"),
    Code.ATTACHMENT_TOO_LARGE: (attachment_too_large, "input.file"),
    Code.ATTACHMENT_TYPE_NOT_ALLOWED: (attachment_type_not_allowed, "input.file"),
    Code.IDEMPOTENCY_MISMATCH: (idempotency_mismatch, "input.idempotencyKey"),
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
        await other.execute("SELECT pg_advisory_xact_lock(hashtextextended('twin', 0))")
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
            "GRAPHQL_VALIDATION_FAILED",
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
    assert error["extensions"] == {"code": code}
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
