"""The file `.env`: read whole or refused, because a line that nobody can read may be the one that closes a server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import NoReturn

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from api.settings.errors import SettingsInvalid
from api.settings.given import Given

FILE = Path(".env")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
BEGINNING = re.compile(rf"\s*(?:export\s+)?({NAME.pattern})\s*=")
NEWLINE = re.compile(r"\r\n|\n|\r")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
"""What most editors do not show, or show as the end of a line, which it is not."""
FORM = "Write it as NAME=value, or begin it with # if it is a remark."

IsOurs = Callable[[str], bool]
"""Whether a name is that of a setting, or looks like one."""


def given_by_file(is_ours: IsOurs) -> list[Given]:
    """What `.env` in the current folder says; nothing without such a file. SettingsInvalid if it cannot be read."""
    if (text := _text()) is None:
        return []
    if (unseen := UNSEEN.search(text)) is not None:
        _refuse(
            _line_of(text[: unseen.start()]),
            "holds a control character. Write the line anew, in a file in UTF-8.",
        )
    bindings = [
        each for each in parse_stream(StringIO(text, newline="")) if each.key is not None or each.error
    ]
    for binding in bindings:
        _check(binding, is_ours)
    values = dotenv_values(stream=StringIO(text, newline=""))
    return [
        Given(each.key, values[each.key] or "", f"line {_first_line(each)} of {FILE}")
        for each in bindings
        if each.key is not None
    ]


def _text() -> str | None:
    content = b""
    try:
        os.lstat(FILE)  # a link that leads nowhere is a file that cannot be read
    except FileNotFoundError:
        return None
    except OSError as error:
        _refuse_whole(error)
    try:
        content = FILE.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        _refuse_whole(error)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("latin-1")
        _refuse(_line_of(before), "is not text in UTF-8. Save the file as UTF-8.")


def _check(binding: Binding, is_ours: IsOurs) -> None:
    """Refuse a line that is no name with a value, and quotes that have taken in a line which is one of ours."""
    number = _first_line(binding)
    if binding.error or binding.key is None or binding.value is None or not NAME.fullmatch(binding.key):
        _refuse(number, f"cannot be read. {FORM}")
    written = NEWLINE.split(binding.original.string.strip())
    if len(written) == 1:
        return
    if is_ours(binding.key) or any(map(is_ours, _names(written[1:]))):
        _refuse(
            number, f"opens quotes that end in line {number + len(written) - 1}. End them in the same line."
        )


def _names(lines: list[str]) -> Iterator[str]:
    return (found[1] for line in lines if (found := BEGINNING.match(line)))


def _first_line(binding: Binding) -> int:
    """The parser counts from the empty lines before it."""
    written = binding.original.string
    return binding.original.line + _line_of(written[: len(written) - len(written.lstrip())]) - 1


def _line_of(before: str) -> int:
    return len(NEWLINE.findall(before)) + 1


def _refuse(number: int, reason: str) -> NoReturn:
    raise SettingsInvalid(f"Line {number} of {FILE} {reason}")


def _refuse_whole(error: OSError) -> NoReturn:
    raise SettingsInvalid(
        f"{FILE} in the current folder cannot be read: {error.strerror}. Mend or remove it."
    ) from None
