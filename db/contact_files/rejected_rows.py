"""The file of rejected rows: the same columns, and in front of them the line and the reasons."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from db.contact_files.columns import REJECTED_HEADERS, header_of
from db.contact_files.reading import ContactFile, FileRow, FileUnusable
from db.errors import Problems


class RejectedRows:
    """Created with the first rejected row, with the delimiter and the encoding of the imported file."""

    def __init__(self, path: Path, source: ContactFile) -> None:
        if path.resolve() == source.path.resolve():
            raise FileUnusable(
                f"{path} is the file that is imported. Name another one for the rejected rows."
            )
        self.path, self.source, self.count = path, source, 0
        self._open = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> RejectedRows:
        return self

    def __exit__(self, *details: object) -> None:
        self._open.close()

    def add(self, row: FileRow, problems: Problems) -> None:
        writer = self._writer or self._started()
        writer.writerow([row.line, reasons(problems), *self._cells(row.cells)])
        self.count += 1

    def _started(self) -> Any:
        encoding = "utf-8-sig" if self.source.has_bom else "utf-8"
        try:
            file = self._open.enter_context(self.path.open("w", encoding=encoding, newline=""))
        except OSError as error:
            raise FileUnusable(f"{self.path} cannot be written: {error.strerror}.") from None
        self._writer = csv.writer(file, delimiter=self.source.delimiter, lineterminator="\n")
        self._writer.writerow([*REJECTED_HEADERS, *self._cells(self.source.mapping.header)])
        return self._writer

    def _cells(self, cells: list[str]) -> list[str]:
        """The cells without those that an earlier import put in front."""
        earlier = self.source.mapping.of_rejection
        return [cell for place, cell in enumerate(cells) if place not in earlier]


def reasons(problems: Problems) -> str:
    """Every problem of a row, each under the name of its column."""
    return " | ".join(f"{_column(problem.path)}{problem.message}" for problem in problems)


def _column(path: tuple[str, ...]) -> str:
    return f"{header_of(path[0])}: " if path else ""
