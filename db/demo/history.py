"""Two years of the interaction log: what was logged, evaluated, commented on, and canceled as a mistake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from db.demo.people import reachable
from db.demo.world import World
from db.interactions.canceling import cancel_interactions
from db.interactions.creating import Source, create_interaction
from db.interactions.remarking import add_interaction_comment, evaluate_interaction
from db.models import Contact, Evaluation, Interaction

ENTRIES = 400
DAYS = 720
LAST = 5
"""How many days ago the last interaction happened."""

# How often each template is used, and the descriptions written; empty: the description of the template.
USES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("INCOME", 7, ("Asked about the new price list", "Delivery came too early", "Wants a second sample", "")),
    (
        "OUTGOING",
        9,
        ("Called back about the quote", "Reminded of the workshop", "Asked for an appointment", ""),
    ),
    (
        "EMAIL",
        6,
        ("Sent the spring catalogue", "Answered about delivery times", "Confirmed the appointment", ""),
    ),
    ("BUS", 3, ("Thanks for ten years", "")),
    ("INHOUSE", 3, ("Showed the new warehouse", "Looked at samples together", "")),
    ("ONSITE", 4, ("Visited their workshop", "Measured the shop floor", "")),
    ("S_QUOTE", 4, ("Quote for the spring order", "Quote for spare parts")),
    ("S_INVOICE", 2, ("",)),
    ("MEMO", 2, ("Summary for the file", "")),
    ("ABSTRACT", 1, ("",)),
    ("WORKSHOP", 1, ("Planning the season together",)),
)
CODES = [code for code, weight, _ in USES for _ in range(weight)]
DESCRIPTIONS = {code: descriptions for code, _, descriptions in USES}

EVALUATIONS = (Evaluation.VERY_POSITIVE, Evaluation.POSITIVE, Evaluation.POSITIVE, Evaluation.NEUTRAL,
               Evaluation.NEUTRAL, Evaluation.NEGATIVE, Evaluation.VERY_NEGATIVE)  # fmt: skip
COMMENTS = (
    "Prefers to be called before noon.",
    "Will talk to the purchaser and come back to us.",
    "Просит прислать образцы ещё раз.",
    "Möchte das Angebot lieber auf Papier.",
    "Has moved to another office.\nThe address is changed already.",
    "Not before the next budget.",
)


async def tell_history(world: World) -> None:
    contacts = reachable(world)
    for place in world.with_progress("Interactions", range(ENTRIES), ENTRIES):
        moment = world.ago(LAST + DAYS * (1 - place / ENTRIES), 8 + world.below(9), world.below(12) * 5)
        await _happened(world, place, world.pick(contacts), moment)


async def _happened(world: World, place: int, contact: Contact, moment: datetime) -> None:
    code = world.pick(CODES)
    values: dict[str, Any] = {"template_id": world.templates[code].id}
    if description := world.pick(DESCRIPTIONS[code]):
        values["description"] = description
    if code == "OUTGOING" and world.below(5) == 0:
        values["attempt_failed"] = True
    if code in ("INHOUSE", "ONSITE"):
        values["duration_minutes"] = 30 * (1 + world.below(10))
    if world.below(10) == 0:
        values["salesperson_id"] = world.pick(list(world.salespeople.values())).id
    made = await create_interaction(Source(contact_ids=(contact.id,)), values, now=moment)
    await _afterwards(world, place, made.interactions[0], moment + timedelta(hours=2))


async def _afterwards(world: World, place: int, entry: Interaction, later: datetime) -> None:
    if world.below(3) == 0:
        await evaluate_interaction(entry.id, {"evaluation": world.pick(EVALUATIONS)}, now=later)
    if world.below(5) == 0:
        await add_interaction_comment(entry.id, world.pick(COMMENTS), now=later)
    if place % 33 == 32:
        await cancel_interactions([entry.id], now=later)
