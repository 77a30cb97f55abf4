"""Reading a CSV file line by line: its encoding, its delimiter, its rows, and rows that cannot be read."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from db.contact_files.columns import AmbiguousHeader, Mapping, map_header

DELIMITERS = ";,\t"
LONGEST_LINE = 1 << 20
LONGEST_SHOWN = 2000


class FileUnusable(Exception):
    """The file as a whole cannot be imported; the message says why and what to do."""


@dataclass(slots=True)
class FileRow:
    """One row, and the line on which it begins. `unread`: why it could not be parsed; its cells are then a guess."""

    line: int
    cells: list[str]
    unread: str | None = None


@dataclass
class ContactFile:
    """A CSV file of contacts, read as a stream as often as needed; `position` is how far, in bytes."""

    path: Path
    delimiter: str
    has_bom: bool
    mapping: Mapping
    size: int
    position: int = 0

    def rows(self) -> Iterator[FileRow]:
        """The rows below the header. Blank lines are passed over."""
        with self.path.open("rb") as file:
            rows = _rows(self._lines(file), self.delimiter)
            next(rows)
            yield from rows

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        self.position = 0
        for number, line in enumerate(_byte_lines(file), 1):
            self.position += len(line)
            yield _decoded(line, number)


def open_contact_file(path: Path, delimiter: str | None = None) -> ContactFile:
    """Look at the header; the rows are read later."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            has_bom = file.read(3) == codecs.BOM_UTF8
            file.seek(0)
            lines = (_decoded(line, number) for number, line in enumerate(_byte_lines(file), 1))
            first = next(lines, "")
            delimiter = delimiter or _delimiter_of(first)
            header = _header(first, lines, delimiter)
    except OSError as error:
        raise FileUnusable(f"{path} cannot be read: {error.strerror}.") from None
    return ContactFile(path, delimiter, has_bom, _mapped(path, header), size)


def _header(first: str, lines: Iterator[str], delimiter: str) -> list[str]:
    def from_first() -> Iterator[str]:
        yield first
        yield from lines

    row = next(_rows(from_first(), delimiter), None)
    if row is None or not any(cell.strip() for cell in row.cells):
        raise FileUnusable(
            "The file is empty. Its first line must name the columns, such as name;email;phone."
        )
    if row.line > 1 or row.unread:
        raise FileUnusable(f"The first line must name the columns. {row.unread or 'It is blank.'}")
    return row.cells


def _mapped(path: Path, header: list[str]) -> Mapping:
    try:
        mapping = map_header(header)
    except AmbiguousHeader as error:
        raise FileUnusable(str(error)) from None
    if not mapping.places:
        found = ", ".join(header)[:200]
        raise FileUnusable(
            f"No column of {path.name} is known: {found}. "
            "Its first line must name the columns, such as name;email;phone."
        )
    return mapping


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[FileRow]:
    """Parse strictly: a stray quote would otherwise move text into another cell unnoticed."""
    taken: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(noted(), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
            if cells is None:
                return
            if any(cells):
                yield FileRow(line, cells)
        except csv.Error as error:
            yield FileRow(
                line,
                _guessed(taken, delimiter),
                f"The quotes or line breaks of this row are wrong ({error}).",
            )
        taken.clear()


def _guessed(lines: list[str], delimiter: str) -> list[str]:
    text = "".join(lines)[:LONGEST_SHOWN].rstrip("\r\n")
    try:
        return next(csv.reader([text.replace("\r", " ").replace("\n", " ")], delimiter=delimiter))
    except csv.Error:
        return [text]


def _byte_lines(file: BinaryIO) -> Iterator[bytes]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise FileUnusable(
                f"Line {number} is longer than a megabyte. Is this a CSV file with line breaks?"
            )
        yield line


def _decoded(line: bytes, number: int) -> str:
    if number == 1:
        if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise FileUnusable("The file is UTF-16 (Excel calls it Unicode text). Save it as CSV UTF-8.")
        line = line.removeprefix(codecs.BOM_UTF8)
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise FileUnusable(
            f"Line {number} is not UTF-8 (its byte {error.start + 1} is 0x{line[error.start]:02X}). "
            "Save the file as CSV UTF-8."
        ) from None


def _delimiter_of(header: str) -> str:
    """The delimiter that occurs most often in the header outside quotes."""
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count) if any(each in outside for each in DELIMITERS) else ","
