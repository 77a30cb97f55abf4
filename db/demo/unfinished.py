"""Postponed interactions of the demo, most of them not complete."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db.demo.people import reachable
from db.demo.world import World
from db.interactions.creating import Source, create_interaction
from db.interactions.postponing import postpone_interaction
from db.models import Evaluation

# The template, the values filled in so far, and in how many days from now somebody wants to be reminded.
ON_THE_DESK: tuple[tuple[str | None, dict[str, Any], int | None], ...] = (
    ("OUTGOING", {"description": "Ask about the second sample"}, 2),
    ("ONSITE", {"duration_minutes": 90}, 7),
    (None, {"description": "Called, and somebody came to the door"}, None),
    ("INCOME", {"evaluation": Evaluation.POSITIVE}, -1),
    (None, {}, None),
    ("S_QUOTE", {"description": "Quote for spare parts, waiting for prices"}, 1),
    ("MEMO", {}, None),
    ("INHOUSE", {"description": "Show them the new warehouse"}, 14),
)


async def leave_unfinished(world: World) -> None:
    contacts = reachable(world)
    for place, (template, draft, days) in enumerate(
        world.with_progress("Postponed", ON_THE_DESK, len(ON_THE_DESK))
    ):
        begun = world.ago(6 - place * 0.7, 9 + place)
        values = dict(draft)
        if template is not None:
            values["template_id"] = world.templates[template].id
        if days is not None:
            values["remind_at"] = world.now + timedelta(days=days)
        source = Source(contact_ids=(contacts[place * 11].id,))
        await create_interaction(source, values, postpone=True, now=begun)
    await _from_a_salesperson(world)


async def _from_a_salesperson(world: World) -> None:
    """Begun without a contact, and saved once more later."""
    source = Source(salesperson_id=world.salespeople["MV"].id)
    begun = world.ago(1, 16)
    made = await create_interaction(source, {"description": "Встреча на выставке"}, postpone=True, now=begun)
    changes = {"description": "Встреча на выставке в Твери", "duration_minutes": 60}
    await postpone_interaction(made.interactions[0].id, changes, now=begun + timedelta(minutes=20))
