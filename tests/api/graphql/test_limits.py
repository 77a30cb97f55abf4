"""The limits of operations, from the settings to the schema."""

from __future__ import annotations

from dataclasses import fields

from api.settings import Settings
from schema.guards.limits import Limits


def test_settings_and_schema_have_the_same_defaults() -> None:
    """The settings do not import the schema: commands that need none start without it."""
    for each in fields(Limits):
        assert Settings.model_fields[f"max_{each.name}"].default == each.default
