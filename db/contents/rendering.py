"""Rendering content and checking its merge fields, by `db.contents.liquid`, which is imported when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def rendered(source: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """A subject or a body with the values in place of its merge fields; in HTML they are escaped."""
    from db.contents import liquid  # 2 MB that only servers with letters need

    return liquid.rendered(source, values, html=html)


def unknown_fields(source: str) -> list[str]:
    """The merge fields of a source that do not exist, each once."""
    from db.contents import liquid

    return liquid.unknown_fields(source)
