"""Actions that nodes offer: each is a mutation, and is offered to whoever may run it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from graphql import get_named_type

from db.api_keys.editing import create_api_key
from db.callers import Role
from db.campaigns.canceling import cancel_campaign_entry
from db.campaigns.statuses import create_campaign_status
from db.interactions.canceling import cancel_interactions
from db.interactions.remarking import add_interaction_comment
from db.models import DeliveryStatus, Interaction, Segment
from db.segments.canceling import cancel_segment
from db.segments.editing import create_segment
from db.segments.logging import log_segment
from db.segments.saved_criteria import save_segment_criteria
from schema import schema
from schema.guards.available_actions import ACTIONS
from schema.guards.scopes import declared_needs
from tests.builders import (
    a_campaign,
    a_contact,
    a_delivery,
    a_job_responsibility,
    a_mailing_group,
    a_postponed_interaction,
    a_salesperson,
    a_salutation_formula,
    a_template,
    a_template_language,
    an_alternative_address,
    an_industry_group,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.asking import ask
from tests.schema.calling import a_caller, answered, code_of, document_of, least_input


def test_each_action_is_the_mutation_that_its_description_names() -> None:
    needs = declared_needs(schema._schema).mutations
    for kind, mutations in ACTIONS.items():
        values = schema._schema.type_map[kind].values  # type: ignore[attr-defined]
        assert set(values) == set(mutations), kind
        for name, value in values.items():
            named = re.findall(r"`([a-z]\w+)`", value.description)
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
    await add_interaction_comment(entries[0].id, "Call back", now=NOW)
    await an_alternative_address(await a_contact())
    await a_template_language(template)
    await a_salutation_formula()
    await save_segment_criteria((await Segment.get(number="OPEN")).id, "OURS", now=NOW)
    await create_campaign_status({"code": "RUNS", "description": "Running"}, now=NOW)
    for build in (a_mailing_group, an_industry_group, a_job_responsibility):
        await build()
    await create_api_key("Web shop", Role.READER, now=NOW)


A = "__typename availableActions"
OFFERED = (
    f"{{ campaigns {{ nodes {{ {A} entries {{ nodes {{ {A} }} }} }} }} campaignStatuses {{ nodes {{ {A} }} }} }}",
    f"{{ contacts {{ nodes {{ {A} alternativeAddresses {{ nodes {{ {A} }} }} }} }} }}",
    f"{{ mailingGroups {{ nodes {{ {A} }} }} industryGroups {{ nodes {{ {A} }} }} }}",
    f"{{ jobResponsibilities {{ nodes {{ {A} }} }} interactionGroups {{ nodes {{ {A} }} }} }}",
    f"{{ interactionTemplates {{ nodes {{ {A} languages {{ nodes {{ {A} }} }} }} }} }}",
    f"{{ numberSeries {{ nodes {{ {A} }} }} marketingSetup {{ {A} }} salespeople {{ nodes {{ {A} }} }} }}",
    f"{{ salutations {{ nodes {{ {A} formulas {{ nodes {{ {A} }} }} }} }} }}",
    f"{{ savedCriteria {{ nodes {{ {A} }} }} }}",
    f"{{ segments {{ nodes {{ {A} campaignEntries {{ nodes {{ {A} }} }} lines {{ nodes {{ {A} }} }} }} }} }}",
    f"{{ interactions {{ nodes {{ {A} delivery {{ {A} }} comments {{ nodes {{ {A} }} }} }} }} }}",
    f"{{ postponedInteractions {{ nodes {{ {A} }} }} }}",
    f"{{ apiKeys {{ nodes {{ {A} }} }} }}",
)


def action_of(noun: str) -> str:
    """The name of the enum of the actions of a noun."""
    kind: Any = schema._schema.type_map[noun]
    return get_named_type(kind.fields["availableActions"].type).name


@pytest.mark.parametrize("role", Role)
async def test_what_is_offered_is_what_the_mutations_do(role: Role) -> None:
    await a_world_of_actions()
    caller = a_caller(role)
    every = {name for mutations in ACTIONS.values() for name in mutations.values()}
    forbidden = {
        mutation
        for mutation in every
        if code_of(await answered(document_of(mutation), caller, input=least_input(mutation))) == "FORBIDDEN"
    }
    seen: set[str] = set()

    def compare(full: object, short: object) -> None:
        if isinstance(full, list) and isinstance(short, list):
            for one, other in zip(full, short, strict=True):
                compare(one, other)
        elif isinstance(full, dict) and isinstance(short, dict):
            for name, value in full.items():
                if name == "availableActions":
                    mutations = ACTIONS[action_of(full["__typename"])]
                    seen.update(mutations[each] for each in value)
                    assert short[name] == [each for each in value if mutations[each] not in forbidden]
                else:
                    compare(value, short[name])

    for document in OFFERED:
        everything = await ask(document)
        shown = await answered(document, caller)
        if shown.errors is None:
            compare(everything, shown.data)
        else:
            assert shown.data == {"apiKeys": None}
    assert seen == (every if role is Role.ADMIN else every - {"revokeApiKey"})
