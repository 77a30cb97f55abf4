"""A segment with lines that cannot be logged."""

from __future__ import annotations

from datetime import datetime

from db.contacts.editing import update_contact
from db.errors import Code
from db.models import Segment
from db.salespeople import update_salesperson
from tests.builders import a_contact, a_salesperson, a_segment, a_template
from tests.db.segments.lines import a_line


async def a_bad_segment(now: datetime) -> Segment:
    """Two good lines, and lines with every problem that there is."""
    blocked, other = await a_salesperson(), await a_salesperson()
    segment = await a_segment(0, template_id=None, salesperson_id=None)
    template, gone = await a_template(), await a_contact(salesperson_id=other.id)
    good = {"template_id": template.id, "salesperson_id": other.id}
    await a_line(segment, **good)
    await a_line(segment, gone, **good)
    await a_line(segment)
    await a_line(segment, salesperson_id=other.id)
    await a_line(segment, template_id=template.id)
    await a_line(segment, template_id=template.id, salesperson_id=blocked.id)
    await a_line(segment, await a_contact(salesperson_id=other.id), template_id=template.id)
    await update_contact(gone.id, {"privacy_blocked": True}, now=now)
    await update_salesperson(blocked.id, {"is_blocked": True}, now=now)
    return segment


WRONG = [
    (1, Code.CONTACT_BLOCKED), (2, Code.REQUIRED), (2, Code.REQUIRED), (3, Code.REQUIRED),
    (4, Code.REQUIRED), (5, Code.SALESPERSON_BLOCKED),
]  # fmt: skip
"""The places of the bad lines and their codes."""
