"""Messages: read back as a mail program reads them, whatever names and subjects hold."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.delivering.message import HOSTILE, EnclosedFile, Headers, Mail, MessageInvalid, mail_of
from db.content.letters import Letter
from tests.conftest import NOW

FILE = EnclosedFile('Прайс, "März".pdf', "application/pdf", b"%PDF-1.7 \x00\xff")


def a_mail(files: tuple[EnclosedFile, ...] = (), **values: Any) -> Mail:
    letter = {"subject": "Spring", "text": "Dear reader", "html": None, "language": None, "attachments": ()}
    headers = {
        "sender": "crm@touchbase.example", "recipient": "anna@example.com", "sender_name": "Ada Holm",
        "recipient_name": "Anna", "reply_to": "ada@example.com", "message_id": "<1.2@touchbase.example>",
        "written_at": NOW,
    }  # fmt: skip
    letter |= {name: values.pop(name) for name in list(values) if name in letter}
    return mail_of(Letter(**letter), Headers(**headers | values), files)  # type: ignore[arg-type]


def read(mail: Mail) -> EmailMessage:
    message = message_from_bytes(mail.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def content_of(part: Any) -> str:
    return part.get_content().replace("\r\n", "\n")


def test_the_headers_say_who_when_and_in_which_language() -> None:
    message = read(a_mail(language="de-CH"))
    assert dict(message.items()) == {
        "From": "Ada Holm <crm@touchbase.example>",
        "To": "Anna <anna@example.com>",
        "Reply-To": "Ada Holm <ada@example.com>",
        "Subject": "Spring",
        "Date": "Mon, 02 Mar 2026 09:30:00 +0000",
        "Message-ID": "<1.2@touchbase.example>",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit",
        "Content-Language": "de-CH",
    }


def test_without_salesperson_the_address_stands_alone_and_answers_come_to_it() -> None:
    message = read(a_mail(sender_name=None, reply_to=None))
    assert (message["From"], message["Reply-To"]) == ("crm@touchbase.example", None)


def test_both_forms_are_alternatives_and_files_stand_beside_them() -> None:
    message = read(a_mail((FILE,), text="Привет\n", html="<p>Привет</p>\n", language="ru"))
    assert (message.get_content_type(), message["Content-Language"]) == ("multipart/mixed", "ru")
    [alternatives, file] = message.iter_parts()
    assert isinstance(alternatives, EmailMessage) and isinstance(file, EmailMessage)
    assert alternatives.get_content_type() == "multipart/alternative"
    forms = [(part.get_content_type(), content_of(part)) for part in alternatives.iter_parts()]
    assert forms == [("text/plain", "Привет\n"), ("text/html", "<p>Привет</p>\n")]
    assert (file.get_filename(), file.get_content_type()) == (FILE.name, FILE.media_type)
    assert file.get_content() == FILE.content


def test_html_alone_is_no_alternative() -> None:
    message = read(a_mail(text=None, html="<p>Spring</p>"))
    assert (message.get_content_type(), content_of(message)) == ("text/html", "<p>Spring</p>\n")


@pytest.mark.parametrize(
    "media_type", ["message/rfc822", "multipart/mixed", "nonsense", "text/plain\r\nX: y", "a/b/c"]
)
def test_a_file_of_a_type_that_cannot_be_enclosed_is_bytes(media_type: str) -> None:
    message = read(a_mail((EnclosedFile("a.eml", media_type, b"\x00"),)))
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/octet-stream"]


def test_no_line_is_longer_than_mail_servers_take_and_all_is_ascii() -> None:
    mail = a_mail((FILE,), text="ж" * 5000, html="x" * 5000, subject="ж" * 200, recipient_name="名" * 100)
    assert mail.content.isascii()
    assert max(map(len, mail.content.split(b"\r\n"))) <= 998
    assert b"\n" not in mail.content.replace(b"\r\n", b"")
    assert decoded(message_from_bytes(mail.content)["Subject"]) == "ж" * 200


HOSTILE_TEXTS = [
    "x\r\nBcc: all@example.com", "x\nBcc: all@example.com", "x\rBcc: all@example.com", "x\x00y", "x\x0by",
    "x\x85y", "x\u2028y", "x\u2029Bcc: all@example.com", "x\r\n\r\n<script>", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
@pytest.mark.parametrize(
    "field", ["subject", "sender_name", "recipient_name", "reply_to", "recipient", "language", "message_id"]
)
def test_nothing_makes_a_header_of_its_own(field: str, text: str) -> None:
    with pytest.raises(MessageInvalid):
        a_mail((), **{field: text})


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_name_of_a_file_makes_a_header_of_its_own(text: str) -> None:
    with pytest.raises(MessageInvalid, match="The name of an attachment holds"):
        a_mail((EnclosedFile(text, "application/pdf", b""),))


NAMES = [
    'Юлия "Ю", Эхова', "王小明, 先生", "O'Neill; Ann <boss@example.com>", "=?utf-8?q?Bcc?=", "a@b, c@d",
    "\\", '"', "(comment)", "Zoë " * 24, "«Ёлка», «Палка» и " * 5, "𝒜𝓃𝓃𝒶" * 20, ",", "Ж,", "x" * 100,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_name_and_subject_arrives_as_it_is(name: str) -> None:
    assert_arrives(name)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=100))
def test_any_name_and_subject_arrive_as_they_are(name: str) -> None:
    if not HOSTILE.search(name):
        assert_arrives(" ".join(name.split()) or "x")


def assert_arrives(name: str) -> None:
    name = name.strip()
    raw = message_from_bytes(a_mail(recipient_name=name, sender_name=name, subject=name).content)
    for header, address in (
        ("To", "anna@example.com"), ("From", "crm@touchbase.example"), ("Reply-To", "ada@example.com"),
    ):  # fmt: skip
        assert [(decoded(named), at) for named, at in getaddresses([raw[header]])] == [(name, address)]
    assert decoded(raw["Subject"]) == name
    assert set(raw.keys()) == set(read(a_mail()).keys())


def decoded(value: str) -> str:
    """Encoded words as text. The parser of policy.default loses spaces between them before Python 3.12."""
    return str(make_header(decode_header(value)))


def test_a_domain_is_written_in_ascii_and_needs_nothing_of_the_server() -> None:
    mail = a_mail(recipient="anna@bücher.example")
    assert (mail.recipient, mail.is_international) == ("anna@xn--bcher-kva.example", False)


def test_letters_before_the_at_sign_need_a_server_that_takes_them() -> None:
    mail = a_mail(recipient="юля@bücher.example", recipient_name="Юля")
    assert (mail.recipient, mail.is_international) == ("юля@bücher.example", True)
    assert "<юля@bücher.example>\r\n".encode() in mail.content


def test_answers_to_such_an_address_need_one_too() -> None:
    mail = a_mail(reply_to="юля@example.com")
    assert (mail.recipient, mail.is_international) == ("anna@example.com", True)
    assert "<юля@example.com>\r\n".encode() in mail.content


def test_an_address_that_is_none_makes_no_message() -> None:
    with pytest.raises(MessageInvalid, match="no usable e-mail address"):
        a_mail(recipient="nobody")
