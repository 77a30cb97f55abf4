"""Mailing groups, industry groups and job responsibilities of the demo, and the contacts in them.

Who is in which follows from places in lists alone: no dice are thrown, so all else stays as it was.
"""

from __future__ import annotations

from db.demo.names import LANDS
from db.demo.world import World
from db.groupings.industry_groups import add_industry_group_contacts, create_industry_group
from db.groupings.job_responsibilities import add_job_responsibility_contacts, create_job_responsibility
from db.groupings.mailing_groups import add_mailing_group_contacts, create_mailing_group
from db.models import Contact

# Code, description, and which contacts are in it: the position of the first one, and the step to the next.
MAILING_GROUPS = (
    ("X-MAS", "Christmas cards", 0, 3),
    ("GIFT", "A gift at the end of the year", 1, 12),
    ("NEWS", "The newsletter of the season", 2, 2),
)
INDUSTRY_GROUPS = (
    ("FOOD", "Bakeries, dairies and everything to eat", 0, 3),
    ("MANUFACT", "Manufacturers", 1, 3),
    ("RETAIL", "Shops and wholesale", 2, 5),
)

# Code, description, and the position in `Land.jobs` of the job title whose holders have it.
JOB_RESPONSIBILITIES = (
    ("DECIDES", "Decides what is bought", 0),
    ("PURCHASE", "Places the orders", 1),
    ("PRODUCTION", "Works with what is bought", 2),
)

DAYS_AGO = 90


async def group_contacts(world: World) -> None:
    begun = world.ago(DAYS_AGO)
    everybody = [*world.companies, *world.people]
    for code, description, start, step in MAILING_GROUPS:
        values = {"code": code, "description": description}
        mailing_group = (await create_mailing_group(values, now=begun)).group
        await add_mailing_group_contacts(mailing_group.id, _ids(everybody[start::step]), now=begun)
    for code, description, start, step in INDUSTRY_GROUPS:
        values = {"code": code, "description": description}
        industry_group = (await create_industry_group(values, now=begun)).group
        await add_industry_group_contacts(industry_group.id, _ids(world.companies[start::step]), now=begun)
    for code, description, place in JOB_RESPONSIBILITIES:
        values = {"code": code, "description": description}
        job_responsibility = (await create_job_responsibility(values, now=begun)).group
        titles = {land.jobs[place] for land in LANDS}
        persons = [person for person in world.people if person.job_title in titles]
        await add_job_responsibility_contacts(job_responsibility.id, _ids(persons), now=begun)


def _ids(contacts: list[Contact]) -> list[int]:
    return [contact.id for contact in contacts]
