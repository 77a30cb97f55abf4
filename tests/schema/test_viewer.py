"""Who is calling, and what is done in the caller's name."""

from __future__ import annotations

from dataclasses import replace

from db.callers import LOCAL, Caller, CallerKind, Role, Scope
from db.models import CampaignEntry, Interaction, MergedContact, Segment
from db.segments.logging import log_segment
from schema.graph.ids import global_id
from tests.builders import a_campaign, a_contact, a_salesperson, a_segment, a_template, an_interaction
from tests.conftest import NOW
from tests.schema.asking import ask, ask_as, change_as
from tests.statements import counted_statements
from tests.writing import name_of

VIEWER = "{ viewer { caller { name kind } role scopes seesOnlyOwn salesperson { id name } } }"
PARTNER = Caller(
    CallerKind.API_KEY,
    "key:abcdefghij",
    "Web shop",
    Role.ADMIN,
    frozenset(Scope),
)


async def test_the_viewer_is_who_calls() -> None:
    ada = await a_salesperson(name="Ada Holm")
    rights = frozenset({Scope.SETUP_READ, Scope.CONTACTS_READ})
    caller = Caller(
        CallerKind.TOKEN, "token:x y", "Ada", Role.SALESPERSON, rights, ada.id, sees_only_own=True
    )
    with counted_statements() as statements:
        answer = await ask_as(caller, VIEWER)
    assert len(statements) == 1
    assert answer["viewer"] == {
        "caller": {"name": "Ada", "kind": "TOKEN"},
        "role": "SALESPERSON",
        "scopes": ["CONTACTS_READ", "SETUP_READ"],
        "seesOnlyOwn": True,
        "salesperson": {"id": global_id(ada), "name": "Ada Holm"},
    }


async def test_a_local_viewer_may_do_everything_and_costs_no_statement() -> None:
    with counted_statements() as statements:
        viewer = (await ask(VIEWER))["viewer"]
    assert len(statements) == 0
    assert viewer | {"scopes": len(viewer["scopes"])} == {
        "caller": {"name": "local", "kind": "LOCAL"},
        "role": "ADMIN",
        "scopes": len(Scope),
        "seesOnlyOwn": False,
        "salesperson": None,
    }


async def test_a_new_interaction_is_the_callers_unless_another_salesperson_is_named() -> None:
    own, contacts, named = [await a_salesperson() for _ in range(3)]
    contact = await a_contact(salesperson_id=contacts.id)
    caller = replace(LOCAL, salesperson_id=own.id)
    source = {"contactIds": [global_id(contact)]}
    template = global_id(await a_template())
    for who, values in (
        (caller, {}),
        (LOCAL, {}),
        (caller, {"salespersonId": global_id(named)}),
    ):
        await change_as(who, "createInteraction", source=source, values={"templateId": template, **values})
    rows = await Interaction.all().order_by("id")
    assert [row.salesperson_id for row in rows] == [own.id, contacts.id, named.id]


async def test_what_is_canceled_says_by_whom() -> None:
    entry = await an_interaction()
    await change_as(PARTNER, "cancelInteractions", interactionIds=[global_id(entry)])
    assert await name_of((await Interaction.get(id=entry.id)).canceled_by_id) == "Web shop"

    campaign = await a_campaign()
    segment = await a_segment(lines=1, campaign_id=campaign.id)
    await log_segment(segment.id, now=NOW)
    of_campaign = await CampaignEntry.get(segment_id=segment.id)
    await change_as(PARTNER, "cancelCampaignEntry", campaignEntryId=global_id(of_campaign))
    assert await name_of((await CampaignEntry.get(id=of_campaign.id)).canceled_by_id) == "Web shop"
    await change_as(PARTNER, "cancelSegment", segmentId=global_id(segment))
    assert await name_of((await Segment.get(id=segment.id)).canceled_by_id) == "Web shop"


async def test_what_is_merged_says_by_whom() -> None:
    kept, duplicate = await a_contact(), await a_contact()
    await change_as(
        PARTNER, "mergeContacts", keptContactId=global_id(kept), duplicateContactId=global_id(duplicate)
    )
    assert (await MergedContact.get()).merged_by == "Web shop"
