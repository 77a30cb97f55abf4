"""Actions that nodes offer: each is a mutation, and is offered to whoever may run it."""

from __future__ import annotations

import re

import pytest

from db.callers import Role
from db.campaigns.canceling import cancel_campaign_entry
from db.interactions.canceling import cancel_interactions
from db.models import DeliveryStatus, Interaction, Segment
from db.segments.canceling import cancel_segment
from db.segments.editing import create_segment
from db.segments.logging import log_segment
from schema import schema
from schema.guards.available_actions import ACTIONS
from schema.guards.scopes import declared_needs
from tests.builders import (
    a_campaign,
    a_contact,
    a_delivery,
    a_postponed_interaction,
    a_salesperson,
    a_template,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.asking import ask
from tests.schema.calling import a_caller, answered, code_of, data_for, document_of, least_input


def test_each_action_is_the_mutation_that_its_description_names() -> None:
    needs = declared_needs(schema._schema).mutations
    for kind, mutations in ACTIONS.items():
        values = schema._schema.type_map[kind].values  # type: ignore[attr-defined]
        assert set(values) == set(mutations), kind
        for name, value in values.items():
            named = re.findall(r"`(\w+)`", value.description)
            assert mutations[name] in named
            assert len({needs[each] for each in named}) == 1, name
    assert set(ACTIONS) == {name for name in schema._schema.type_map if name.endswith("Action")}


async def a_world_of_actions() -> None:
    """A node in each state that has actions of its own."""
    salesperson = await a_salesperson()
    template = await a_template(campaign_id=(await a_campaign()).id)
    contacts = [(await a_contact(salesperson_id=salesperson.id)).id for _ in range(3)]
    carried = {"template_id": template.id}
    for number in ("OPEN", "LOGGED", "CANCELED"):
        await create_segment(number, number, carried, contacts, now=NOW)
    for segment in await Segment.exclude(number="OPEN"):
        await log_segment(segment.id, now=NOW)
    canceled = await Segment.get(number="CANCELED")
    await cancel_segment(canceled.id, now=NOW)
    entries = await Interaction.filter(segment_id=(await Segment.get(number="LOGGED")).id)
    await a_delivery(entries[0], status=DeliveryStatus.QUEUED)
    await a_delivery(entries[1], status=DeliveryStatus.FAILED)
    await a_postponed_interaction(salesperson_id=salesperson.id)
    alone = await an_interaction(campaign_id=(await a_campaign()).id)
    assert alone.campaign_entry_id
    await cancel_campaign_entry(alone.campaign_entry_id, now=NOW)
    await cancel_interactions([(await an_interaction()).id], now=NOW)


OFFERED = """{
    campaigns { nodes { entries { nodes { availableActions } } } }
    segments { nodes { campaignEntries { nodes { availableActions } } availableActions } }
    interactions { nodes {
        delivery { availableActions } availableActions } }
    postponedInteractions { nodes { availableActions } }
}"""


@pytest.mark.parametrize("role", Role)
async def test_what_is_offered_is_what_the_mutations_do(role: Role) -> None:
    await a_world_of_actions()
    caller = a_caller(role)
    forbidden = {
        mutation
        for mutation in {name for mutations in ACTIONS.values() for name in mutations.values()}
        if code_of(await answered(document_of(mutation), caller, input=least_input(mutation))) == "FORBIDDEN"
    }
    everything, allowed = await ask(OFFERED), await data_for(caller, OFFERED)
    seen: set[str] = set()

    def compare(kind: str, full: object, short: object) -> None:
        if isinstance(full, list) and isinstance(short, list):
            for one, other in zip(full, short, strict=True):
                compare(kind, one, other)
        elif isinstance(full, dict) and isinstance(short, dict):
            for name, value in full.items():
                if name == "availableActions":
                    mutations = ACTIONS[kind]
                    seen.update(mutations[each] for each in value)
                    assert short[name] == [each for each in value if mutations[each] not in forbidden]
                else:
                    compare(KINDS.get(name, kind), value, short[name])

    compare("", everything, allowed)
    assert seen == {name for mutations in ACTIONS.values() for name in mutations.values()}


KINDS = {
    "segments": "SegmentAction",
    "campaignEntries": "CampaignEntryAction",
    "entries": "CampaignEntryAction",
    "interactions": "InteractionAction",
    "postponedInteractions": "InteractionAction",
    "delivery": "DeliveryAction",
}
