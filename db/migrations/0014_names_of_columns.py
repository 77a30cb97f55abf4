"""Columns are called as in the graph: interaction groups in full, and yes or no as a sentence."""

from __future__ import annotations

from tortoise import migrations

from db.renamed_columns import RenameColumn


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0013_authors")]

    operations = [
        RenameColumn("Interaction", "group", "interaction_group"),
        RenameColumn("InteractionTemplate", "group", "interaction_group"),
        RenameColumn(
            "InteractionTemplate", "ignore_contact_correspondence_type", "ignores_contact_correspondence_type"
        ),
        RenameColumn("Segment", "ignore_contact_correspondence_type", "ignores_contact_correspondence_type"),
        *(
            RenameColumn(noun, f"campaign_{what}", f"is_campaign_{what}")
            for noun in ("InteractionTemplate", "Segment", "SegmentLine", "Interaction")
            for what in ("target", "response")
        ),
        RenameColumn("CampaignEntry", "stand_alone", "is_stand_alone"),
        RenameColumn("Contact", "minor", "is_minor"),
        RenameColumn("Contact", "parental_consent", "has_parental_consent"),
        RenameColumn("Salesperson", "blocked", "is_blocked"),
        RenameColumn("NumberSeries", "allow_manual", "allows_manual_numbers"),
    ]
