"""A file that still names a contact that was merged: the contact that stayed is meant, and no double comes back."""

from __future__ import annotations

from datetime import datetime

from db.contacts.merging import merge_contacts
from db.models import Contact
from tests.builders import a_company, a_contact
from tests.db.contact_files.files import Folder, figures


async def test_a_row_with_a_key_of_a_merged_contact_makes_no_new_one(folder: Folder, now: datetime) -> None:
    kept = await a_contact(number="W", external_id="E1", name="Ann")
    duplicate = await a_contact(number="L", external_id="E2", name="Ann")
    await merge_contacts(kept.id, duplicate.id, now=now)
    assert figures(await folder.bring_in("external id;name\nE2;Ann\nE1;Ann\n")) == (0, 0, 1, 1)
    [(line, reason)] = folder.turned_away()
    assert line == 2 and "The contact W has the external id E1." in reason
    assert figures(await folder.bring_in("number;name\nL;Ann\n")) == (0, 0, 0, 1)
    assert await Contact.all().count() == 1


async def test_a_row_with_a_key_that_the_kept_contact_took_over_is_the_kept_contacts(
    folder: Folder, now: datetime
) -> None:
    kept, duplicate = await a_contact(number="W"), await a_contact(external_id="E2")
    await merge_contacts(kept.id, duplicate.id, now=now)
    assert figures(await folder.bring_in("external id;city\nE2;Ulm\n")) == (0, 1, 0, 0)
    assert (await Contact.get(id=kept.id)).city == "Ulm"


async def test_a_person_of_a_merged_company_belongs_to_the_one_that_stayed(
    folder: Folder, now: datetime
) -> None:
    kept, duplicate = await a_company(external_id="C1"), await a_company(external_id="C2")
    await merge_contacts(kept.id, duplicate.id, now=now)
    assert figures(await folder.bring_in("external id;name;company\nP1;Eve;C2\n")) == (1, 0, 0, 0)
    assert (await Contact.get(external_id="P1")).company_id == kept.id
