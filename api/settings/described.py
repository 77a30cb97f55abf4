"""The default and the values of a setting in words, where its field cannot say them to the documentation."""

from __future__ import annotations

from pydantic.config import JsonDict
from pydantic.fields import FieldInfo


def in_words(*, default: str | None = None, values: str | None = None) -> JsonDict:
    return {"default_in_words": default, "values_in_words": values}


def default_in_words(field: FieldInfo) -> str | None:
    return _words(field, "default_in_words")


def values_in_words(field: FieldInfo) -> str | None:
    return _words(field, "values_in_words")


def _words(field: FieldInfo, kind: str) -> str | None:
    extra = field.json_schema_extra
    words = extra.get(kind) if isinstance(extra, dict) else None
    return words if isinstance(words, str) else None
