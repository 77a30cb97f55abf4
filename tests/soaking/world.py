"""A small world in which callers meet all the time: ten contacts, three salespeople, four segments."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from tortoise.models import Model

from db.marketing_setup import update_marketing_setup
from db.models import CampaignEntry, Contact, Interaction, Segment, SegmentLine, SegmentStep
from tests.builders import (
    a_campaign,
    a_company,
    a_contact,
    a_job_responsibility,
    a_mailing_group,
    a_salesperson,
    a_segment,
    a_template,
    an_industry_group,
)

MOST_CONTACTS = 16
MOST_SEGMENTS = 8
MOST_INTERACTIONS = 120
"""From here on others are deleted first, so that callers go on meeting each other."""

NOBODY = 999_999


class World:
    """What may be named in an act. Rows come and go: they are looked up each time, some that are gone among them."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.logged: Counter[int] = Counter()
        """How often each segment was logged."""

    async def make(self) -> None:
        setup = ("inherit_salesperson", "inherit_address", "inherit_communication")
        await update_marketing_setup(dict.fromkeys(setup, True), now=now())
        self.salespeople = [(await a_salesperson()).id for _ in range(3)]
        self.campaigns = [(await a_campaign()).id for _ in range(2)]
        self.templates = [(await a_template(campaign_id=each)).id for each in (None, *self.campaigns)]
        self.mailing_groups = [(await a_mailing_group()).id for _ in range(2)]
        self.industry_groups = [(await an_industry_group()).id]
        self.job_responsibilities = [(await a_job_responsibility()).id]
        companies = [(await a_company(phone="+41 44 123 45 67")).id for _ in range(3)]
        people = [(await a_contact(company_id=self.dice.choice([None, *companies]))).id for _ in range(7)]
        for _ in range(4):
            await a_segment(
                contact_ids=self.dice.sample(companies + people, 4),
                template_id=self.dice.choice(self.templates),
                salesperson_id=self.dice.choice(self.salespeople),
            )

    async def some(self, model: type[Model], most: int = 1, /, **of: Any) -> list[int]:
        """The ids of so many rows at most, in whatever order; now and then one that is not there."""
        known: list[int] = [*await model.filter(**of).values_list("id", flat=True)]  # type: ignore[misc]
        self.dice.shuffle(known)
        if not known or self.dice.random() < 0.01:
            return [NOBODY]
        return known[: self.dice.randint(1, most)]

    async def contact(self) -> int:
        return (await self.some(Contact))[0]

    async def company(self) -> int:
        return (await self.some(Contact, kind="COMPANY"))[0]

    async def segment(self, **of: Any) -> int:
        return (await self.some(Segment, **of))[0]

    async def interaction(self, **of: Any) -> int:
        return (await self.some(Interaction, **of))[0]

    async def campaign_entry(self) -> int:
        return (await self.some(CampaignEntry))[0]

    async def lines(self) -> list[int]:
        return await self.some(SegmentLine, 2, segment_id=await self.segment(status="OPEN"))

    async def segment_with_steps(self) -> int:
        with_steps = await SegmentStep.all().values_list("segment_id", flat=True)
        return self.dice.choice([*with_steps, NOBODY])  # type: ignore[list-item]

    def salesperson(self) -> int:
        return self.dice.choice(self.salespeople)


Act = Callable[[World], Awaitable[object]]
"""What one caller does once."""


def now() -> datetime:
    return datetime.now(UTC)
