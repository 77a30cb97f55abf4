"""What a caller may do in the small world: one act for each verb that locks more than one row."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import cast

from db.campaigns.canceling import cancel_campaign_entry, delete_campaign_entry, restore_campaign_entry
from db.campaigns.canceling_many import (
    cancel_campaign_entries,
    delete_campaign_entries,
    restore_campaign_entries,
)
from db.contacts.alternative_addresses import create_alternative_address, delete_alternative_address
from db.contacts.deleting import delete_contact
from db.contacts.deleting_many import delete_contacts
from db.contacts.distinguishing import mark_contacts_as_distinct, unmark_contacts_as_distinct
from db.contacts.editing import create_contact, update_contact
from db.contacts.merging import merge_contacts
from db.groupings.industry_groups import add_industry_group_contacts
from db.groupings.job_responsibilities import add_job_responsibility_contacts
from db.groupings.mailing_groups import add_mailing_group_contacts, remove_mailing_group_contacts
from db.interactions.canceling import cancel_interactions, restore_interactions
from db.interactions.comments import delete_interaction_comment, update_interaction_comment
from db.interactions.correcting import correct_interaction
from db.interactions.creating import Source, create_interaction
from db.interactions.deleting import delete_interactions
from db.interactions.postponing import delete_interaction, postpone_interaction, resume_interaction
from db.interactions.remarking import add_interaction_comment, evaluate_interaction, evaluate_interactions
from db.marketing_setup import update_marketing_setup
from db.models import (
    AlternativeAddress,
    CampaignEntry,
    Contact,
    ContactKind,
    Evaluation,
    Interaction,
    InteractionComment,
)
from db.salespeople import create_salesperson, delete_salesperson, update_salesperson
from db.templates.editing import update_interaction_template
from tests.soaking.acts_on_segments import ACTS_ON_SEGMENTS
from tests.soaking.world import MOST_CONTACTS, MOST_INTERACTIONS, Act, World, now


async def _create_contact(world: World) -> object:
    if await Contact.all().count() >= MOST_CONTACTS:
        return await _delete_contact(world)
    company = world.dice.random() < 0.3
    values: dict[str, object] = {
        "kind": ContactKind.COMPANY if company else ContactKind.PERSON,
        "name": "New",
    }
    return await create_contact(
        values if company else {**values, "company_id": await world.company()}, now=now()
    )


async def _move_contact(world: World) -> object:
    company = await world.company() if world.dice.random() < 0.8 else None
    return await update_contact(await world.contact(), {"company_id": company}, now=now())


async def _change_contact(world: World) -> object:
    city, phone = f"Town {world.dice.randrange(9)}", f"+41 44 {world.dice.randrange(10**7):07}"
    values = {"address": {"city": city}, "phone": phone, "salesperson_id": world.salesperson()}
    chosen = {name: values[name] for name in world.dice.sample(sorted(values), 2)}
    return await update_contact(await world.contact(), chosen, now=now())


async def _turn_contact(world: World) -> object:
    kind = world.dice.choice(list(ContactKind))
    return await update_contact(await world.contact(), {"kind": kind, "company_id": None}, now=now())


async def _delete_contact(world: World) -> object:
    with_people = world.dice.random() < 0.5
    return await delete_contact(await world.contact(), with_people=with_people, now=now())


async def _merge_contacts(world: World) -> object:
    kept, duplicate = await world.contact(), await world.contact()
    return await merge_contacts(kept, duplicate, allow_other_company=world.dice.random() < 0.5, now=now())


async def _create_address(world: World) -> object:
    code = f"A{world.dice.randrange(3)}"
    values = {"code": code, "address": {"city": "Bern"}}
    return await create_alternative_address(await world.contact(), values, now=now())


async def _delete_address(world: World) -> object:
    return await delete_alternative_address((await world.some(AlternativeAddress))[0])


async def _create_interaction(world: World) -> object:
    if await Interaction.all().count() >= MOST_INTERACTIONS:
        return await _delete_interaction(world)
    values = {"template_id": world.dice.choice(world.templates), "salesperson_id": world.salesperson()}
    source = Source(tuple(await world.some(Contact, 3)))
    return await create_interaction(source, values, postpone=world.dice.random() < 0.4, now=now())


async def _postpone_interaction(world: World) -> object:
    values = {"contact_id": await world.contact(), "template_id": world.dice.choice(world.templates)}
    return await postpone_interaction(await world.interaction(status="POSTPONED"), values, now=now())


async def _resume_interaction(world: World) -> object:
    values = {"template_id": world.dice.choice(world.templates), "salesperson_id": world.salesperson()}
    return await resume_interaction(await world.interaction(status="POSTPONED"), values, now=now())


async def _delete_interaction(world: World) -> object:
    return await delete_interaction(await world.interaction())


async def _cancel_interactions(world: World) -> object:
    return await cancel_interactions(await world.some(Interaction, 4), now=now())


async def _restore_interactions(world: World) -> object:
    return await restore_interactions(await world.some(Interaction, 4), now=now())


async def _evaluate_interaction(world: World) -> object:
    evaluation = world.dice.choice(list(Evaluation))
    return await evaluate_interaction(await world.interaction(), {"evaluation": evaluation}, now=now())


async def _evaluate_interactions(world: World) -> object:
    values = {"evaluation": world.dice.choice(list(Evaluation))}
    return await evaluate_interactions(await world.some(Interaction, 4), values, now=now())


async def _correct_interaction(world: World) -> object:
    values = {"duration_minutes": world.dice.randrange(100), "occurred_at": now()}
    return await correct_interaction(await world.interaction(status="LOGGED"), values, now=now())


async def _delete_interactions(world: World) -> object:
    return await delete_interactions(await world.some(Interaction, 3, status="CANCELED"))


async def _change_comment(world: World) -> object:
    [comment] = await world.some(InteractionComment)
    text = f"Hm {world.dice.randrange(9)}."
    return await update_interaction_comment(comment, text, now=now())


async def _delete_comment(world: World) -> object:
    [comment] = await world.some(InteractionComment)
    return await delete_interaction_comment(comment)


async def _mark_as_distinct(world: World) -> object:
    return await mark_contacts_as_distinct(await world.some(Contact, 4), now=now())


async def _unmark_as_distinct(world: World) -> object:
    return await unmark_contacts_as_distinct(await world.some(Contact, 4))


async def _delete_contacts(world: World) -> object:
    chosen = await world.some(Contact, 2)
    return await delete_contacts(chosen, with_people=world.dice.random() < 0.5, now=now())


async def _cancel_campaign_entries(world: World) -> object:
    return await cancel_campaign_entries(await world.some(CampaignEntry, 2), now=now())


async def _restore_campaign_entries(world: World) -> object:
    return await restore_campaign_entries(await world.some(CampaignEntry, 2), now=now())


async def _delete_campaign_entries(world: World) -> object:
    return await delete_campaign_entries(await world.some(CampaignEntry, 2))


async def _add_comment(world: World) -> object:
    return await add_interaction_comment(await world.interaction(), "Hm.", now=now())


async def _cancel_campaign_entry(world: World) -> object:
    return await cancel_campaign_entry(await world.campaign_entry(), now=now())


async def _restore_campaign_entry(world: World) -> object:
    return await restore_campaign_entry(await world.campaign_entry(), now=now())


async def _delete_campaign_entry(world: World) -> object:
    return await delete_campaign_entry(await world.campaign_entry())


async def _add_to_mailing_group(world: World) -> object:
    group = world.dice.choice(world.mailing_groups)
    return await add_mailing_group_contacts(group, await world.some(Contact, 5), now=now())


async def _remove_from_mailing_group(world: World) -> object:
    group = world.dice.choice(world.mailing_groups)
    return await remove_mailing_group_contacts(group, await world.some(Contact, 5))


async def _add_to_industry_group(world: World) -> object:
    return await add_industry_group_contacts(
        world.industry_groups[0], await world.some(Contact, 2, kind="COMPANY"), now=now()
    )


async def _add_to_job_responsibility(world: World) -> object:
    return await add_job_responsibility_contacts(
        world.job_responsibilities[0], await world.some(Contact, 2, kind="PERSON"), now=now()
    )


async def _change_setup(world: World) -> object:
    flags = ("inherit_salesperson", "inherit_address", "inherit_communication")
    values = {"default_salesperson_id": world.salesperson(), world.dice.choice(flags): True}
    return await update_marketing_setup(values, now=now())


async def _change_template(world: World) -> object:
    values = {"campaign_id": world.dice.choice([None, *world.campaigns])}
    return await update_interaction_template(world.dice.choice(world.templates), values, now=now())


async def _change_salesperson(world: World) -> object:
    values = {"is_blocked": world.dice.random() < 0.1}
    return await update_salesperson(world.salesperson(), values, now=now())


async def _come_and_go(world: World) -> object:
    """A salesperson who is the default for a moment."""
    code = f"T{world.dice.randrange(10**9)}"
    made = (await create_salesperson({"code": code, "name": "Temp"}, now=now())).salesperson
    await update_marketing_setup({"default_salesperson_id": made.id}, now=now())
    return await delete_salesperson(made.id)


ACTS: Mapping[str, Act] = {
    name.strip("_"): cast(Act, act)
    for name, act in list(globals().items())
    if name.startswith("_") and isinstance(act, FunctionType)
} | dict(ACTS_ON_SEGMENTS)
"""Each by its name."""
