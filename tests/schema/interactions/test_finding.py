"""Lists of interactions: what is filtered by, a day's list in one request, and filters that nothing can ever match."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.callers import Role
from db.interactions.canceling import cancel_interactions
from db.interactions.creating import Source, create_interaction
from db.models import Interaction
from schema.graph.errors import coded
from schema.graph.ids import global_id
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_salesperson,
    a_segment,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.asking import ask
from tests.schema.calling import a_caller, answered

LOG = "query ($where: InteractionWhere) { interactions(where: $where) { nodes { description } totalCount } }"
POSTPONED = LOG.replace("interactions(", "postponedInteractions(")


async def found(document: str = LOG, **where: Any) -> set[str]:
    [page] = (await ask(document, where=where)).values()
    assert page["totalCount"] == len(page["nodes"])
    return {node["description"] for node in page["nodes"]}


async def made(description: str, postpone: bool = False, **values: Any) -> Interaction:
    contact_id = values.pop("contact_id", None) or (await a_contact()).id
    given = {"description": description, **values}
    done = await create_interaction(
        Source((contact_id,)), given, postpone=postpone, now=values.pop("now", NOW)
    )
    return done.interactions[0]


async def test_the_log_is_filtered_by_what_an_entry_is() -> None:
    template, salesperson = await a_template(), await a_salesperson()
    given = {"template_id": template.id, "salesperson_id": salesperson.id}
    campaign = await a_campaign()
    await made(
        "letter", **given, information_flow="OUTBOUND", initiated_by="US", correspondence_type="HARD_COPY"
    )
    await made("call", **given, information_flow="INBOUND", initiated_by="THEM", correspondence_type="NONE")
    await made("target", **given, campaign_id=campaign.id, is_campaign_target=True, evaluation="POSITIVE")
    await made("response", **given, campaign_id=campaign.id, is_campaign_response=True)
    canceled = await made("mistake", **given)
    await cancel_interactions([canceled.id], now=NOW)
    every = {"letter", "call", "target", "response", "mistake"}
    assert await found() == every
    assert await found(isEvaluated=True) == {"target"}
    assert await found(isEvaluated=False) == every - {"target"}
    assert await found(isCampaignTarget=True) == {"target"}
    assert await found(isCampaignTarget=False) == every - {"target"}
    assert await found(isCampaignResponse=True) == {"response"}
    assert await found(informationFlow=["INBOUND"]) >= {"call"}
    assert "letter" not in await found(informationFlow=["INBOUND"])
    assert await found(initiatedBy=["THEM"]) >= {"call"} and "letter" not in await found(initiatedBy=["THEM"])
    assert await found(correspondenceType=["HARD_COPY"]) == {"letter"}
    assert "letter" not in await found(correspondenceType=["NONE", "EMAIL"])
    assert await found(campaign={"in": [global_id(campaign)]}) == {"target", "response"}
    assert await found(campaign={"isNull": True}) == every - {"target", "response"}
    assert await found(canceledAt={"isNull": False}) == {"mistake"}
    assert await found(template={"eq": global_id(template)}, segment={"isNull": True}) == every
    assert await found(loggedAt={"from": (NOW + timedelta(days=1)).isoformat()}) == set()
    assert await found(createdAt={"on": NOW.date().isoformat()}, updatedAt={"isNull": False}) == every


async def test_who_responded_is_found_with_whom_a_company_counts() -> None:
    given = {"template_id": (await a_template()).id, "salesperson_id": (await a_salesperson()).id}
    company = await a_company()
    person = await a_contact(company_id=company.id)
    silent = await a_contact()
    later = NOW + timedelta(hours=1)
    for contact, name in ((company, "to the company"), (person, "to the person"), (silent, "to nobody")):
        await made(name, contact_id=contact.id, occurred_at=NOW, **given)
    answer = {"description": "answer", "occurred_at": later, "initiated_by": "THEM", **given}
    await create_interaction(Source((person.id,)), answer, now=later)
    assert await found(responded=True) == {"to the company", "to the person"}
    assert await found(responded=False) == {"to nobody", "answer"}


async def test_reminders_are_filtered_and_the_earliest_comes_first() -> None:
    salesperson = await a_salesperson()
    for days, name in ((2, "later"), (0, "today"), (None, "some day")):
        remind_at = None if days is None else NOW + timedelta(days=days)
        await made(name, postpone=True, salesperson_id=salesperson.id, remind_at=remind_at)
    today = {"remindAt": {"on": NOW.date().isoformat()}}
    assert await found(POSTPONED, **today) == {"today"}
    assert await found(POSTPONED, remindAt={"isNull": True}) == {"some day"}
    document = """{ postponedInteractions(orderBy: [{ field: REMIND_AT, direction: ASC }]) {
        nodes { description } } }"""
    nodes = (await ask(document))["postponedInteractions"]["nodes"]
    assert [node["description"] for node in nodes] == ["today", "later", "some day"]


async def test_a_day_s_list_is_one_request() -> None:
    """What is due today and what has no day, each with as much as the list of all would take."""
    salesperson, other = await a_salesperson(), await a_salesperson()
    for of, days in ((salesperson, 0), (salesperson, 3), (salesperson, None), (other, 0)):
        remind_at = None if days is None else NOW + timedelta(days=days)
        await made(f"{of.code} {days}", postpone=True, salesperson_id=of.id, remind_at=remind_at)
    document = """query ($until: DateTime!) { viewer { salesperson {
        due: postponedInteractions(where: { remindAt: { until: $until } },
            orderBy: [{ field: REMIND_AT, direction: ASC }], first: 20) { totalCount nodes { description } }
        undated: postponedInteractions(where: { remindAt: { isNull: true } }) { nodes { description } } } } }"""
    caller = a_caller(Role.SALESPERSON, salesperson_id=salesperson.id, sees_only_own=True)
    result = await answered(document, caller, until=(NOW + timedelta(days=1)).isoformat())
    assert not result.errors
    shown = (result.data or {})["viewer"]["salesperson"]
    assert shown["due"] == {"totalCount": 1, "nodes": [{"description": f"{salesperson.code} 0"}]}
    assert shown["undated"]["nodes"] == [{"description": f"{salesperson.code} None"}]


@pytest.mark.parametrize(
    ("field", "where", "path"),
    [
        ("interactions", "{ status: [POSTPONED] }", ["where", "status"]),
        ("interactions", "{ status: [LOGGED, POSTPONED] }", ["where", "status"]),
        ("interactions", "{ or: [{}, { status: [POSTPONED] }] }", ["where", "or", "1", "status"]),
        ("interactions", "{ not: { status: [POSTPONED] } }", ["where", "not", "status"]),
        ("postponedInteractions", "{ status: [CANCELED] }", ["where", "status"]),
        ("loggedSegments", "{ status: [OPEN] }", ["where", "status"]),
    ],
)
async def test_a_status_that_a_list_never_has_is_refused_and_not_empty(
    field: str, where: str, path: list[str]
) -> None:
    document = f"{{ {field}(where: {where}) {{ totalCount }} }}"
    [error] = coded((await answered(document, a_caller(Role.ADMIN))).errors or [], None)
    assert error.extensions == {"code": "BAD_USER_INPUT", "path": [field, *path]}
    assert "Nothing in this list is ever" in error.message


async def test_the_same_is_refused_below_a_node() -> None:
    await an_interaction()
    await a_segment(0)
    document = "{ contacts { nodes { interactions(where: { status: [POSTPONED] }) { totalCount } } } }"
    errors = coded((await answered(document, a_caller(Role.ADMIN))).errors or [], None)
    assert {str(each.extensions) for each in errors} == {
        str({"code": "BAD_USER_INPUT", "path": ["contacts", "nodes", "interactions", "where", "status"]})
    }
