"""What an import does to contacts: the identity rule, references, reruns, and its statements."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from db.contact_files.columns import map_header
from db.contact_files.importing import ROWS_IN_A_BATCH, write_rows
from db.contact_files.reading import FileRow
from db.contact_files.row_checks import ImportOptions, check_row
from db.contacts.editing import update_contact
from db.errors import Refused
from db.models import Contact, ContactKind, CorrespondenceType, MarketingSetup, NumberSeries
from tests.builders import (
    a_company,
    a_contact,
    a_salesperson,
)
from tests.db.contact_files.files import Folder, figures
from tests.statements import counted_statements


async def test_a_row_becomes_the_contact_that_the_verb_would_make(folder: Folder, now: datetime) -> None:
    salesperson = await a_salesperson(code="RB")
    company = await a_company(number="C1")
    made = await a_contact(
        external_id="E1", name="Пётр Ковалёв", company_id=company.id, job_title="Leiter",
        email="Petr@Example.COM", phone="030 123456", mobile_phone="+7 495 123-45-67", language="de-ch",
        country_code="de", line1="Hauptstr. 5", line2="Hinterhaus", city="Köln", region="NRW", postal_code="50667",
        salesperson_id=salesperson.id,
        correspondence_type=CorrespondenceType.EMAIL, excluded_from_segments=True, is_minor=True,
    )  # fmt: skip
    header = (
        "external id;name;company;job title;email;phone;mobile;language;country;address;address 2;city;"
        "Bundesland;post code;salesperson;correspondence type;excluded from segments;minor\n"
    )
    row = (
        " E2 ; Пётр Ковалёв;C1;Leiter;Petr@Example.COM;030 123456;+7 495 123-45-67;de-ch;de;Hauptstr. 5;Hinterhaus;"
        "Köln;NRW;50667;rb;E-Mail;yes;да\n"
    )
    assert figures(await folder.bring_in(header + row)) == (1, 0, 0, 0)
    imported = await Contact.get(external_id="E2")
    columns = Contact._meta.db_fields
    differing = {name for name in columns if getattr(imported, name) != getattr(made, name)}
    assert differing == {"id", "number", "external_id", "search_text"}
    assert imported.search_text == made.search_text.replace("e1", "e2").replace("ct000001", "ct000002")
    assert imported.privacy_blocked


async def test_new_contacts_get_numbers_and_the_defaults_of_the_setup(folder: Folder) -> None:
    salesperson = await a_salesperson()
    await MarketingSetup.filter(id=1).update(
        default_language="ru", default_country_code="RU", default_salesperson_id=salesperson.id
    )
    assert figures(await folder.bring_in("name;phone\nAda;8 495 123-45-67\nBea;\n")) == (2, 0, 0, 0)
    ada = await Contact.get(name="Ada")
    assert (ada.number, ada.language, ada.country_code, ada.phone) == ("CT000001", "ru", "RU", "+74951234567")
    assert (ada.kind, ada.correspondence_type) == (ContactKind.PERSON, CorrespondenceType.NONE)
    assert (await Contact.get(name="Bea").values_list("salesperson_id", flat=True)) == salesperson.id


async def test_numbers_of_the_file_are_not_handed_out_to_its_other_rows(folder: Folder) -> None:
    text = "number;name\n;Ada\nct000001;Bea\n;Cleo\nCT000007;Dora\nX-1;Eva\n"
    assert figures(await folder.bring_in(text)) == (5, 0, 0, 0)
    numbers = dict(await Contact.all().values_list("name", "number"))
    assert numbers == {
        "Ada": "CT000008", "Bea": "CT000001", "Cleo": "CT000009", "Dora": "CT000007", "Eva": "X-1",
    }  # fmt: skip


async def test_an_empty_cell_leaves_a_value_unless_it_shall_clear_it(folder: Folder) -> None:
    company = await a_company()
    ada = await a_contact(name="Ada", number="N1", city="Ulm", company_id=company.id)
    text = "number;name;city;company;kind;minor\nN1;;;;;\n"
    assert figures(await folder.bring_in(text)) == (0, 0, 1, 0)
    assert figures(await folder.bring_in(text, clear_empty=True)) == (0, 1, 0, 0)
    [after] = await Contact.filter(id=ada.id).values_list("name", "city", "company_id", "kind")
    assert after == ("Ada", None, None, ContactKind.PERSON)


async def test_a_series_without_manual_numbers_refuses_new_ones(folder: Folder) -> None:
    await a_contact(number="N1", name="Ada")
    await NumberSeries.filter(code="CONT").update(allows_manual_numbers=False)
    assert figures(await folder.bring_in("number;name\nN1;Ada L.\nN2;Bea\n")) == (0, 1, 0, 1)


async def test_without_a_series_the_import_says_what_is_missing(folder: Folder) -> None:
    await MarketingSetup.filter(id=1).update(contact_number_series_id=None)
    assert figures(await folder.bring_in("number;name\nN1;Ada\n")) == (1, 0, 0, 0)
    with pytest.raises(Refused, match="names no number series"):
        await folder.bring_in("name\nBea\n")


async def test_national_numbers_belong_to_the_country_of_row_contact_or_setup(folder: Folder) -> None:
    await a_contact(number="N1", country_code="CH")
    text = "number;country;name;phone\nN1;;Ada;044 668 18 00\nN2;AT;Bea;01 58858\nN3;;Cleo;030 123456\n"
    assert figures(await folder.bring_in(text, default_country="de")) == (2, 1, 0, 0)
    phones = dict(await Contact.all().values_list("number", "phone"))
    assert phones == {"N1": "+41446681800", "N2": "+43158858", "N3": "+4930123456"}
    with pytest.raises(Refused, match="XX is not a country"):
        await folder.bring_in(text, default_country="XX")


async def test_a_minor_without_consent_is_privacy_blocked(folder: Folder) -> None:
    text = "number;name;minor;parental consent;privacy blocked\nN1;Ada;yes;;no\nN2;Bea;yes;yes;\n"
    for expected in [(2, 0, 0, 0), (0, 0, 2, 0)]:
        assert figures(await folder.bring_in(text)) == expected
    assert dict(await Contact.all().values_list("name", "privacy_blocked")) == {"Ada": True, "Bea": False}


async def test_every_reason_of_a_row_is_written_down(folder: Folder) -> None:
    header = "name,email,phone,language,country,minor\n"
    text = f"{header}Ada,nobody,12,xx,Narnia,perhaps\n,,,,,\n,a@example.com,,,,\n"
    assert figures(await folder.bring_in(text)) == (0, 0, 0, 2)
    [(first, many), (second, one)] = folder.turned_away()
    assert (first, [each.split(":")[0] for each in many.split(" | ")]) == (
        2, ["minor", "email", "phone", "language", "country code"],
    )  # fmt: skip
    assert (second, one) == (4, "name: A new contact needs a name. Give one.")


async def test_mended_rows_are_imported_from_the_file_of_the_rejected(folder: Folder) -> None:
    await folder.bring_in("name;email;shoe size\nAda;ada@example.com;36\nBea;nobody;37\n")
    mended = folder.rejected.read_text().replace("nobody;37", "bea@example.com;37")
    assert figures(await folder.bring_in(mended)) == (1, 0, 0, 0)
    assert await Contact.filter(email="bea@example.com").exists()


@pytest.mark.parametrize("match_email", [False, True])
async def test_the_same_file_again_changes_nothing(folder: Folder, match_email: bool) -> None:
    await a_salesperson(code="RB")
    text = (
        "external id;kind;name;company;email;phone;salesperson;minor\n"
        "E1;;Ada;C1;ada@example.com;+49 30 123456;RB;\nC1;company;Aurora;;info@example.com;;;\n"
        ";;Bea;C1;bea@example.com;+49 30 123457;RB;yes\n"
        ";company;Борис и сын;;;;;\n;;Борис;;;;;\n;;Борис;;;;;\n"
    )
    first = await folder.bring_in(text, match_email=match_email)
    assert figures(first) == (5, 0, 1, 0)
    before = await Contact.all().order_by("id").values()
    assert figures(await folder.bring_in(text, match_email=match_email)) == (0, 0, 6, 0)
    assert await Contact.all().order_by("id").values() == before


async def test_a_row_without_identity_is_new_as_soon_as_it_says_something_new(
    folder: Folder, now: datetime
) -> None:
    await folder.bring_in("name;phone\nAda;+49 30 123456\n")
    ada = await Contact.get(name="Ada")
    await update_contact(ada.id, {"address": {"city": "Ulm"}}, now=now)
    assert figures(await folder.bring_in("name;phone\nada;+49 30 123456\nAda;+49 30 123456\n")) == (
        1,
        0,
        1,
        0,
    )


async def test_an_import_that_was_cut_off_leaves_whole_batches_and_is_finished_by_the_next(
    folder: Folder, now: datetime
) -> None:
    rows = ROWS_IN_A_BATCH + 5
    text = "name;city\n" + "".join(f"Contact {place};Ulm\n" for place in range(rows))
    moments = iter([now])
    with pytest.raises(RuntimeError):
        await folder.bring_in(text, clock=lambda: next(moments))
    assert await Contact.all().count() == ROWS_IN_A_BATCH
    assert figures(await folder.bring_in(text)) == (5, 0, ROWS_IN_A_BATCH, 0)


async def test_the_number_of_statements_does_not_depend_on_the_rows(now: datetime) -> None:
    mapping = map_header(["external id", "name", "company", "email", "salesperson", "kind"])
    await a_company(external_id="C1")
    await a_salesperson(code="RB")
    counts = []
    for size, start in ((3, 0), (300, 1000)):
        rows = [
            check_row(FileRow(line, cells), mapping, ImportOptions(match_email=True))
            for place in range(start, start + size)
            for line, cells in (
                (3 * place, [f"E{place}", "Ada", "C1", "", "RB", "person"]),
                (3 * place + 1, [f"E{place}", "Bea", "C1", f"e{place}@example.com", "RB", "person"]),
                (3 * place + 2, ["", f"Cleo {place}", "C1", "", "RB", "person"]),
            )
        ]
        with counted_statements() as statements:
            await write_rows(rows, ImportOptions(match_email=True), now=now)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 15


async def test_progress_reaches_the_end_and_never_goes_back(folder: Folder) -> None:
    steps: list[tuple[str, int, int]] = []
    text = "kind;name;company\n;Ada;\ncompany;Aurora;\n"
    await folder.bring_in(text, progress=lambda *each: steps.append(each))
    assert list(dict.fromkeys(label for label, _, _ in steps)) == ["Looking through", "Companies", "Persons"]
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert steps[-1][1:] == (3 * len(text), 3 * len(text))


async def test_imports_at_once_make_each_contact_once(now: datetime) -> None:
    mapping = map_header(["external id", "name"])
    cells = [[f"E{place % 50}" if place % 2 else "", f"Ada {place % 50}"] for place in range(200)]
    rows = [check_row(FileRow(line, each), mapping, ImportOptions()) for line, each in enumerate(cells)]
    results = await asyncio.gather(*(write_rows(rows, ImportOptions(), now=now) for _ in range(4)))
    assert sum(len(each.created) for each in results) == 50
    assert await Contact.all().count() == 50
