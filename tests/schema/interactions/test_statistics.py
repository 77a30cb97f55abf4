"""Statistics as clients ask for them: on every noun, in ranges, batched, and moved by the verbs that move them."""

from __future__ import annotations

from typing import Any

from db.interactions.creating import Source, create_interaction
from db.models import Interaction
from db.segments.logging import log_segment
from schema.graph.ids import global_id
from tests.builders import a_company, a_contact, a_salesperson, a_segment, a_template, an_interaction
from tests.conftest import NOW
from tests.db.segments.lines import a_crowd, euros
from tests.schema.asking import ask, refusal
from tests.statements import counted_statements

FIGURES = """interactionCount failedAttemptCount totalCost { amount currency } totalDurationMinutes
    lastInteractionAt lastAttemptAt"""
NOTHING = {
    "interactionCount": 0, "failedAttemptCount": 0, "totalCost": {"amount": "0.00", "currency": "USD"},
    "totalDurationMinutes": "0",
    "lastInteractionAt": None, "lastAttemptAt": None,
}  # fmt: skip
NOUNS = ["contacts", "segments", "interactionTemplates", "interactionGroups", "salespeople"]


async def test_every_noun_says_what_its_entries_amount_to() -> None:
    template = await a_template(cost=euros("2.50"), duration_minutes=7, initiated_by="US")
    segment = await a_segment(2, template_id=template.id)
    await log_segment(segment.id, now=NOW)
    answer = await ask(f"""{{
        {" ".join(f"{noun} {{ nodes {{ statistics {{ {FIGURES} }} }} }}" for noun in NOUNS)} }}""")
    one = {
        "interactionCount": 1, "failedAttemptCount": 0, "totalCost": {"amount": "2.50", "currency": "USD"},
        "totalDurationMinutes": "7",
        "lastInteractionAt": "2026-03-02T09:30:00Z", "lastAttemptAt": "2026-03-02T09:30:00Z",
    }  # fmt: skip
    both = one | {
        "interactionCount": 2,
        "totalCost": {"amount": "5.00", "currency": "USD"},
        "totalDurationMinutes": "14",
    }
    assert [each["statistics"] for each in answer["contacts"]["nodes"]] == [one, one]
    for noun in NOUNS[1:]:
        assert [each["statistics"] for each in answer[noun]["nodes"]] == [both], noun


async def test_what_has_no_entries_amounts_to_nothing() -> None:
    await a_segment(1)
    for noun in NOUNS:
        [node] = (await ask(f"{{ {noun} {{ nodes {{ statistics {{ {FIGURES} }} }} }} }}"))[noun]["nodes"]
        assert node["statistics"] == NOTHING, noun


async def test_ranges_stand_beside_each_other() -> None:
    contact = await a_contact()
    for month in (1, 2, 3):
        await an_interaction(contact_id=contact.id, occurred_at=NOW.replace(month=month))
    answer = await ask(
        """query ($id: ID!, $spring: DateTimeRangeInput) { contact(by: { id: $id }) {
            ever: statistics { interactionCount }
            winter: statistics(range: { until: "2026-03-01T00:00:00Z" }) { interactionCount lastInteractionAt }
            spring: statistics(range: $spring) { interactionCount }
            abroad: statistics(range: { from: "2026-03-02T10:30:00+01:00", until: null }) { interactionCount }
            anyhow: statistics(range: null) { interactionCount }
        } }""",
        id=global_id(contact),
        spring={"from": "2026-03-01T00:00:00Z", "until": "2026-06-01T00:00:00Z"},
    )
    assert answer["contact"] == {
        "ever": {"interactionCount": 3},
        "winter": {"interactionCount": 2, "lastInteractionAt": "2026-02-02T09:30:00Z"},
        "spring": {"interactionCount": 1},
        "abroad": {"interactionCount": 1},
        "anyhow": {"interactionCount": 3},
    }


async def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    contact = await a_contact()
    question = """query ($id: ID!) { contact(by: { id: $id }) { statistics(range: {
        from: "2026-03-02T00:00:00Z", until: "2026-03-01T00:00:00Z" }) { interactionCount } } }"""
    assert "ends before it begins" in await refusal(question, id=global_id(contact))


async def test_a_page_of_a_hundred_contacts_costs_two_statements_and_the_currency() -> None:
    company = await a_company()
    people = await a_crowd(99, company_id=company.id)
    await log_segment((await a_segment(contact_ids=people)).id, now=NOW)
    for first in (3, 100):
        for figures, statements_wanted in (
            (FIGURES, 3),
            ("interactionCount totalDurationMinutes", 2),
            ("__typename", 1),
        ):
            with counted_statements() as statements:
                answer = await ask(
                    f"{{ contacts(first: {first}) {{ nodes {{ kind statistics {{ {figures} }} }} }} }}"
                )
            assert len(statements) == statements_wanted
            assert len(answer["contacts"]["nodes"]) == first


async def test_more_minutes_than_an_int_holds_are_told() -> None:
    segment = await a_segment(contact_ids=await a_crowd(5000), duration_minutes=527_040)
    await log_segment(segment.id, now=NOW)
    answer = await ask("{ segments { nodes { statistics { totalDurationMinutes } } } }")
    assert answer["segments"]["nodes"] == [{"statistics": {"totalDurationMinutes": "2635200000"}}]


CANCEL = f"""mutation ($input: CancelInteractionsInput!) {{ cancelInteractions(input: $input) {{ interactions {{
    template {{ id statistics {{ {FIGURES} }} }} interactionGroup {{ id statistics {{ {FIGURES} }} }}
    salesperson {{ id statistics {{ {FIGURES} }} }} segment {{ id statistics {{ {FIGURES} }} }}
    company {{ id statistics {{ {FIGURES} }} }} contact {{ id lastInteractionAt statistics {{ {FIGURES} }} }}
}} }} }}"""


async def test_the_payload_of_a_cancel_shows_all_statistics_that_moved() -> None:
    company = await a_company()
    person = await a_contact(company_id=company.id)
    segment = await a_segment(contact_ids=[person.id])
    await log_segment(segment.id, now=NOW)
    [entry] = await Interaction.filter(segment_id=segment.id)
    answer = await ask(CANCEL, input={"interactionIds": [global_id(entry)]})
    [moved] = answer["cancelInteractions"]["interactions"]
    assert moved["contact"].pop("lastInteractionAt") is None
    assert {noun: node["statistics"] for noun, node in moved.items()} == dict.fromkeys(moved, NOTHING)
    question = "query ($ids: [ID!]!) { nodes(ids: $ids) { id %s } }"
    kinds = ("Contact", "Segment", "Salesperson", "InteractionTemplate", "InteractionGroup")
    fragments = " ".join(f"... on {kind} {{ statistics {{ {FIGURES} }} }}" for kind in kinds)
    fresh = await ask(question % fragments, ids=[node["id"] for node in moved.values()])
    assert fresh["nodes"] == list(moved.values())


async def test_the_last_interaction_of_a_contact_keeps_its_rule() -> None:
    """The field of its own is about the contact alone, statistics of a company about its people too."""
    company, salesperson = await a_company(), await a_salesperson()
    person = await a_contact(company_id=company.id)
    values: dict[str, Any] = {"template_id": (await a_template()).id, "salesperson_id": salesperson.id}
    failed = values | {"attempt_failed": True, "occurred_at": NOW.replace(day=3)}
    for each in (values | {"occurred_at": NOW}, failed):
        await create_interaction(Source((person.id,)), each, now=NOW)
    document = (
        "query ($id: ID!) { contact(by: { id: $id }) { lastInteractionAt statistics { lastInteractionAt } } }"
    )
    moment = "2026-03-02T09:30:00Z"
    found = [(await ask(document, id=global_id(each)))["contact"] for each in (person, company)]
    assert [each["lastInteractionAt"] for each in found] == [moment, None]
    assert [each["statistics"]["lastInteractionAt"] for each in found] == [moment, moment]
