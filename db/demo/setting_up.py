"""Salespeople, defaults, interaction groups and interaction templates of the demo."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from db.demo.salutations import agree_on_salutations
from db.demo.world import World
from db.interaction_groups import create_interaction_group
from db.marketing_setup import update_marketing_setup
from db.models import CorrespondenceType, InformationFlow, InitiatedBy, InteractionGroup
from db.salespeople import create_salesperson
from db.templates.editing import create_interaction_template
from db.writes.validation import Money

LONG_AGO = 760

# Telephone numbers are of ranges that are kept free for films and books.
SALESPEOPLE = (
    ("AH", "Ada Holm", "ada.holm@example.com", "+44 20 7946 0301", "Sales manager"),
    ("EK", "Edwin Kwan", "edwin.kwan@example.com", "+1 212 555 0142", "Account manager, America"),
    ("JR", "Jürgen Rößler", "juergen.roessler@example.net", "+49 30 23125 611", "Account manager, Germany"),
    ("MV", "Мария Ветрова", "maria.vetrova@example.org", None, "Менеджер по продажам"),
    ("CB", "Chloé Baudrin", "chloe.baudrin@example.net", "+33 1 99 00 41 52", "Account manager, France"),
    ("TO", "Tove Öström", "tove.ostrom@example.org", "+46 8 465 004 17", "Account manager, Sweden"),
)

GROUPS = {
    "LETTER": "Letters and e-mails",
    "PHONE": "Telephone calls",
    "MEETING": "Meetings",
    "DOC": "Documents",
    "SYSTEM": "Written by the program",
}

US_OUT = (InformationFlow.OUTBOUND, InitiatedBy.US)
THEM_IN = (InformationFlow.INBOUND, InitiatedBy.THEM)
TOGETHER = (None, InitiatedBy.US)
PAPER, EMAIL, NONE = CorrespondenceType.HARD_COPY, CorrespondenceType.EMAIL, CorrespondenceType.NONE

# Code, group, cost, minutes, flow and first step, way, and what it is called in English, German and Russian.
TEMPLATES: tuple[tuple[str, str, int, int, Any, CorrespondenceType, str, str, str], ...] = (
    ("ABSTRACT", "LETTER", 8, 90, US_OUT, EMAIL,
     "Abstract of a meeting", "Zusammenfassung einer Besprechung", "Конспект встречи"),
    ("BUS", "LETTER", 8, 30, US_OUT, PAPER, "Business letter", "Geschäftsbrief", "Деловое письмо"),
    ("GOLF", "LETTER", 12, 20, US_OUT, EMAIL,
     "Invitation to the golf day", "Einladung zum Golftag", "Приглашение на день гольфа"),
    ("MEMO", "LETTER", 4, 15, US_OUT, PAPER, "Memo", "Notiz", "Служебная записка"),
    ("INCOME", "PHONE", 0, 15, THEM_IN, NONE, "Incoming call", "Eingehender Anruf", "Входящий звонок"),
    ("OUTGOING", "PHONE", 1, 15, US_OUT, NONE, "Outgoing call", "Ausgehender Anruf", "Исходящий звонок"),
    ("INHOUSE", "MEETING", 25, 120, TOGETHER, NONE,
     "Meeting at our place", "Besprechung bei uns", "Встреча у нас"),
    ("ONSITE", "MEETING", 45, 180, TOGETHER, NONE,
     "Meeting at their place", "Besprechung beim Kunden", "Встреча у клиента"),
    ("WORKSHOP", "MEETING", 120, 300, TOGETHER, EMAIL, "Workshop", "Workshop", "Семинар"),
    ("S_QUOTE", "DOC", 2, 10, US_OUT, EMAIL, "Sales quote", "Verkaufsangebot", "Коммерческое предложение"),
    ("S_INVOICE", "DOC", 1, 5, US_OUT, EMAIL, "Sales invoice", "Verkaufsrechnung", "Счет на оплату"),
    ("MEETINV", "SYSTEM", 0, 0, US_OUT, EMAIL,
     "Meeting invitation", "Besprechungseinladung", "Приглашение на встречу"),
    ("EMAIL", "SYSTEM", 0, 5, US_OUT, EMAIL, "E-mail", "E-Mail", "Электронное письмо"),
    ("EMAIL_D", "SYSTEM", 0, 5, US_OUT, EMAIL,
     "Draft of an e-mail", "Entwurf einer E-Mail", "Черновик электронного письма"),
    ("COVERSH", "SYSTEM", 0, 5, US_OUT, PAPER, "Cover sheet", "Deckblatt", "Сопроводительный лист"),
)  # fmt: skip


async def set_up(world: World) -> None:
    begun = world.ago(LONG_AGO, 8)
    await _hire_salespeople(world, begun)
    await agree_on_salutations(world, begun)
    await _choose_defaults(world, begun)
    await _make_templates(world, begun)


async def _hire_salespeople(world: World, begun: datetime) -> None:
    for code, name, email, phone, job in world.with_progress("Salespeople", SALESPEOPLE, len(SALESPEOPLE)):
        values = {"code": code, "name": name, "email": email, "phone": phone, "job_title": job}
        world.salespeople[code] = (await create_salesperson(values, now=begun)).salesperson


async def _choose_defaults(world: World, begun: datetime) -> None:
    defaults = {
        "default_language": "en",
        "default_country_code": "GB",
        "default_correspondence_type": EMAIL,
        "default_salesperson_id": world.salespeople["AH"].id,
        "default_company_salutation_id": world.salutations["COMPANY"].id,
        "default_person_salutation_id": world.salutations["UNISEX"].id,
    }
    await update_marketing_setup(defaults, now=begun)


async def _make_groups(begun: datetime) -> dict[str, InteractionGroup]:
    groups = {}
    for code, description in GROUPS.items():
        made = await create_interaction_group({"code": code, "description": description}, now=begun)
        groups[code] = made.group
    return groups


async def _make_templates(world: World, begun: datetime) -> None:
    groups = await _make_groups(begun)
    for code, group, cost, minutes, (flow, first), way, english, german, russian in world.with_progress(
        "Templates", TEMPLATES, len(TEMPLATES)
    ):
        values = {
            "code": code,
            "description": english,
            "interaction_group_id": groups[group].id,
            "cost": Money(Decimal(cost)),
            "duration_minutes": minutes,
            "information_flow": flow,
            "initiated_by": first,
            "correspondence_type": way,
            "default_language": "en",
            "languages": [
                {"language": "en", "description": english},
                {"language": "de", "description": german},
                {"language": "ru", "description": russian},
            ],
        }
        world.templates[code] = (await create_interaction_template(values, now=begun)).template
