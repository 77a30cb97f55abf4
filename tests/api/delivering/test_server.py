"""What SMTP_URL and SMTP_FROM may say."""

from __future__ import annotations

import pytest

from api.delivering.server import Encryption, mail_server, sender_address


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption"),
    [
        ("smtp://mail.example.com", "mail.example.com", 25, Encryption.OFFERED),
        ("smtp+starttls://mail.example.com", "mail.example.com", 587, Encryption.REQUIRED),
        ("smtps://mail.example.com", "mail.example.com", 465, Encryption.IMPLICIT),
        ("smtp://[::1]:2525/", "::1", 2525, Encryption.OFFERED),
    ],
)
def test_a_url_says_where_and_how(url: str, host: str, port: int, encryption: Encryption) -> None:
    server = mail_server(url)
    assert (server.host, server.port, server.encryption, server.user) == (host, port, encryption, None)


def test_a_password_may_hold_any_character_and_is_not_shown() -> None:
    server = mail_server("smtps://ann%40example.com:p%2Fw%3A%25@mail.example.com")
    assert (server.user, server.password) == ("ann@example.com", "p/w:%")
    assert "p/w" not in repr(server)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://u:secret@mail.example.com", "it must start with smtp://, smtps:// or smtp+starttls://"),
        ("smtp://u:secret@mail.example.com:port", "its port is not a number"),
        ("smtp://u:secret@", "it names no server"),
        ("smtp://u:secret@mail.example.com/x", "nothing may follow the port"),
        ("smtp://u:sec#ret@mail.example.com", "nothing may follow the port"),
    ],
)
def test_a_bad_url_is_refused_without_its_password(url: str, expected: str) -> None:
    with pytest.raises(ValueError) as raised:
        mail_server(url)
    assert str(raised.value).startswith(expected) and "secret" not in str(raised.value)


def test_an_address_to_send_from_is_one() -> None:
    assert sender_address("crm@bücher.example") == "crm@xn--bcher-kva.example"
    for bad in ("nobody", "a@b\r\nBcc: c@d", "Ann <a@example.com>", "юля@example.com"):
        with pytest.raises(ValueError):
            sender_address(bad)
