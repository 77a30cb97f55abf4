"""The prepared operations of GraphiQL do the job on the demo data, one after another, without an error."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from graphql import OperationDefinitionNode, parse

from api.explorer import read_operations
from db.demo import load_demo
from tests.schema.asking import ask

STEPS = read_operations()


def test_every_operation_has_a_title_a_name_and_its_variables() -> None:
    assert [str(step["name"])[:2] for step in STEPS] == [f"{place:02d}" for place in range(1, len(STEPS) + 1)]
    for step in STEPS:
        [operation] = [each for each in parse(str(step["query"])).definitions if hasattr(each, "operation")]
        assert isinstance(operation, OperationDefinitionNode) and operation.name and step["title"]
        wanted = {each.variable.name.value for each in operation.variable_definitions or ()}
        assert set(variables_of(step)) == wanted, step["name"]


async def test_the_operations_do_the_job_on_the_demo_data(database: str, now: datetime) -> None:
    await load_demo(now=now)
    answers = {str(step["name"])[3:]: await ask(str(step["query"]), **variables_of(step)) for step in STEPS}
    for name, answer in answers.items():
        for root in answer.values():
            assert root.get("userErrors", []) == [], name
    assert answers["find-contact"]["contacts"]["totalCount"] == 1
    created = answers["create-interaction"]["createInteraction"]["interaction"]
    assert (created["status"], created["contact"]["name"]) == ("LOGGED", "Zoë Ashgrove")
    assert answers["postponed-interactions"]["postponedInteractions"]["totalCount"] == 10
    assert answers["resume-interaction"]["resumeInteraction"]["interaction"]["status"] == "LOGGED"
    origins = {line["description"]["origin"] for line in answers["open-segment"]["segment"]["lines"]["nodes"]}
    assert origins == {"LINE", "SEGMENT", "TEMPLATE"}
    assert answers["create-segment"]["createSegment"]["segment"]["number"] == "SM00005"
    assert answers["add-contacts"]["addSegmentContacts"]["addedCount"] == 2
    preview = answers["preview-log"]
    assert (preview["ready"]["issues"]["totalCount"], preview["unready"]["issues"]["totalCount"]) == (0, 1)
    logged = answers["log-segment"]["logSegment"]
    assert (logged["loggedCount"], logged["skippedCount"]) == (26, 0)
    assert logged["followUpSegment"]["description"] == "Follow-up on segment SM00003"
    assert answers["logged-segments"]["loggedSegments"]["totalCount"] == 3
    for change in ("cancel-interactions", "restore-interactions", "cancel-segment", "restore-segment"):
        [payload] = answers[change].values()
        assert payload["changed"], change
    judged = answers["judge-segments"]["loggedSegments"]["nodes"]
    assert sorted(each["statistics"]["count"] for each in judged)[-1] == 26
    went_on = answers["create-follow-up-segment"]["createFollowUpSegment"]
    assert went_on["followUpSegment"]["lineCount"] == went_on["followUpReport"]["contactCount"] > 0
    assert went_on["followUpLeftOut"]["unmatchedCount"] == 1  # who responded since


def variables_of(step: dict[str, str | None]) -> dict[str, Any]:
    return json.loads(step["variables"] or "{}")
