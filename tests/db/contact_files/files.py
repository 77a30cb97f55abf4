"""Files of contacts as people have them, imported in one line."""

from __future__ import annotations

import csv
from pathlib import Path

from db.contact_files.importing import Clock, Imported, Progress, import_contacts
from db.contact_files.reading import open_contact_file
from db.contact_files.row_checks import ImportOptions
from db.models import ContactKind
from tests.conftest import NOW

LONG_FILE = "name;city;phone\n" + "".join(
    f"Contact {place};Ulm;+49 30 {place + 100000}\n" for place in range(8000)
)


class Folder:
    """A folder with a file to import and, perhaps, the file of its rejected rows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rejected = path / "rejected.csv"

    async def bring_in(
        self,
        text: str | bytes,
        *,
        delimiter: str | None = None,
        clock: Clock = lambda: NOW,
        progress: Progress | None = None,
        match_email: bool = False,
        clear_empty: bool = False,
        default_kind: ContactKind = ContactKind.PERSON,
        default_country: str | None = None,
    ) -> Imported:
        file = self.path / "contacts.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        options = ImportOptions(match_email, clear_empty, default_kind, default_country)
        source = open_contact_file(file, delimiter)
        return await import_contacts(source, self.rejected, options, clock=clock, progress=progress)

    def turned_away(self) -> list[tuple[int, str]]:
        """Line and reasons of every rejected row."""
        with self.rejected.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=";" if ";" in file.readline() else ",")
            return [(int(row[0]), row[1]) for row in rows]


def figures(imported: Imported) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected; together they are all rows."""
    counted = (imported.created, imported.updated, imported.unchanged, imported.rejected)
    assert sum(counted) == imported.rows
    return counted
