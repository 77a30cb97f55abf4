"""The limits of documents, from the settings to the schema."""

from __future__ import annotations

from dataclasses import fields

from api.settings import settings
from schema import schema
from schema.guards.limits import Limits


def limit_schema() -> None:
    chosen = settings()
    schema.limits = Limits(**{each.name: getattr(chosen, f"max_{each.name}") for each in fields(Limits)})
    schema.shows_itself = chosen.introspection
