"""Titles of interactions: the line that stands for one in a list."""

from __future__ import annotations

from db.models import (
    Contact,
    InformationFlow,
    Interaction,
    InteractionStatus,
    InteractionTemplate,
    Salesperson,
)
from db.sql.loaders import rows_by_id


async def titles_of(interactions: list[Interaction]) -> list[str]:
    """One statement for each noun, whatever the number of interactions."""
    of_template = frozenset({"description", "information_flow"})
    of_person = frozenset({"name"})
    templates = await rows_by_id(
        InteractionTemplate, [each.template_id for each in interactions], of_template
    )
    salespeople = await rows_by_id(Salesperson, [each.salesperson_id for each in interactions], of_person)
    contacts = await rows_by_id(Contact, [each.contact_id for each in interactions], of_person)
    return [
        title_of(
            each,
            templates.get(each.template_id or 0),
            salespeople.get(each.salesperson_id or 0),
            contacts.get(each.contact_id or 0),
        )
        for each in interactions
    ]


def title_of(
    interaction: Interaction,
    template: InteractionTemplate | None,
    salesperson: Salesperson | None,
    contact: Contact | None,
) -> str:
    """Outbound "template - by salesperson", inbound "template - from contact", else only the template."""
    if template is None:
        return interaction.description or "Interaction"
    flow = interaction.information_flow
    if interaction.status is InteractionStatus.POSTPONED:
        flow = flow or template.information_flow
    if flow is InformationFlow.OUTBOUND and salesperson is not None:
        return f"{template.description} - by {salesperson.name}"
    name = interaction.contact_name or (contact.name if contact else None)
    if flow is InformationFlow.INBOUND and name is not None:
        return f"{template.description} - from {name}"
    return template.description
