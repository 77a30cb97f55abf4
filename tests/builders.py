"""One line per world: rows made by calling the verbs, with values that do not matter filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Any

from db import interaction_groups, salespeople
from db.attachments.receiving import received
from db.attachments.uploading import upload_attachment
from db.campaigns.editing import create_campaign
from db.contacts import alternative_addresses
from db.contacts.editing import create_contact
from db.contacts.postal_addresses import POSTAL_ADDRESS
from db.groupings import industry_groups, job_responsibilities, mailing_groups
from db.interactions.creating import Source, create_interaction
from db.letter_contents.creating import create_letter_content
from db.models import (
    AlternativeAddress,
    Attachment,
    Campaign,
    Contact,
    ContactKind,
    Delivery,
    DeliveryStatus,
    Formality,
    IndustryGroup,
    Interaction,
    InteractionGroup,
    InteractionTemplate,
    JobResponsibility,
    LetterContent,
    MailingGroup,
    NamePart,
    Salesperson,
    Salutation,
    SalutationFormula,
    Segment,
    SegmentLetterContent,
    TemplateLanguage,
)
from db.salutations import formulas, salutations
from db.segments.editing import create_segment
from db.segments.letter_contents import set_segment_letter_content
from db.templates import editing, languages
from tests.conftest import NOW

_serial = count(1)


async def a_salesperson(**values: Any) -> Salesperson:
    place = next(_serial)
    created = await salespeople.create_salesperson(
        {"code": f"SP{place}", "name": f"Sam {place}", **values}, now=NOW
    )
    return created.salesperson


async def a_company(**values: Any) -> Contact:
    return await a_contact(kind=ContactKind.COMPANY, **values)


async def a_contact(**values: Any) -> Contact:
    named = {"kind": ContactKind.PERSON, "name": f"Contact {next(_serial)}", **addressed(values)}
    return (await create_contact(named, now=NOW)).contact


def addressed(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the parts of an address as one: `city="Bern"` is shorter where only that matters."""
    parts = {name: value for name, value in values.items() if name in POSTAL_ADDRESS}
    others = {name: value for name, value in values.items() if name not in parts}
    return others | {"address": parts} if parts else others


async def an_alternative_address(contact: Contact, **values: Any) -> AlternativeAddress:
    named = {"code": f"ADDRESS{next(_serial)}", **addressed({"city": "Bern", **values})}
    created = await alternative_addresses.create_alternative_address(contact.id, named, now=NOW)
    return created.alternative_address


async def a_group(**values: Any) -> InteractionGroup:
    named = {"code": f"GROUP{next(_serial)}", "description": "Meetings", **values}
    return (await interaction_groups.create_interaction_group(named, now=NOW)).group


async def a_mailing_group(**values: Any) -> MailingGroup:
    named = {"code": f"MAIL{next(_serial)}", "description": "Christmas cards", **values}
    return (await mailing_groups.create_mailing_group(named, now=NOW)).group


async def an_industry_group(**values: Any) -> IndustryGroup:
    named = {"code": f"INDUSTRY{next(_serial)}", "description": "Bakeries", **values}
    return (await industry_groups.create_industry_group(named, now=NOW)).group


async def a_job_responsibility(**values: Any) -> JobResponsibility:
    named = {"code": f"JOB{next(_serial)}", "description": "Places the orders", **values}
    return (await job_responsibilities.create_job_responsibility(named, now=NOW)).group


async def a_template(**values: Any) -> InteractionTemplate:
    """A template, in a group of its own if none is given."""
    if "interaction_group_id" not in values:
        values["interaction_group_id"] = (await a_group()).id
    named = {"code": f"TEMPLATE{next(_serial)}", "description": "Meeting at our place", **values}
    return (await editing.create_interaction_template(named, now=NOW)).template


async def a_template_language(template: InteractionTemplate, **values: Any) -> TemplateLanguage:
    named = {"language": "de", "description": "Treffen bei uns", **values}
    created = await languages.create_template_language(template.id, named, now=NOW)
    return created.template_language


async def a_campaign(number: str | None = None, **values: Any) -> Campaign:
    return (await create_campaign(number, {"description": "Spring fair", **values}, now=NOW)).campaign


async def a_segment(lines: int = 3, **values: Any) -> Segment:
    """An open segment that can be logged as it is: with so many contacts, a template and a salesperson."""
    top = {"number": None, "description": "Spring letter"} | {
        name: values.pop(name) for name in ("number", "description") if name in values
    }
    people = values.pop("contact_ids", None)
    if people is None:
        people = [(await a_contact()).id for _ in range(lines)]
    for name, build in (("template_id", a_template), ("salesperson_id", a_salesperson)):
        if name not in values:
            values[name] = (await build()).id
    return (await create_segment(**top, values=values, contact_ids=people, now=NOW)).segment


async def an_interaction(*, now: datetime = NOW, **values: Any) -> Interaction:
    """An entry of the log, with a contact, a template and a salesperson of its own if none is given."""
    needed = {"contact_id": a_contact, "template_id": a_template, "salesperson_id": a_salesperson}
    for name, made in needed.items():
        if name not in values:
            values[name] = (await made()).id
    source = Source((values.pop("contact_id"),))
    return (await create_interaction(source, values, now=now)).interactions[0]


async def a_postponed_interaction(*, now: datetime = NOW, **values: Any) -> Interaction:
    """A postponed interaction with nothing but a contact, if nothing more is given."""
    contact_id = values.pop("contact_id", None) or (await a_contact()).id
    created = await create_interaction(Source((contact_id,)), values, postpone=True, now=now)
    return created.interactions[0]


async def an_attachment(holding: bytes | None = None, *, now: datetime = NOW, **values: Any) -> Attachment:
    """A file of its own bytes, if none are given."""
    place = next(_serial)
    named = {"name": f"File {place}.pdf", "media_type": "application/pdf", **values}
    held = f"The bytes of file {place}".encode() if holding is None else holding
    async with received(BytesIO(held), len(held)) as file:
        uploaded = await upload_attachment(**named, received=file, now=now)
    assert uploaded.attachment is not None
    return uploaded.attachment


async def a_content(
    attachments: Sequence[Attachment] = (), *, now: datetime = NOW, **values: Any
) -> LetterContent:
    named = {"subject": "Spring", "body_text": "Dear {{ contact.name }}", **values}
    return (await create_letter_content(named, [each.id for each in attachments], now=now)).letter_content


async def a_segment_letter_content(
    segment: Segment, language: str = "en", **values: Any
) -> SegmentLetterContent:
    content = await a_content(**values)
    done = await set_segment_letter_content(segment.id, language, content.id, now=NOW)
    assert done.segment_letter_content is not None
    return done.segment_letter_content


async def a_delivery(interaction: Interaction, **values: Any) -> Delivery:
    named = {"status": DeliveryStatus.QUEUED, "email": "anna@example.com", "due_at": NOW, **values}
    return await Delivery.create(**named, interaction_id=interaction.id, created_at=NOW, updated_at=NOW)


async def a_salutation(**values: Any) -> Salutation:
    named = {"code": f"S{next(_serial)}", "description": "Madam", **values}
    return (await salutations.create_salutation(named, now=NOW)).salutation


async def a_salutation_formula(salutation: Salutation | None = None, **values: Any) -> SalutationFormula:
    """A formula, of a salutation of its own if none is given."""
    of = salutation or await a_salutation()
    named = {
        "language": "en",
        "formality": Formality.FORMAL,
        "text": "Dear %1,",
        "parts": [NamePart.SURNAME],
        **values,
    }
    created = await formulas.create_salutation_formula(of.id, named, now=NOW)
    return created.salutation_formula
