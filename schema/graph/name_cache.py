"""Names of the schema, worked out once: Strawberry asks for that of every field of an input in every request."""

from __future__ import annotations

from functools import lru_cache

from strawberry.schema.name_converter import NameConverter


class RememberedNames(NameConverter):
    def __init__(self) -> None:
        super().__init__()
        self.apply_naming_config = lru_cache(maxsize=4096)(super().apply_naming_config)
