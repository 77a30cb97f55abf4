"""A campaign of the demo, from its planning to the reminders: a trade fair and its invitations."""

from __future__ import annotations

from datetime import timedelta

from tortoise.queryset import QuerySet

from db.campaigns.editing import create_campaign, update_campaign
from db.campaigns.statuses import create_campaign_status
from db.contacts.editing import create_contact
from db.demo.world import World
from db.groupings.mailing_groups import create_mailing_group
from db.interactions.canceling import cancel_interactions
from db.interactions.creating import Source, create_interaction
from db.interactions.remarking import add_interaction_comment, evaluate_interaction
from db.models import (
    Campaign,
    Contact,
    Evaluation,
    Interaction,
    MailingGroup,
    SavedCriteria,
    Segment,
    SegmentLine,
    StepOption,
)
from db.segments.choosing import add_segment_contacts_by_criteria, reduce_segment, refine_segment
from db.segments.editing import create_segment, update_segment
from db.segments.follow_up import FollowUp, create_follow_up_segment
from db.segments.lines import personalize_segment_lines
from db.segments.logging import log_segment
from db.segments.mailing import (
    add_mailing_group_contacts_from_segment,
)
from db.segments.outcomes import Outcome
from db.segments.saved_criteria import reuse_segment_criteria, save_segment_criteria
from db.segments.undoing import undo_segment_step

CHAPTER = "Campaign"

STATUSES = (
    ("PLANNED", "It is being planned"),
    ("RUNNING", "Contacts hear of it"),
    ("DONE", "It is over"),
)
# In days ago: answers come after what they answer, with a weekend in between.
PLANNED, INVITED, ANSWERED, REMINDED, OVER = 110, 100, 92, 80, 62

# The answers and their evaluations, in the order of the lines of the segment.
ANSWERS = (
    ("Will come on the first day", Evaluation.VERY_POSITIVE),
    ("Comes with two colleagues", Evaluation.POSITIVE),
    ("Asked which samples we bring", Evaluation.POSITIVE),
    ("Is on holiday then", Evaluation.NEUTRAL),
    ("Exhibits there too", Evaluation.POSITIVE),
    ("Does not go to fairs any more", Evaluation.NEGATIVE),
)
EVERY = 7
"""Every so many invited contacts, one answers."""


async def run_campaign(world: World) -> None:
    """CP0001: invited by SM00005, those who did not answer reminded by SM00006, and SM00007 open for the next one."""
    campaign = await _plan(world)
    invited = await _choose(world, campaign)
    parts = (_invite, _hear_back, _remind, _begin_the_next)
    for part in world.with_progress(CHAPTER, parts, len(parts)):
        await part(world, campaign, invited)


async def _plan(world: World) -> Campaign:
    begun = world.ago(PLANNED)
    statuses = {}
    for code, description in STATUSES:
        made = await create_campaign_status({"code": code, "description": description}, now=begun)
        statuses[code] = made.campaign_status.id
    values = {
        "description": "Trade fair",
        "starts_on": begun.date(),
        "ends_on": world.ago(OVER).date(),
        "salesperson_id": world.salespeople["JR"].id,
        "status_id": statuses["PLANNED"],
    }
    campaign = (await create_campaign(None, values, now=begun)).campaign
    for code, days in (("RUNNING", INVITED), ("DONE", OVER)):
        await update_campaign(campaign.id, {"status_id": statuses[code]}, now=world.ago(days))
    return campaign


async def _choose(world: World, campaign: Campaign) -> Segment:
    """Readers of the newsletter with an e-mail address, without bad evaluations; one step too many is undone."""
    begun = world.ago(PLANNED - 3)
    carried = {
        "template_id": world.templates["EMAIL"].id,
        "campaign_id": campaign.id,
        "is_campaign_target": True,
    }
    invited = (await create_segment(None, "Trade fair: see us in hall 4", carried, [], now=begun)).segment
    readers = {
        "mailing_group": {"eq": (await MailingGroup.get(code="NEWS")).id},
        "email": {"is_null": False},
        "privacy_blocked": False,
    }
    with_companies = [StepOption.INCLUDE_COMPANIES]
    await add_segment_contacts_by_criteria(invited.id, readers, options=with_companies, now=begun)
    await refine_segment(invited.id, {"email": {"is_null": False}, "privacy_blocked": False}, now=begun)
    cross = {"interactions": {"evaluation": [Evaluation.NEGATIVE, Evaluation.VERY_NEGATIVE]}}
    await reduce_segment(invited.id, cross, now=begun + timedelta(minutes=5))
    await refine_segment(invited.id, {"country_code": {"eq": "DE"}}, now=begun + timedelta(minutes=9))
    await undo_segment_step(invited.id, now=begun + timedelta(minutes=10))
    later = begun + timedelta(minutes=12)
    await save_segment_criteria(invited.id, "FAIR", "Whom we invite to fairs", now=later)
    return invited


async def _invite(world: World, campaign: Campaign, invited: Segment) -> None:
    moment = world.ago(INVITED)
    first, second, *_ = await _lines_of(invited)
    hosted = {"salesperson_id": world.salespeople["AH"].id, "description": "Trade fair: dinner with Ada Holm"}
    await personalize_segment_lines([first.id, second.id], hosted, now=moment - timedelta(hours=2))
    values = {"code": "FAIRS", "description": "Invited to fairs"}
    mailing_group = (await create_mailing_group(values, now=moment)).group
    await add_mailing_group_contacts_from_segment(invited.id, mailing_group.id, now=moment)
    await log_segment(invited.id, now=moment)


async def _hear_back(world: World, campaign: Campaign, invited: Segment) -> None:
    """Some contacts answer and are evaluated, one entry is canceled, and one answer makes a duplicate contact."""
    moment = world.ago(ANSWERED)
    contacts = await _contacts_on(invited)
    for contact_id, (description, evaluation) in zip(contacts[::EVERY], ANSWERS, strict=False):
        answer = await _answer(world, campaign, contact_id, description)
        await add_interaction_comment(answer.id, f"About the fair: {description.lower()}.", now=moment)
        entry = await _entry(invited, contact_id)
        await evaluate_interaction(entry.id, {"evaluation": evaluation}, now=moment)
    wrong = await _entry(invited, contacts[1])
    await cancel_interactions([wrong.id], now=moment)
    await _note_twice(world, campaign, await Contact.get(id=contacts[0]))


async def _remind(world: World, campaign: Campaign, invited: Segment) -> None:
    moment = world.ago(REMINDED)
    silent = FollowUp(description="Trade fair: a call to the silent ones", where=Outcome(responded=False))
    made = await create_follow_up_segment(invited.id, silent, now=moment)
    carried = {"template_id": world.templates["OUTGOING"].id, "is_campaign_target": True}
    await update_segment(made.follow_up.id, {}, carried, now=moment)
    await log_segment(made.follow_up.id, now=moment)
    *_, last = await _contacts_on(made.follow_up)
    await _answer(world, campaign, last, "Comes after all", days=REMINDED - 4)


async def _begin_the_next(world: World, campaign: Campaign, invited: Segment) -> None:
    """A new segment by the same saved criteria, not for a campaign yet."""
    begun = world.ago(20)
    carried = {"template_id": world.templates["EMAIL"].id}
    following = (await create_segment(None, "Next trade fair: see us there", carried, [], now=begun)).segment
    saved = await SavedCriteria.get(code="FAIR")
    await reuse_segment_criteria(following.id, saved.id, now=begun)


async def _answer(
    world: World, campaign: Campaign, contact_id: int, description: str, days: float = ANSWERED
) -> Interaction:
    values = {
        "template_id": world.templates["INCOME"].id,
        "description": description,
        "campaign_id": campaign.id,
        "is_campaign_response": True,
    }
    made = await create_interaction(Source(contact_ids=(contact_id,)), values, now=world.ago(days))
    return made.interactions[0]


async def _note_twice(world: World, campaign: Campaign, contact: Contact) -> None:
    """A duplicate of a contact, to be found and merged."""
    noted = {
        "kind": contact.kind,
        "name": contact.name.upper(),
        "email": contact.email,
        "phone": contact.phone,
    }
    double = (await create_contact(noted, now=world.ago(ANSWERED))).contact
    await _answer(world, campaign, double.id, "Asked for the way to hall 4", days=ANSWERED - 3)


def _lines_of(segment: Segment) -> QuerySet[SegmentLine]:
    return SegmentLine.filter(segment_id=segment.id, removed_by_step_id=None).order_by("id")


async def _contacts_on(segment: Segment) -> list[int]:
    return [contact_id for (contact_id,) in await _lines_of(segment).values_list("contact_id")]


async def _entry(segment: Segment, contact_id: int) -> Interaction:
    return await Interaction.get(segment_id=segment.id, contact_id=contact_id)
