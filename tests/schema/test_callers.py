"""Who did something: the caller of a row, of an entry of the audit log, and whoever is calling."""

from __future__ import annotations

from typing import Any

from db.callers import LOCAL, SCOPES_OF, Caller, CallerKind, Role
from db.models import ApiKey, Interaction, KnownCaller, Segment
from schema.graph.ids import global_id
from tests.builders import a_contact, a_salesperson, a_segment, a_template, an_interaction
from tests.conftest import NOW
from tests.schema.asking import ask, ask_as, change_as
from tests.statements import counted_statements

WHO = "{ key kind name salesperson { id } apiKey { id name } }"
BY = f"createdBy {WHO} loggedBy {WHO} canceledBy {WHO}"
LOCALLY = {"key": "local", "kind": "LOCAL", "name": "local", "salesperson": None, "apiKey": None}


def somebody(name: str = "Ann", **known: Any) -> Caller:
    return Caller(CallerKind.TOKEN, f"token:issuer {name}", name, Role.ADMIN, SCOPES_OF[Role.ADMIN], **known)


async def of(kind: str, identity: str, selection: str) -> dict[str, Any]:
    answer = await ask(
        f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {selection} }} }} }}", id=identity
    )
    return answer["node"]


async def test_an_interaction_keeps_who_created_logged_and_canceled_it() -> None:
    template, contact = await a_template(), await a_contact()
    ada = await a_salesperson()
    source = {"contactIds": [global_id(contact)]}
    await change_as(somebody(salesperson_id=ada.id), "createInteraction", source=source, mode="POSTPONE")
    identity = global_id(await Interaction.get(contact_id=contact.id))
    await change_as(
        LOCAL, "resumeInteraction", interactionId=identity, values={"templateId": global_id(template)}
    )
    await change_as(somebody("Bob"), "cancelInteractions", interactionIds=[identity])
    known = await of("Interaction", identity, BY)
    assert [each["name"] for each in known.values()] == ["Ann", "local", "Bob"]
    assert known["createdBy"]["salesperson"] == {"id": global_id(ada)}
    assert known["loggedBy"] == LOCALLY
    await change_as(LOCAL, "restoreInteractions", interactionIds=[identity])
    assert (await of("Interaction", identity, "canceledBy { name }"))["canceledBy"] is None


async def test_logging_a_segment_says_by_whom_on_it_and_on_every_entry() -> None:
    segment = await a_segment(lines=2, description="Spring")
    await change_as(somebody("Cid"), "logSegment", segmentId=global_id(segment))
    known = await of(
        "Segment", global_id(segment), f"{BY} interactions {{ nodes {{ loggedBy {{ name }} }} }}"
    )
    assert (known["createdBy"], known["loggedBy"]["name"], known["canceledBy"]) == (None, "Cid", None)
    assert known["interactions"]["nodes"] == [{"loggedBy": {"name": "Cid"}}] * 2


async def test_a_new_segment_its_follow_up_and_a_note_have_an_author() -> None:
    await change_as(somebody("Dan"), "createSegment", description="Autumn", number="SM9")
    segment = await Segment.get(number="SM9")
    assert (await of("Segment", global_id(segment), "createdBy { name }"))["createdBy"] == {"name": "Dan"}
    entry = await an_interaction()
    await change_as(somebody("Eve"), "addInteractionComment", interactionId=global_id(entry), text="Nice")
    comments = await of("Interaction", global_id(entry), "comments { nodes { author { name } } }")
    assert comments["comments"]["nodes"] == [{"author": {"name": "Eve"}}]


async def test_what_was_done_with_an_api_key_leads_to_the_key() -> None:
    ada = await a_salesperson()
    key = await ApiKey.create(
        name="Web shop", role=Role.ADMIN, prefix="abcdefghij", digest="0" * 64, created_at=NOW,
        salesperson_id=ada.id,
    )  # fmt: skip
    partner = Caller(
        CallerKind.API_KEY, "key:abcdefghij", "Web shop", Role.ADMIN, SCOPES_OF[Role.ADMIN], ada.id
    )
    entry = await an_interaction()
    await change_as(partner, "cancelInteractions", interactionIds=[global_id(entry)])
    shown = {
        "key": "key:abcdefghij", "kind": "API_KEY", "name": "Web shop",
        "salesperson": {"id": global_id(ada)}, "apiKey": {"id": global_id(key), "name": "Web shop"},
    }  # fmt: skip
    assert (await of("Interaction", global_id(entry), f"canceledBy {WHO}"))["canceledBy"] == shown
    assert (await ask_as(partner, f"{{ viewer {{ caller {WHO} }} }}"))["viewer"]["caller"] == shown
    log = await ask(f"{{ auditLog(first: 1) {{ nodes {{ caller {WHO} }} }} }}")
    assert log["auditLog"]["nodes"] == [{"caller": shown}]


async def test_the_audit_log_keeps_what_a_caller_was_called_then() -> None:
    contact = await a_contact()
    for name, city in (("Ann", "Rome"), ("Ann Lee", "Oslo")):
        caller = Caller(CallerKind.TOKEN, "token:issuer 7", name, Role.ADMIN, SCOPES_OF[Role.ADMIN])
        await change_as(caller, "updateContact", contactId=global_id(contact), jobTitle=city)
    log = await ask("{ auditLog(first: 2) { nodes { caller { key name } } } }")
    names = [each["caller"]["name"] for each in log["auditLog"]["nodes"]]
    assert names == ["Ann Lee", "Ann"]
    assert [row.name for row in await KnownCaller.filter(identity="token:issuer 7")] == ["Ann Lee"]
    chosen = await ask('{ auditLog(where: {callerKey: "token:issuer 7"}) { totalCount } }')
    assert chosen["auditLog"]["totalCount"] == 2


async def test_a_viewer_has_an_id_of_their_own() -> None:
    ann, again, bob = [
        (await ask_as(caller, "{ viewer { id } }"))["viewer"]["id"]
        for caller in (somebody(), somebody(), somebody("Bob"))
    ]
    assert ann == again != bob


async def test_the_callers_of_a_page_cost_one_statement() -> None:
    for name in ("Ann", "Bob", "Cid"):
        entry = await an_interaction()
        await change_as(somebody(name), "cancelInteractions", interactionIds=[global_id(entry)])
    with counted_statements() as statements:
        await ask("{ interactions { nodes { canceledBy { name } } } }")
    assert len(statements) == 2
