"""Every kind of line at once: contacts that differ in what counts, each with many ways to be personalized."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from tortoise.transactions import in_transaction

from db.engine.database import dialect
from db.models import Contact, InteractionTemplate, Segment, SegmentLine
from db.sql.rows import insert_rows
from db.templates.editing import update_interaction_template
from tests.builders import a_campaign, a_contact, a_salesperson, a_template, a_template_language
from tests.conftest import NOW
from tests.db.segments.lines import VALUES, euros


@dataclass
class Kinds:
    """What segments and lines are put together from."""

    templates: list[InteractionTemplate]
    contacts: list[Contact]
    salespeople: list[int]
    campaigns: list[int]

    def ways(self) -> list[dict[str, Any]]:
        """What is personalized on a line."""
        _, second, third = (template.id for template in self.templates)
        return [
            {},
            {"template_id": second},
            {"template_id": third},
            {
                "template_id": third,
                "cost": Decimal(7),
                "language": "de",
                "salesperson_id": self.salespeople[0],
            },
            {"description": "Dear Ann", "duration_minutes": 7, "information_flow": "INBOUND"},
            {"language": "fr", "correspondence_type": "EMAIL", "initiated_by": "THEM", "occurred_at": NOW},
            {"campaign_id": self.campaigns[0], "is_campaign_target": False, "is_campaign_response": True},
        ]

    async def put_on(self, segment: Segment) -> None:
        """A line of every kind for every contact."""
        empty: dict[str, Any] = dict.fromkeys(VALUES) | {"revision": 1, "created_at": NOW, "updated_at": NOW}
        rows = [
            empty | {"segment_id": segment.id, "contact_id": contact.id} | way
            for contact, way in product(self.contacts, self.ways())
        ]
        await insert_rows(SegmentLine, rows)


async def every_kind() -> Kinds:
    salespeople = [(await a_salesperson()).id for _ in range(2)]
    campaigns = [(await a_campaign()).id for _ in range(3)]
    loud = await a_template(
        description="Loud", cost=euros(1), duration_minutes=10, information_flow="INBOUND", initiated_by="US",
        correspondence_type="EMAIL", ignores_contact_correspondence_type=True, campaign_id=campaigns[1],
        is_campaign_target=True,
    )  # fmt: skip
    calm = await a_template(
        description="Calm", cost=euros(2), duration_minutes=20, information_flow="OUTBOUND",
        initiated_by="THEM", correspondence_type="HARD_COPY",
    )  # fmt: skip
    bare = await a_template(description="Bare", correspondence_type="NONE")
    for template, language in ((loud, "en"), (loud, "de"), (calm, "fr"), (bare, "de"), (bare, "it")):
        await a_template_language(
            template, language=language, description=f"{template.description} {language}"
        )
    await update_interaction_template(loud.id, {"default_language": "en"}, now=NOW)
    contacts = [
        await a_contact(correspondence_type="NONE", language="de"),
        await a_contact(correspondence_type="EMAIL", email="ann@example.com", language="fr"),
        await a_contact(correspondence_type="EMAIL"),
        await a_contact(correspondence_type="HARD_COPY", language="ja", salesperson_id=salespeople[1]),
    ]
    return Kinds([loud, calm, bare], contacts, salespeople, campaigns)


class _Undone(Exception):
    """Takes a transaction back."""


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """What happens inside is taken back afterwards."""
    with suppress(_Undone):
        async with in_transaction(dialect()):
            yield
            raise _Undone
