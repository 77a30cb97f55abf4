"""Loading the demo data: whole or not at all, and only into an unused database."""

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

IN_USE_IF_ANY = (
    *(Contact, Salesperson, InteractionGroup, InteractionTemplate, Segment),
    *(MailingGroup, IndustryGroup, JobResponsibility),
    *(Campaign, CampaignStatus, SavedCriteria, Salutation),
)
"""A database with a row in one of these tables is in use."""


@transactional
async def load_demo(*, now: datetime, progress: Progress | None = None) -> bool:
    """Load the demo data, unless the database is in use; whether it was loaded.

    All of it is one transaction, so that stopping in the middle leaves nothing. The lock on marketing setup makes
    a second load wait, and then find the database in use.
    """
    await locked(MarketingSetup, THE_ONE, None)
    for model in IN_USE_IF_ANY:
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
