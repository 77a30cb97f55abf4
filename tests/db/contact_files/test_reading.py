"""Files as programs and people write them: encodings, delimiters, quotes, broken rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from db.contact_files.reading import FileUnusable, open_contact_file
from db.models import Contact
from tests.db.contact_files.files import Folder, figures


def a_file(folder: Path, text: str | bytes) -> Path:
    path = folder / "contacts.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_marks_delimiters_and_line_ends_are_found_out(
    tmp_path: Path, mark: str, delimiter: str, line_end: str
) -> None:
    lines = [delimiter.join(["Имя", "E-Mail"]), delimiter.join(["Ёлка", "yolka@example.com"])]
    source = open_contact_file(a_file(tmp_path, mark + line_end.join(lines) + line_end))
    assert source.mapping.places == {"name": 0, "email": 1}
    assert [(row.line, row.cells) for row in source.rows()] == [(2, ["Ёлка", "yolka@example.com"])]
    assert source.position == source.size


def test_a_header_may_hold_the_other_delimiter_in_quotes(tmp_path: Path) -> None:
    source = open_contact_file(a_file(tmp_path, '"Anmerkung; intern; geheim, alt",Name\nx,Ada\n'))
    assert source.delimiter == ","
    assert source.mapping.ignored == ["Anmerkung; intern; geheim, alt"]


def test_rows_are_told_by_the_line_on_which_they_begin(tmp_path: Path) -> None:
    source = open_contact_file(a_file(tmp_path, 'name;address\nAda;"1 Main St\nHouse B"\n\nBea;2 Main St\n'))
    assert [(row.line, row.cells[0]) for row in source.rows()] == [(2, "Ada"), (5, "Bea")]


def test_a_stray_quote_rejects_its_row_and_no_other(tmp_path: Path) -> None:
    text = 'name;city\nAda;Ulm\n"Дом "Ромашка"";Москва\nBea;"Bonn\n'
    rows = list(open_contact_file(a_file(tmp_path, text)).rows())
    assert [(row.line, bool(row.unread)) for row in rows] == [(2, False), (3, True), (4, True)]
    assert rows[1].cells == ['Дом Ромашка""', "Москва"]


def test_an_endless_quoted_text_does_not_fill_the_memory(tmp_path: Path) -> None:
    text = 'name;city\n"Ada;Ulm\n' + "Bea;Bonn\n" * 40_000
    rows = list(open_contact_file(a_file(tmp_path, text)).rows())
    assert rows[0].unread
    assert rows[-1].cells == ["Bea", "Bonn"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"\n\n", "The file is empty"),
        (b"\nname\nAda\n", "first line must name the columns"),
        (b"foo;bar\n1;2\n", "No column of contacts.csv is known: foo, bar"),
        (b"E-Mail;Email\n", "mean the same"),
        ("name\nJörg\n".encode("utf-16"), "UTF-16"),
        (b"name," + b"x" * (1 << 20), "longer than a megabyte"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(FileUnusable, match=reason):
        open_contact_file(a_file(tmp_path, content))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match=r"nowhere.csv cannot be read: No such file"):
        open_contact_file(tmp_path / "nowhere.csv")


async def test_a_file_that_is_not_utf_8_names_the_line_and_changes_nothing(folder: Folder) -> None:
    text = "name\n" + "Ada\n" * 3000 + "Jörg\n"
    with pytest.raises(FileUnusable, match=r"Line 3002 is not UTF-8 \(its byte 2 is 0xF6\)"):
        await folder.bring_in(text.encode("latin-1"))
    assert await Contact.all().count() == 0


async def test_rows_that_cannot_be_read_are_rejected_in_a_file_that_can(folder: Folder) -> None:
    text = '\ufeffname;city\nAda;Ulm\n"Дом "Ромашка"";Москва\nBea;Bonn;too;much\nCleo;Celle;;\n'
    assert figures(await folder.bring_in(text)) == (2, 0, 0, 2)
    lines = [line for line, _ in folder.turned_away()]
    assert lines == [3, 4]
    with folder.rejected.open(encoding="utf-8-sig", newline="") as file:
        [header, stray, long] = csv.reader(file, delimiter=";", strict=True)
    assert header == ["rejected line", "rejected because", "name", "city"]
    assert "quotes" in stray[1]
    assert stray[2:] == ['Дом Ромашка""', "Москва"]
    assert "4 cells" in long[1]
