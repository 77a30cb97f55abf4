"""The tables of settings in the documentation, made from the fields: `python -m api.settings.tables` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import NoneType
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from api.settings import Settings
from api.settings.described import default_in_words, values_in_words

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/operating.md")
MARKED = re.compile(
    r"(?<=<!-- settings: )(?P<names>[A-Z_ ]+|all)( -->\n).*?(?=<!-- end of settings -->)", re.DOTALL
)
"""A table stands between a line with the names of its settings, or with `all`, and a line that ends it."""
HEAD = "| variable | default | values | what it says |\n|---|---|---|---|\n"


class SettingUndescribed(Exception):
    """A field does not say what the table has to say."""


def write_tables() -> None:
    for page in PAGES:
        path = ROOT / page
        path.write_text(with_tables(path.read_text("utf-8")), "utf-8")


def with_tables(text: str) -> str:
    """A page with its tables as they have to be."""
    return MARKED.sub(lambda found: f"{found[1]}{found[2]}\n{_tables(found['names'])}\n", text)


def _tables(names: str) -> str:
    if names != "all":
        return _table(name.lower() for name in names.split())
    groups = [group for group in Settings.__mro__ if group.__module__.startswith("api.settings.")]
    return "\n".join(
        f"{group.__doc__}\n\n{_table(name for name in Settings.model_fields if name in group.__annotations__)}"
        for group in groups
    )


def _table(names: Iterable[str]) -> str:
    return HEAD + "".join(_row(name, Settings.model_fields[name]) for name in names)


def _row(name: str, field: FieldInfo) -> str:
    if not field.description:
        raise SettingUndescribed(f"Say what {name} is for.")
    default = default_in_words(field) or _default(field.default)
    values = values_in_words(field) or _values(field)
    return f"| `{name.upper()}` | {default} | {values} | {field.description} |\n"


def _default(value: object) -> str:
    if value is None or value == ():
        return "none"
    return _code(",".join(value) if isinstance(value, tuple) else value)


def _values(field: FieldInfo) -> str:
    """What may be set, as far as the type and the bounds of a field say it."""
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not NoneType]
    if field.annotation is bool:
        return "`on`, `off`"
    if get_origin(field.annotation) is Literal:
        return ", ".join(map(_code, kinds))
    if get_origin(kinds[0]) is Literal:
        return ", ".join(map(_code, get_args(kinds[0])))
    least, most = (next(_bounds(field, side), None) for side in ("ge", "le"))
    if least is None:
        raise SettingUndescribed(f"Say which values it may have: {field}")
    return f"at least {least}" if most is None else f"{least} to {most}"


def _bounds(field: FieldInfo, side: str) -> Iterator[int]:
    return (getattr(bound, side) for bound in field.metadata if hasattr(bound, side))


def _code(value: object) -> str:
    if isinstance(value, bool):
        return "`on`" if value else "`off`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


if __name__ == "__main__":
    write_tables()
