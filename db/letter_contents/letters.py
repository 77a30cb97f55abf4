"""Letters: the content of an entry of the log, rendered for its contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from db.attachments.finding import attachments_of_letter_contents
from db.letter_contents.merge_fields import GREETINGS, LetterInvalid, as_values, nested
from db.letter_contents.rendering import Sources, rendered
from db.models import Attachment, LetterContent, NamePart
from db.salutations.greetings import greeting
from db.sql import statements
from db.sql.loaders import rows_by_id

__all__ = ["Letter", "LetterInvalid", "Order", "letters_of", "made_of"]

LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """What one contact receives: a text, HTML, or both as two forms of the same."""

    letter_content_id: int
    subject: str
    text: str | None
    html: str | None
    language: str | None
    day: str | None
    """The day of the interaction, as YYYY-MM-DD."""
    contact_name: str
    company_name: str | None
    attachments: tuple[Attachment, ...]
    address: tuple[str, ...]
    """The lines of name and address for an envelope."""


@dataclass(frozen=True)
class Order:
    """What a letter is to be made of."""

    content: LetterContent
    values: Mapping[str, str | None]
    language: str | None
    attachments: Sequence[Attachment] = ()


async def letters_of(interaction_ids: Sequence[int]) -> dict[int, Letter | LetterInvalid]:
    """The letters of entries that have content, in three statements. They never change."""
    entries = await statements.select(
        f"""
        SELECT id, letter_content_id, merge_values, language FROM interaction
        WHERE id {statements.among("ids")} AND letter_content_id IS NOT NULL AND merge_values IS NOT NULL
        """,
        ids=list(interaction_ids),
    )
    ids = [entry["letter_content_id"] for entry in entries]
    contents, attachments = await rows_by_id(LetterContent, ids), await attachments_of_letter_contents(ids)
    orders = [
        Order(
            contents[entry["letter_content_id"]], as_values(entry["merge_values"]), entry["language"],
            attachments.get(entry["letter_content_id"], []),
        )
        for entry in entries
    ]  # fmt: skip
    letters = await made_of(orders)
    return {entry["id"]: letter for entry, letter in zip(entries, letters, strict=True)}


async def interactions_with_letters(interaction_ids: Sequence[int]) -> set[int]:
    """The ids of the interactions that have a letter which the caller may see."""
    entries = await statements.select(
        f"""
        SELECT id FROM interaction
        WHERE id {statements.among("ids")} AND letter_content_id IS NOT NULL AND merge_values IS NOT NULL
        """,
        ids=list(interaction_ids),
    )
    return {entry["id"] for entry in entries}


async def made_of(orders: Sequence[Order]) -> list[Letter | LetterInvalid]:
    """The letter that each order makes, or why it makes none: one that cannot be made costs no other."""
    contents = {order.content.id: order.content for order in orders}
    places = {identity: place for place, identity in enumerate(contents)}
    sources = [(each.subject, each.body_text, each.body_html) for each in contents.values()]
    wanted = [(places[order.content.id], _known(order.values)) for order in orders]
    made = await rendered(sources, wanted)
    return [_letter(order, each) for order, each in zip(orders, made, strict=True)]


def _known(values: Mapping[str, str | None]) -> dict[str, dict[str, str | None]]:
    return nested({**values, **_greetings(values)})


def _letter(order: Order, made: Sources | LetterInvalid) -> Letter | LetterInvalid:
    contact, company = order.values.get("contact.name") or "", order.values.get("company.name")
    if isinstance(made, LetterInvalid):
        return LetterInvalid(str(made), contact, company)
    subject, text, html = made
    return Letter(
        order.content.id,
        " ".join(subject.split())[:LONGEST_SUBJECT],
        text,
        html,
        order.language,
        order.values.get("interaction.date"),
        contact,
        company,
        tuple(order.attachments),
        _address(order.values),
    )


def _address(values: Mapping[str, str | None]) -> tuple[str, ...]:
    city, region = values.get("contact.city"), values.get("contact.region")
    place = " ".join(filter(None, (values.get("contact.postal_code"), city)))
    rows = (
        values.get("company.name"), values.get("contact.name"), values.get("contact.line1"),
        values.get("contact.line2"), place, None if region == city else region, values.get("contact.country_code"),
    )  # fmt: skip
    return tuple(dict.fromkeys(row for row in rows if row))


def _greetings(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """The formal and the informal greeting; None where the salutation has no such formula in the language."""
    names: dict[str, str | None] = {part: values.get(f"contact.{part.lower()}") for part in NamePart}
    names[NamePart.COMPANY_NAME] = values.get("company.name")
    greetings: dict[str, str | None] = {}
    for name in GREETINGS:
        text, parts = (values.get(f"{name}.{column}") for column in ("text", "parts"))
        greetings[name] = None if text is None else greeting(text, orjson.loads(parts or "[]"), names)
    return greetings
