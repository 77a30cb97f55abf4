"""Loading the demo data: whole or not at all, and only into a database in which nobody has begun."""

from __future__ import annotations

from datetime import datetime

from db.demo.campaigning import run_campaign
from db.demo.groupings import group_contacts
from db.demo.history import tell_history
from db.demo.letters import write_letters
from db.demo.people import meet_people, note_alternative_addresses
from db.demo.segments import prepare_segments
from db.demo.setting_up import set_up
from db.demo.unfinished import leave_unfinished
from db.demo.world import Progress, World
from db.marketing_setup import THE_ONE
from db.models import (
    Campaign,
    CampaignStatus,
    Contact,
    IndustryGroup,
    InteractionGroup,
    InteractionTemplate,
    JobResponsibility,
    MailingGroup,
    MarketingSetup,
    Salesperson,
    Salutation,
    SavedCriteria,
    Segment,
)
from db.writes.locking import locked
from db.writes.transactions import transactional

BEGUN = (
    *(Contact, Salesperson, InteractionGroup, InteractionTemplate, Segment),
    *(MailingGroup, IndustryGroup, JobResponsibility),
    *(Campaign, CampaignStatus, SavedCriteria, Salutation),
)
"""Whoever has one of these has begun."""


@transactional
async def load_demo(*, now: datetime, progress: Progress | None = None) -> bool:
    """Load the demo data, unless somebody has begun; whether it was loaded.

    All of it is one transaction: whoever is stopped in the middle leaves nothing behind. The lock of marketing
    setup makes a second one wait, and then find that the work is done.
    """
    await locked(MarketingSetup, THE_ONE, None)
    for model in BEGUN:
        if await model.exists():
            return False
    world = World(now, progress)
    await set_up(world)
    await write_letters(world)
    await meet_people(world)
    await note_alternative_addresses(world)
    await tell_history(world)
    await prepare_segments(world)
    await leave_unfinished(world)
    await group_contacts(world)
    await run_campaign(world)
    return True
