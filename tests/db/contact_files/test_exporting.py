"""What is exported comes back unchanged."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from db.contact_files.columns import map_header
from db.contact_files.exporting import COLUMNS, export_contacts, into_file, onto_stream
from db.contact_files.reading import FileUnusable
from db.models import ContactKind, CorrespondenceType
from tests.builders import a_company, a_contact, a_salesperson, a_salutation
from tests.db.contact_files.files import Folder, figures


async def some_contacts() -> None:
    salesperson = await a_salesperson(code="RB")
    company = await a_company(external_id="C1", name='Дом "Ромашка"; и сыновья', language="zh-Hant")
    await a_contact(
        name="=SUM(1,2)", company_id=company.id, job_title="-Chef", email="jörg@example.com",
        phone="+49 30 123456", mobile_phone="+7 495 123-45-67", country_code="DE",
        line1='5, "Hauptstr."', line2="-2 OG", city="Köln", region="=NRW", postal_code="01067",
        salesperson_id=salesperson.id, correspondence_type=CorrespondenceType.HARD_COPY,
        excluded_from_segments=True, is_minor=True, middle_name="=SUM", surname="(1,2)", initials="Z",
        salutation_id=(await a_salutation(code="F")).id,
    )  # fmt: skip
    await a_contact(kind=ContactKind.PERSON, name="Zoë")


async def exported() -> str:
    text = StringIO(newline="")
    await export_contacts(text)
    return text.getvalue()


@pytest.mark.parametrize("clear_empty", [False, True])
async def test_an_export_imported_again_changes_nothing(tmp_path: Path, clear_empty: bool) -> None:
    await some_contacts()
    assert figures(await Folder(tmp_path).bring_in(await exported(), clear_empty=clear_empty)) == (0, 0, 3, 0)


async def test_text_is_exported_as_it_is_even_if_a_spreadsheet_would_calculate_it() -> None:
    await some_contacts()
    [_, _, person, _] = csv.reader(StringIO(await exported()))
    values = dict(zip(COLUMNS, person, strict=True))
    assert (values["name"], values["job_title"], values["postal_code"]) == ("=SUM(1,2)", "-Chef", "01067")
    assert (values["company_number"], values["company_external_id"]) == ("CT000001", "C1")
    assert (values["surname"], values["initials"], values["salutation"]) == ("(1,2)", "Z", "F")
    assert (values["salesperson"], values["is_minor"], values["privacy_blocked"]) == ("RB", "yes", "yes")


async def test_the_header_is_understood_by_an_import() -> None:
    header = next(csv.reader(StringIO(await exported())))
    assert map_header(header).places == {column: place for place, column in enumerate(COLUMNS)}


async def test_every_page_is_exported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.contact_files.exporting.ROWS_IN_A_PAGE", 2)
    for place in range(5):
        await a_contact(number=f"N{place}")
    steps: list[tuple[int, int]] = []
    text = StringIO(newline="")
    assert await export_contacts(text, lambda label, done, total: steps.append((done, total))) == 5
    assert [row[0] for row in csv.reader(StringIO(text.getvalue()))] == [
        "number",
        "N0",
        "N1",
        "N2",
        "N3",
        "N4",
    ]
    assert steps == [(2, 5), (4, 5), (5, 5)]


def test_a_file_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "exported" / "contacts.csv"
    path.parent.mkdir()
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), into_file(path) as file:
        file.write("half")
        raise ZeroDivisionError
    assert [each.name for each in path.parent.iterdir()] == ["contacts.csv"]
    assert path.read_text() == "before"
    with into_file(path, bom=True) as file:
        file.write("after")
    assert path.read_bytes() == b"\xef\xbb\xbfafter"
    with pytest.raises(FileUnusable, match="cannot be written"), into_file(tmp_path / "no" / "contacts.csv"):
        pass


def test_a_stream_stays_open(tmp_path: Path) -> None:
    stream = BytesIO()
    with onto_stream(stream) as text:
        text.write("Zoë")
    assert stream.getvalue() == "Zoë".encode()
