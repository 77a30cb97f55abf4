"""One line per world: rows made by calling the verbs, with values that do not matter filled in."""

from __future__ import annotations

from itertools import count
from typing import Any

from db import groups, salespeople, template_languages, templates
from db.contacts.editing import create_contact
from db.models import (
    Contact,
    ContactKind,
    InteractionGroup,
    InteractionTemplate,
    Salesperson,
    TemplateLanguage,
)
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
    named = {"kind": ContactKind.PERSON, "name": f"Contact {next(_serial)}", **values}
    return (await create_contact(named, now=NOW)).contact


async def a_group(**values: Any) -> InteractionGroup:
    named = {"code": f"GROUP{next(_serial)}", "description": "Meetings", **values}
    return (await groups.create_interaction_group(named, now=NOW)).group


async def a_template(**values: Any) -> InteractionTemplate:
    """A template, in a group of its own if none is given."""
    if "group_id" not in values:
        values["group_id"] = (await a_group()).id
    named = {"code": f"TEMPLATE{next(_serial)}", "description": "Meeting at our place", **values}
    return (await templates.create_interaction_template(named, now=NOW)).template


async def a_template_language(template: InteractionTemplate, **values: Any) -> TemplateLanguage:
    named = {"language": "de", "description": "Treffen bei uns", **values}
    created = await template_languages.create_template_language(template.id, named, now=NOW)
    return created.template_language
