"""Steps of the story: a mutation with its input, and what later steps need of its payload."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from db.campaigns.canceling import cancel_campaign_entry
from db.models import Delivery, DeliveryStatus
from schema.graph.ids import encoded, number_of
from tests.builders import an_interaction
from tests.conftest import NOW

Known = dict[str, str]
"""Ids that earlier steps have made, by a name of the story."""


@dataclass
class Step:
    """One mutation: its input, where the ids that later steps need stand in its payload, what happens before it."""

    mutation: str
    input: Callable[[Known], dict[str, Any]]
    keeps: dict[str, str] = field(default_factory=dict)
    before: Callable[[Known], Awaitable[Any]] | None = None


async def a_delivery_fails(known: Known) -> None:
    await Delivery.filter(interaction_id=number_of(known["mailed"], "Interaction")).update(
        status=DeliveryStatus.FAILED
    )


async def another_entry_is_canceled(known: Known) -> None:
    """A campaign entry of an interaction of its own, under a name of the story."""
    made = await an_interaction(campaign_id=number_of(known["campaign"], "Campaign"))
    assert made.campaign_entry_id
    await cancel_campaign_entry(made.campaign_entry_id, now=NOW)
    known["other entry"] = encoded("CampaignEntry", made.campaign_entry_id)


def person(name: str, **values: Any) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {
        "kind": "PERSON",
        "name": name,
        "email": f"{name.lower()}@example.com",
        "companyId": known["company"],
        **values,
    }


def logged(who: str, **values: Any) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {
        "source": {"contactIds": [known[who]]},
        "values": {"templateId": known["template"], "salespersonId": known["salesperson"]},
        **values,
    }


def of(noun: str, called: str | None = None, /, **values: Any) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {f"{noun}Id": known[called or noun], **values}


def members(noun: str, *names: str) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {f"{noun}Id": known[noun], "contactIds": [known[name] for name in names]}


NAMED = {"code": "NEW", "description": "New"}
