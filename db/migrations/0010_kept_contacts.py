"""A merge has a kept contact and a duplicate: the column of merged contacts is called so too."""

from __future__ import annotations

from copy import deepcopy

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

DESCRIPTION = "A contact that was merged into another: its id and number answer with the one that was kept."


class RenameReference(ops.RenameField):
    """Rename a foreign key together with its column, which keeps its own name otherwise."""

    def state_forward(self, app_label: str, state: State) -> None:
        super().state_forward(app_label, state)
        model_state = self.get_model_state(state, app_label, self.model_name)
        field = deepcopy(model_state.fields[self.new_name])
        field.source_field = f"{self.new_name}_id"
        model_state.fields[self.new_name] = field
        state.reload_models({(app_label, self.model_name), (app_label, "Contact")})


async def describe(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """The description of the table, which only PostgreSQL keeps."""
    if editor.client.capabilities.dialect == "postgres":
        await editor.client.execute_script(f"COMMENT ON TABLE merged_contact IS '{DESCRIPTION}'")


class Migration(migrations.Migration):
    dependencies = [("touchbase", "0009_callers_and_audit")]

    operations = [
        ops.RemoveIndex(model_name="MergedContact", name="merged_contact_by_winner"),
        RenameReference(model_name="MergedContact", old_name="winner", new_name="kept_contact"),
        ops.AddIndex(
            model_name="MergedContact",
            index=Index(fields=["kept_contact_id"], name="merged_contact_by_kept_contact"),
        ),
        ops.AlterModelOptions(
            name="MergedContact",
            options={
                "table": "merged_contact",
                "app": "touchbase",
                "pk_attr": "id",
                "table_description": DESCRIPTION,
            },
        ),
        ops.RunPython(describe),
    ]
