"""A delivery waits for a moment, is seen while it is sent, and is canceled or skipped, which was one word before."""

from __future__ import annotations

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

from db.models.fields import Moment
from db.replaced_checks import ReplaceChecks

STATUSES = ("QUEUED", "SENDING", "SENT", "FAILED", "SKIPPED", "CANCELED")
LISTED = ", ".join(f"'{status}'" for status in STATUSES)
DESCRIPTION = (
    "One message for one entry of the log. Who holds it and until when matters only while it is being sent."
)
COMMENTS = [
    f"COMMENT ON TABLE delivery IS '{DESCRIPTION}'",
    "COMMENT ON COLUMN delivery.status IS '{}'".format("\n".join(f"{each}: {each}" for each in STATUSES)),
]

CALLED_OFF = (
    "Called off.",
    "The entry was canceled before the message was sent.",
    "The contact was deleted before the message was sent.",
    "The contact was blocked for privacy before the message was sent.",
)
"""What rows say that had something to send, and were called off by a caller or by what happened to their entry."""
ROWS = [
    "UPDATE delivery SET status = 'CANCELED' WHERE status = 'SKIPPED' AND email IS NOT NULL AND response IN ({})".format(
        ", ".join(f"'{reason}'" for reason in CALLED_OFF)
    ),
    "UPDATE delivery SET status = 'SENDING' WHERE status = 'QUEUED' AND held_by IS NOT NULL"
    " AND held_until IS NOT NULL",
]


async def describe(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """The descriptions of the table and of its status, which only PostgreSQL keeps."""
    if editor.client.capabilities.dialect == "postgres":
        for comment in COMMENTS:
            await editor.client.execute_script(comment)


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0017_postal_addresses")]

    operations = [
        ops.AddField("Delivery", "not_before", Moment(null=True, auto_now=False, auto_now_add=False)),
        ReplaceChecks(
            "Delivery",
            [
                CheckConstraint(check=f"status IN ({LISTED})", name="delivery_status_known"),
                CheckConstraint(
                    check="status <> 'SENDING' OR (held_by IS NOT NULL AND held_until IS NOT NULL)",
                    name="delivery_sent_by_somebody",
                ),
            ],
        ),
        ops.AlterModelOptions(
            "Delivery",
            {"table": "delivery", "app": "touchbase", "pk_attr": "id", "table_description": DESCRIPTION},
        ),
        ops.RunSQL(
            [*ROWS, "CREATE INDEX delivery_by_lease ON delivery (held_until) WHERE status = 'SENDING'"]
        ),
        ops.RunPython(describe),
    ]
