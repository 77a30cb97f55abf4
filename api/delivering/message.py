"""A message as it is sent: its addresses, its headers, and both forms of what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime

from email_validator import EmailNotValidError, validate_email

from db.letter_contents.letters import Letter

HOSTILE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Line breaks and control characters: what could end a header and begin another."""

MEDIA_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", re.IGNORECASE)
"""Types whose bytes can be written as base64; those that hold messages cannot."""

PLAIN = re.compile(r"(?!.*=\?)[!-~](?:[ -~]{0,198}[!-~])?")
"""Text that stands in a header as it is: ASCII of one line, and nothing that looks encoded."""

ATOMS = re.compile(r"[A-Za-z0-9'&/_-]+(?: [A-Za-z0-9'&/_-]+)*")
"""Names that need no quotes."""

UNKNOWN_TYPE = "application/octet-stream"


class MessageInvalid(Exception):
    """No message can be made of this; it says why."""


@dataclass(frozen=True)
class Headers:
    """What stands above a message besides its subject."""

    sender: str
    recipient: str
    sender_name: str | None
    recipient_name: str
    reply_to: str | None
    message_id: str
    written_at: datetime


@dataclass(frozen=True)
class EnclosedFile:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A message, and its envelope for the mail server."""

    sender: str
    recipient: str
    content: bytes
    is_international: bool
    """Whether an address can only be written in UTF-8, which the server has to offer (SMTPUTF8)."""


def mail_of(letter: Letter, headers: Headers, files: Sequence[EnclosedFile] = ()) -> Mail:
    """The message. Whatever could make a header of its own is refused."""
    recipient = _deliverable(headers.recipient, "The contact")
    reply_to = headers.reply_to and _deliverable(headers.reply_to, "The salesperson")
    is_international = not f"{recipient}{reply_to}".isascii()
    written = policy.SMTPUTF8 if is_international else policy.SMTP
    message = EmailMessage(written.clone(cte_type="7bit", refold_source="none"))
    for name, value in _headers(letter, headers, recipient, reply_to):
        message.set_raw(name, value)
    _write(message, letter)
    for file in files:
        _enclose(message, file)
    if letter.language:  # at last: what begins with Content- moves into the first part otherwise
        message["Content-Language"] = _harmless(letter.language, "The language")
    return Mail(headers.sender, recipient, message.as_bytes(), is_international)


def _write(message: EmailMessage, letter: Letter) -> None:
    if letter.text is None and letter.html is None:
        raise MessageInvalid("There is no content.")
    if letter.text is not None:
        message.set_content(letter.text)
        if letter.html is not None:
            message.add_alternative(letter.html, subtype="html")
    else:
        message.set_content(letter.html, subtype="html")


def _enclose(message: EmailMessage, file: EnclosedFile) -> None:
    known = file.media_type if MEDIA_TYPE.fullmatch(file.media_type) else UNKNOWN_TYPE
    kind, _, subtype = known.partition("/")
    name = _harmless(file.name, "The name of an attachment")
    message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=name)


def _headers(
    letter: Letter, headers: Headers, recipient: str, reply_to: str | None
) -> Iterator[tuple[str, str]]:
    """Written here and not by the standard library, whose folding loses quotes around what was encoded."""
    yield "From", _address(headers.sender_name, headers.sender, "From")
    yield "To", _address(headers.recipient_name, recipient, "To")
    if reply_to:
        yield "Reply-To", _address(headers.sender_name, reply_to, "Reply-To")
    yield "Subject", _text(_harmless(letter.subject, "The subject"), "Subject")
    yield "Date", format_datetime(headers.written_at)
    yield "Message-ID", _harmless(headers.message_id, "The message id")


def _address(name: str | None, address: str, header: str) -> str:
    name = _harmless(name or "", "A name")
    if not name:
        return address
    if ATOMS.fullmatch(name):
        return f"{name} <{address}>"
    if PLAIN.fullmatch(name):
        quoted = re.sub(r'(["\\])', r"\\\1", name)
        return f'"{quoted}" <{address}>'
    return f"{_encoded(name, header)}\r\n <{address}>"


def _text(text: str, header: str) -> str:
    return text if PLAIN.fullmatch(text) else _encoded(text, header)


def _encoded(text: str, header: str) -> str:
    """As encoded words (RFC 2047), none of which is too long."""
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def _deliverable(address: str, whose: str) -> str:
    """An address as mail servers take it: the domain in ASCII, and all of it where that is possible."""
    try:
        known = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise MessageInvalid(f"{whose} has no usable e-mail address.") from None
    return known.ascii_email or known.normalized


def _harmless(text: str, what: str) -> str:
    if HOSTILE.search(text):
        raise MessageInvalid(f"{what} holds a line break or a control character.")
    return text
