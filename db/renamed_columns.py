"""Columns that are called otherwise: the operation by which a migration renames them, rows and indexes kept."""

from __future__ import annotations

import re
from copy import copy, deepcopy
from dataclasses import replace

from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class RenameColumn(TortoiseOperation):
    """Give a field, its column, and what its table says of it another name.

    Both databases rename a column in place, with its indexes and constraints. Tortoise's own `RenameField` leaves the
    old name in the indexes and constraints of the model, and the column of a foreign key as it was.
    """

    def __init__(self, model_name: str, old_name: str, new_name: str) -> None:
        self.model_name = model_name
        self.old_name = old_name
        self.new_name = new_name

    def describe(self) -> str:
        return f"Rename {self.old_name} of {self.model_name} to {self.new_name}"

    def state_forward(self, app_label: str, state: State) -> None:
        model = self.get_model_state(state, app_label, self.model_name)
        field = deepcopy(model.fields.pop(self.old_name))
        old, new = self.old_name, self.new_name
        if isinstance(field, ForeignKeyFieldInstance):
            old, new = f"{old}_id", f"{new}_id"
            field.source_field = new
        model.fields[self.new_name] = field
        indexes = [copy(each) for each in model.options.get("indexes") or ()]
        for index in indexes:
            index.fields = [new if name == old else name for name in index.fields]
        constraints = [
            replace(each, check=re.sub(rf"\b{old}\b", new, each.check))
            if isinstance(each, CheckConstraint)
            else each
            for each in model.options.get("constraints") or ()
        ]
        unique = [
            tuple(new if name == old else name for name in each)
            for each in model.options.get("unique_together") or ()
        ]
        model.options |= {"indexes": tuple(indexes)} if indexes else {}
        model.options |= {"unique_together": tuple(unique)} if unique else {}
        model.options |= {"constraints": tuple(constraints)} if constraints else {}
        state.reload_model(app_label, self.model_name)

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        if state_editor:
            await self._rename(app_label, old_state, new_state, state_editor, self.old_name, self.new_name)

    async def database_backward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        if state_editor:
            await self._rename(app_label, old_state, new_state, state_editor, self.new_name, self.old_name)

    async def _rename(
        self, app_label: str, old_state: State, new_state: State, editor: BaseSchemaEditor, old: str, new: str
    ) -> None:
        before = old_state.apps.get_model(f"{app_label}.{self.model_name}")._meta
        after = new_state.apps.get_model(f"{app_label}.{self.model_name}")._meta
        columns = (before.fields_map[old].source_field or old, after.fields_map[new].source_field or new)
        await editor._run_sql('ALTER TABLE "{}" RENAME COLUMN "{}" TO "{}"'.format(after.db_table, *columns))
