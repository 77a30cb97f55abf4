"""What holds of the rows whatever callers did at the same time: statements that find those which break it."""

from __future__ import annotations

from db.models import SegmentLine
from db.sql import statements

ON_IT = f"segment_line.{SegmentLine.not_removed}"

BROKEN = {
    "who is another knows it of both": """
        SELECT one.id FROM distinct_contact AS one WHERE NOT EXISTS (
            SELECT 1 FROM distinct_contact AS other
            WHERE other.contact_id = one.other_contact_id AND other.other_contact_id = one.contact_id)""",
    "people belong to companies": """
        SELECT person.id FROM contact AS person JOIN contact AS company ON company.id = person.company_id
        WHERE company.kind <> 'COMPANY' OR person.kind <> 'PERSON'""",
    "entries count for companies": """
        SELECT interaction.id FROM interaction JOIN contact ON contact.id = interaction.company_id
        WHERE contact.kind <> 'COMPANY'""",
    "nothing counts under a canceled segment": """
        SELECT interaction.id FROM interaction JOIN segment ON segment.id = interaction.segment_id
        WHERE segment.status = 'CANCELED' AND interaction.status = 'LOGGED'""",
    "nothing counts under a canceled campaign entry": """
        SELECT interaction.id FROM interaction JOIN campaign_entry ON campaign_entry.id = campaign_entry_id
        WHERE campaign_entry.canceled_at IS NOT NULL AND interaction.status = 'LOGGED'""",
    "a campaign entry of a canceled segment is canceled": """
        SELECT campaign_entry.id FROM campaign_entry JOIN segment ON segment.id = campaign_entry.segment_id
        WHERE segment.status = 'CANCELED' AND campaign_entry.canceled_at IS NULL""",
    "entries count for the campaign of their campaign entry": """
        SELECT interaction.id FROM interaction JOIN campaign_entry ON campaign_entry.id = campaign_entry_id
        WHERE campaign_entry.campaign_id <> interaction.campaign_id""",
    "an open segment has no entries": """
        SELECT interaction.id FROM interaction JOIN segment ON segment.id = interaction.segment_id
        WHERE segment.status = 'OPEN'""",
    "each line of a logged segment has its entry or says why not": f"""
        SELECT segment_line.id FROM segment_line JOIN segment ON segment.id = segment_line.segment_id
        WHERE segment.status = 'LOGGED' AND {ON_IT} AND segment_line.skipped_because IS NOT NULL AND EXISTS (
            SELECT 1 FROM interaction WHERE interaction.segment_line_id = segment_line.id)""",
    "lines of open segments have contacts": f"""
        SELECT segment_line.id FROM segment_line JOIN segment ON segment.id = segment_line.segment_id
        WHERE segment.status = 'OPEN' AND {ON_IT} AND segment_line.contact_id IS NULL""",
    "nothing is logged before its lines were made": """
        SELECT segment.id FROM segment JOIN segment_line ON segment_line.segment_id = segment.id
        WHERE segment.logged_at < segment_line.created_at""",
    "nothing is canceled before it was logged": """
        SELECT id FROM segment WHERE canceled_at < logged_at
        UNION ALL SELECT id FROM interaction WHERE canceled_at < logged_at OR logged_at < created_at
        UNION ALL SELECT id FROM campaign_entry WHERE canceled_at < created_at""",
    "who was merged is gone": "SELECT contact.id FROM contact JOIN merged_contact ON merged_contact.id = contact.id",
    "companies are in industry groups": """
        SELECT contact.id FROM contact JOIN contact_industry_group ON contact_id = contact.id
        WHERE kind <> 'COMPANY'""",
    "people have job responsibilities": """
        SELECT contact.id FROM contact JOIN contact_job_responsibility ON contact_id = contact.id
        WHERE kind <> 'PERSON'""",
    "no postponed interaction names a contact that is gone": """
        SELECT id FROM interaction WHERE status = 'POSTPONED' AND contact_name IS NOT NULL""",
}
"""By what holds: a statement that gives the ids of rows of which it does not."""

MOMENTS = (
    "contact", "segment", "segment_line", "interaction", "campaign_entry", "salesperson", "interaction_template",
)  # fmt: skip


async def broken() -> dict[str, list[int]]:
    """What does not hold, with some of the rows that break it."""
    texts = BROKEN | {
        f"{table} is changed after it is made": f"SELECT id FROM {table} WHERE updated_at < created_at"
        for table in MOMENTS
    }
    found = {name: [row["id"] for row in await statements.select(text)] for name, text in texts.items()}
    return {name: ids[:5] for name, ids in found.items() if ids}
