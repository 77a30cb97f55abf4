"""The prepared operations of GraphiQL do the job on the demo data, one after another, without an error."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from graphql import OperationDefinitionNode, OperationType, parse

from api.graphql.explorer import read_operations
from tests.databases import on_demo_data, on_sqlite
from tests.schema.asking import ask

STEPS = read_operations()


def test_every_operation_has_a_title_a_name_and_its_variables() -> None:
    assert [str(step["name"])[:2] for step in STEPS] == [f"{place:02d}" for place in range(1, len(STEPS) + 1)]
    for step in STEPS:
        [operation] = [each for each in parse(str(step["query"])).definitions if hasattr(each, "operation")]
        assert isinstance(operation, OperationDefinitionNode) and operation.name and step["title"]
        wanted = {each.variable.name.value for each in operation.variable_definitions or ()}
        assert set(variables_of(step)) == wanted, step["name"]


async def answers_in_order() -> dict[str, dict[str, Any]]:
    """The answers of all operations, by name."""
    return {str(step["name"])[3:]: await ask(str(step["query"]), **variables_of(step)) for step in STEPS}


def is_query(step: Mapping[str, object]) -> bool:
    kinds = (getattr(each, "operation", None) for each in parse(str(step["query"])).definitions)
    return OperationType.QUERY in kinds


@on_sqlite
@on_demo_data
async def test_whatever_is_read_is_read_while_another_process_has_the_write_lock(database: str) -> None:
    """A write of ours waits for it meanwhile. What reads inside of a transaction, or writes, would wait too."""
    with closing(sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(
            ask('mutation { createContact(input: {kind: PERSON, name: "Ann"}) { contact { id } } }')
        )
        queries = [step for step in STEPS if is_query(step)]
        async with asyncio.timeout(8):
            for step in queries:
                await ask(str(step["query"]), **variables_of(step))
        assert len(queries) > 10 and not waiting.done()
    await waiting


@on_demo_data
async def test_the_operations_do_the_job_on_the_demo_data(database: str) -> None:
    answers = await answers_in_order()
    for name, answer in answers.items():
        for root in answer.values():
            left_out = ["LINES_INVALID"] if name == "log-with-delivery" else []
            assert [error["code"] for error in root.get("userErrors", [])] == left_out, name
    assert answers["find-contact"]["contacts"]["totalCount"] == 1
    created = answers["create-interaction"]["createInteraction"]["interaction"]
    assert (created["status"], created["contact"]["name"]) == ("LOGGED", "Zoë Ashgrove")
    assert answers["postponed-interactions"]["postponedInteractions"]["totalCount"] == 10
    assert answers["resume-interaction"]["resumeInteraction"]["interaction"]["status"] == "LOGGED"
    origins = {line["description"]["origin"] for line in answers["open-segment"]["segment"]["lines"]["nodes"]}
    assert origins == {"LINE", "SEGMENT", "TEMPLATE"}
    assert answers["create-segment"]["createSegment"]["segment"]["number"] == "SM00008"
    assert answers["add-contacts"]["addSegmentContacts"]["addedCount"] == 2
    preview = answers["preview-log"]
    assert (preview["ready"]["issues"]["totalCount"], preview["unready"]["issues"]["totalCount"]) == (0, 1)
    logged = answers["log-segment"]["logSegment"]
    assert (logged["loggedCount"], logged["skippedCount"]) == (26, 0)
    assert logged["followUpSegment"]["description"] == "Follow-up on segment SM00003"
    assert answers["logged-segments"]["loggedSegments"]["totalCount"] == 5
    for change in ("cancel-interactions", "restore-interactions", "cancel-segment", "restore-segment"):
        [payload] = answers[change].values()
        assert payload["changed"], change
    judged = answers["judge-segments"]["loggedSegments"]["nodes"]
    assert {each["number"]: each["statistics"]["interactionCount"] for each in judged}["SM00003"] == 26
    went_on = answers["create-follow-up-segment"]["createFollowUpSegment"]
    assert went_on["followUpSegment"]["lineCount"] == went_on["followUpReport"]["contactCount"] > 0
    assert went_on["followUpLeftOut"]["unmatchedCount"] == 1  # who responded since


@on_demo_data
async def test_the_operations_choose_contacts_and_judge_a_campaign_on_the_demo_data(database: str) -> None:
    answers = await answers_in_order()
    added = answers["add-contacts-by-criteria"]["addSegmentContactsByCriteria"]["step"]["addedCount"]
    assert added > answers["preview-criteria"]["previewSegmentCriteria"]["addedCount"] > 0  # with companies
    assert answers["refine-segment"]["refineSegment"]["step"]["removedCount"] > 0
    reduced = answers["reduce-segment"]["reduceSegment"]
    undone = answers["undo-segment-step"]["undoSegmentStep"]
    assert undone["restoredLineCount"] == reduced["step"]["removedCount"] > 0
    steps = answers["steps-of-segment"]["segment"]["steps"]["nodes"]
    saved = answers["save-segment-criteria"]["saveSegmentCriteria"]["savedCriteria"]["steps"]["nodes"]
    asked = [[each["summary"].partition(" where ")[2] for each in some] for some in (steps, saved)]
    assert asked[0] == asked[1] and len(saved) == 5
    assert answers["reuse-segment-criteria"]["reuseSegmentCriteria"]["steps"][0]["addedCount"] > 0
    assert answers["reuse-logged-segment"]["reuseLoggedSegment"]["step"]["addedCount"] > 0
    assert (
        answers["add-mailing-group-contacts-from-segment"]["addMailingGroupContactsFromSegment"]["addedCount"]
        > 0
    )
    campaign = answers["campaign"]["campaign"]
    entries = campaign["entries"]["nodes"]
    assert sorted(each["isStandAlone"] for each in entries) == [False, False, True]
    of_entries = sum(each["interactions"]["totalCount"] for each in entries)
    assert campaign["statistics"]["totals"]["interactionCount"] == of_entries - 1  # one was canceled
    begun = answers["create-campaign"]["createCampaign"]["campaign"]["number"]
    assert answers["segment-for-campaign"]["updateSegment"]["segment"]["campaign"]["number"] == begun
    canceled = answers["cancel-campaign-entry"]["cancelCampaignEntry"]
    restored = answers["restore-campaign-entry"]["restoreCampaignEntry"]
    assert canceled["canceledInteractionCount"] == restored["restoredInteractionCount"] > 0
    assert restored["campaign"]["statistics"]["totals"]["interactionCount"] == of_entries - 1


@on_demo_data
async def test_the_operations_make_one_contact_of_two_on_the_demo_data(database: str) -> None:
    answers = await answers_in_order()
    groups = answers["duplicate-contacts"]["duplicateContacts"]["nodes"]
    assert {"EMAIL", "NAME"} <= {each["reason"] for each in groups}
    contact = answers["duplicates-of-contact"]["contact"]
    [double] = contact["duplicates"]
    merged = answers["merge-contacts"]["mergeContacts"]
    assert (merged["deletedContactId"], merged["keptContact"]["number"]) == (
        double["contact"]["id"],
        contact["number"],
    )
    timeline = answers["timeline-of-contact"]["contact"]  # by the number of the double
    assert timeline["number"] == contact["number"] != double["contact"]["number"]
    assert {each["__typename"] for each in timeline["timeline"]["nodes"]} == {
        "Interaction",
        "InteractionComment",
    }
    corrected = answers["correct-interaction"]["correctInteraction"]
    [correction] = corrected["interaction"]["corrections"]["nodes"]
    assert corrected["changed"] and correction["fields"] == ["DESCRIPTION", "DURATION_MINUTES"]
    assert answers["mark-contacts-as-distinct"]["markContactsAsDistinct"]["markedPairCount"] == 1
    noted = answers["create-alternative-address"]["createAlternativeAddress"]
    assert noted["contact"]["activeAlternativeAddress"]["code"] == noted["alternativeAddress"]["code"]
    assert all(each["statistics"] for each in answers["statistics-of-contacts"]["contacts"]["nodes"])


@on_demo_data
async def test_the_operations_write_letters_and_send_them_on_the_demo_data(database: str) -> None:
    answers = await answers_in_order()
    greeted = answers["greetings-of-contacts"]["contacts"]["nodes"]
    assert all(each["formal"] and each["informal"] not in (None, each["formal"]) for each in greeted)
    written = answers["create-letter-content"]["createLetterContent"]["letterContent"]
    lines = answers["set-segment-letter-content"]["setSegmentLetterContent"]["segment"]["lines"]["nodes"]
    assert {"origin": "SEGMENT", "value": {"subject": written["subject"]}} in [
        line["letterContent"] for line in lines
    ]
    letter = answers["preview-interaction-letter"]["previewInteractionLetter"]["letter"]
    assert letter["bodyText"].startswith("Dear Ms Ashgrove,")
    sent = answers["deliver-interaction"]["createInteraction"]["interaction"]
    assert sent["letter"]["subject"] == "The new price list" and sent["delivery"]["status"] == "QUEUED"
    logged = answers["log-with-delivery"]["logSegment"]
    counts = logged["segment"]["deliveryCounts"]
    assert counts["total"] == logged["loggedCount"] and counts["queued"] > 0 and counts["skipped"] > 0
    assert answers["cancel-deliveries"]["cancelDeliveries"]["changedCount"] == counts["queued"]


def variables_of(step: dict[str, str | None]) -> dict[str, Any]:
    return json.loads(step["variables"] or "{}")
