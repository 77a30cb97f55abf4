"""Rules of which contact a row means: by external id, number or e-mail address, and what contradicts that."""

from __future__ import annotations

from db.models import Contact
from tests.builders import (
    a_contact,
)
from tests.db.contact_files.files import Folder, figures


async def test_the_external_id_says_which_contact_else_the_number(folder: Folder) -> None:
    ada = await a_contact(name="Ada", external_id="E1", number="N1", city="Ulm")
    bea = await a_contact(name="Bea", number="N2")
    text = "external id;number;name\nE1;N9;Ada Lovelace\nE2;N2;\n;N2;Bea Arthur\n"
    assert figures(await folder.bring_in(text)) == (0, 3, 0, 0)
    await ada.refresh_from_db()
    await bea.refresh_from_db()
    assert (ada.number, ada.name, ada.city, ada.revision) == ("N9", "Ada Lovelace", "Ulm", 2)
    assert (bea.external_id, bea.name, bea.name_folded, bea.revision) == ("E2", "Bea Arthur", "bea arthur", 2)


async def test_the_email_address_says_which_contact_only_if_asked(folder: Folder) -> None:
    ada = await a_contact(name="Ada", email="ada@example.com")
    text = "name;email;city\nAda L.;ADA@Example.com;Ulm\nAda L.;ada@example.com;Bonn\n"
    assert figures(await folder.bring_in(text, match_email=True)) == (0, 2, 0, 0)
    await ada.refresh_from_db()
    assert (ada.name, ada.city, ada.revision) == ("Ada L.", "Bonn", 2)
    assert figures(await folder.bring_in("name;email\nAda M.;ada@example.com\n")) == (1, 0, 0, 0)


async def test_an_email_address_of_several_contacts_is_rejected(folder: Folder) -> None:
    await a_contact(email="info@example.com")
    await a_contact(email="Info@example.com")
    assert figures(await folder.bring_in("name;email\nAda;info@example.com\n", match_email=True)) == (
        0,
        0,
        0,
        1,
    )
    [(line, reason)] = folder.turned_away()
    assert (line, reason.split(".")[0]) == (2, "email: Several contacts have the address info@example")


async def test_an_email_address_gives_nobody_another_number_or_external_id(folder: Folder) -> None:
    await a_contact(external_id="E1", email="ada@example.com")
    text = "external id;number;name;email\nE2;;Ada;ada@example.com\n;N7;Ada;ada@example.com\n"
    assert figures(await folder.bring_in(text, match_email=True)) == (2, 0, 0, 0)


async def test_a_later_row_with_the_same_identity_updates(folder: Folder) -> None:
    text = "external id;number;name;city\nE1;N1;Ada;Ulm\nE1;;;Bonn\n;N1;Ada L.;\n"
    assert figures(await folder.bring_in(text)) == (1, 2, 0, 0)
    [ada] = await Contact.all()
    assert (ada.name, ada.city, ada.search_text, ada.revision) == ("Ada L.", "Bonn", "ada l. n1 e1", 1)


async def test_keys_that_belong_to_another_contact_are_rejected(folder: Folder) -> None:
    await a_contact(external_id="E1", number="N1")
    await a_contact(external_id="E2", number="N2")
    text = "external id;number\nE1;N2\nE3;N1\nE1;N3\n;N1\n"
    assert figures(await folder.bring_in(text)) == (0, 1, 0, 3)
    assert [reason.split(" ")[0] for _, reason in folder.turned_away()] == ["number:", "external", "number:"]
