"""Tables that are called otherwise: the operation by which a migration renames one, rows and what points at it kept."""

from __future__ import annotations

from tortoise.migrations.operations import RenameModel
from tortoise.migrations.schema_generator.state import State


class RenameTable(RenameModel):
    """Give a model and its table other names.

    Both databases rename a table in place, and what other tables say of it follows. Tortoise's own `RenameModel` leaves
    a table as it is that was not called exactly as its model.
    """

    def __init__(self, old_name: str, new_name: str, new_table: str) -> None:
        super().__init__(old_name, new_name)
        self.new_table = new_table

    def describe(self) -> str:
        return f"Rename {self.old_name} to {self.new_name}"

    def state_forward(self, app_label: str, state: State) -> None:
        model = state.models[app_label, self.old_name]
        model.table = self.new_table
        model.options = {**model.options, "table": self.new_table}
        super().state_forward(app_label, state)
