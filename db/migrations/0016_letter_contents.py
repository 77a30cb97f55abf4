"""What letters are made of is called letter content, as in the graph."""

from __future__ import annotations

from tortoise import migrations

from db.renamed_columns import RenameColumn
from db.renamed_tables import RenameTable


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0015_lists")]

    operations = [
        RenameTable("Content", "LetterContent", "letter_content"),
        RenameTable("ContentAttachment", "LetterContentAttachment", "letter_content_attachment"),
        RenameTable("SegmentContent", "SegmentLetterContent", "segment_letter_content"),
        *(
            RenameColumn(noun, "content", "letter_content")
            for noun in (
                "LetterContentAttachment",
                "SegmentLetterContent",
                "TemplateLanguage",
                "SegmentLine",
                "Interaction",
            )
        ),
    ]
