"""Finding attachments: those of contents in their order, and the files behind them."""

from __future__ import annotations

from db.attachments.finding import AttachedFile, attachments_of_letter_contents, files_of_attachments
from tests.builders import a_content, an_attachment
from tests.db.attachments.stored import hash_of
from tests.statements import counted_statements


async def test_attachments_of_contents_come_in_the_order_of_each_by_one_statement() -> None:
    one, two, three = [await an_attachment() for _ in range(3)]
    first, second = await a_content([three, one]), await a_content([two, three, one])
    empty = await a_content()
    with counted_statements() as statements:
        found = await attachments_of_letter_contents([second.id, empty.id, first.id, 999])
    assert len(statements) == 1
    assert found == {first.id: [three, one], second.id: [two, three, one], empty.id: [], 999: []}


async def test_the_file_behind_an_attachment_says_what_to_send() -> None:
    one = await an_attachment(b"one", name="One.pdf")
    two = await an_attachment(b"one", name="Two.txt", media_type="text/plain")
    with counted_statements() as statements:
        found = await files_of_attachments([two.id, one.id, 999])
    assert len(statements) == 1
    assert found == {
        one.id: AttachedFile("One.pdf", "application/pdf", hash_of(b"one"), 3),
        two.id: AttachedFile("Two.txt", "text/plain", hash_of(b"one"), 3),
    }
