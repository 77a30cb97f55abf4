"""Rules of a table that are others now: the operation by which a migration replaces them, rows and indexes kept."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model

_INDEXES = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"


class ReplaceChecks(TortoiseOperation):
    """Give a table new rules, or others in place of those with the same names.

    SQLite cannot change the rules of a table: it is made again, with its indexes and its last id.
    Tortoise's own `AddConstraint` forgets both. Not for a table that others point at: their rows would go with it.
    """

    def __init__(self, model_name: str, checks: Sequence[CheckConstraint]) -> None:
        self.model_name = model_name
        self.checks = checks

    def describe(self) -> str:
        return f"Replace rules of {self.model_name}"

    def state_forward(self, app_label: str, state: State) -> None:
        options = self.get_model_state(state, app_label, self.model_name).options
        replaced = {check.name for check in self.checks}
        others = [each for each in options.get("constraints") or () if each.name not in replaced]
        options["constraints"] = (*others, *self.checks)
        state.reload_model(app_label, self.model_name)

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        if state_editor:
            await self._replace(
                old_state.apps.get_model(f"{app_label}.{self.model_name}"),
                new_state.apps.get_model(f"{app_label}.{self.model_name}"),
                state_editor,
            )

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        await self.database_forward(app_label, old_state, new_state, state_editor)

    async def _replace(self, before: type[Model], after: type[Model], editor: BaseSchemaEditor) -> None:
        if editor.DIALECT == "sqlite":
            return await _made_again(after, editor)
        replaced = {check.name for check in self.checks}
        for each in before._meta.constraints:
            if each.name in replaced:
                await editor.remove_constraint(before, each)
        for each in after._meta.constraints:
            if each.name in replaced:
                await editor.add_constraint(after, each)


async def _made_again(model: type[Model], editor: BaseSchemaEditor) -> None:
    table = model._meta.db_table
    indexes = await editor.client.execute_query_dict(_INDEXES, [table])
    [last] = await editor.client.execute_query_dict(
        "SELECT max(seq) AS seq FROM sqlite_sequence WHERE name = ?", [table]
    )
    await editor._remake_table(model)  # type: ignore[attr-defined]
    for index in indexes:
        await editor._run_sql(index["sql"])
    if last["seq"] is not None:
        await editor.client.execute_query("DELETE FROM sqlite_sequence WHERE name = ?", [table])
        await editor.client.execute_query(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, last["seq"]]
        )
