"""Connections to a real mail server: encryption, authentication, international addresses."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from api.delivering.message import Mail
from api.delivering.server import MailServer
from api.delivering.smtp import Connection, Rejected, ServerTrouble, Unwelcome
from tests.api.delivering.post_office import ACCEPTED, PASSWORD, USER, post_office

LOGIN = f"{USER}:{quote(PASSWORD, safe='')}"
PLAIN = Mail("crm@touchbase.example", "anna@example.com", b"Subject: Spring\r\n\r\nDear reader\r\n", False)
INTERNATIONAL = Mail(
    "crm@touchbase.example", "юля@example.com", "To: юля@example.com\r\n\r\nx\r\n".encode(), True
)


async def sent(server: MailServer, mail: Mail = PLAIN) -> str:
    connection = Connection(server)
    try:
        return await connection.send(mail)
    finally:
        await connection.close()


async def test_a_message_goes_over_tls_from_the_start(trusted: None) -> None:
    async with post_office(tls_at_once=True) as office:
        assert await sent(office.server("smtps")) == ACCEPTED
    assert office.recipients == ["anna@example.com"]


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls"])
async def test_a_message_goes_over_starttls_with_a_password(scheme: str, trusted: None) -> None:
    async with post_office(starttls=True, auth=True) as office:
        assert await sent(office.server(scheme, LOGIN)) == ACCEPTED
    assert office.recipients == ["anna@example.com"]


async def test_a_server_with_a_certificate_that_nobody_knows_gets_nothing() -> None:
    async with post_office(starttls=True, auth=True) as office:
        with pytest.raises(ServerTrouble, match="certificate verify failed"):
            await sent(office.server("smtp", LOGIN))
    async with post_office(tls_at_once=True) as office:
        with pytest.raises(ServerTrouble, match="certificate verify failed"):
            await sent(office.server("smtps"))


async def test_where_tls_is_demanded_nothing_goes_without() -> None:
    async with post_office() as office:
        with pytest.raises(Unwelcome, match="STARTTLS"):
            await sent(office.server("smtp+starttls"))
    assert office.commands["MAIL"] == 0


async def test_a_server_that_knows_no_passwords_is_told() -> None:
    async with post_office() as office:
        with pytest.raises(Unwelcome, match="AUTH") as raised:
            await sent(office.server("smtp", LOGIN))
    assert PASSWORD not in str(raised.value)


async def test_a_server_that_wants_a_password_is_told(trusted: None) -> None:
    async with post_office(starttls=True, auth=True) as office:
        with pytest.raises(Unwelcome, match="530"):
            await sent(office.server("smtp+starttls"))


async def test_an_international_address_goes_to_a_server_that_takes_it() -> None:
    async with post_office() as office:
        assert await sent(office.server(), INTERNATIONAL) == ACCEPTED
    assert office.recipients == ["юля@example.com"]


async def test_an_international_address_is_refused_in_words_where_the_server_takes_none() -> None:
    async with post_office(utf8=False) as office:
        with pytest.raises(Rejected, match="takes no addresses with letters other than those of ASCII"):
            await sent(office.server(), INTERNATIONAL)
    assert office.commands["MAIL"] == 0


async def test_after_a_refusal_the_next_message_is_not_taken_for_a_part_of_it() -> None:
    async with post_office() as office:
        office.of_recipients["anna@example.com"] = ["550 no"]
        connection = Connection(office.server())
        with pytest.raises(Rejected, match="550 no"):
            await connection.send(PLAIN)
        assert await connection.send(PLAIN) == ACCEPTED
        await connection.close()
    assert (office.recipients, office.connections) == (["anna@example.com"], 1)


async def test_lines_that_begin_with_a_dot_arrive_as_they_are() -> None:
    async with post_office() as office:
        await sent(
            office.server(), Mail(PLAIN.sender, PLAIN.recipient, b"X: y\r\n\r\n.\r\n..\r\n.end\r\n", False)
        )
    assert office.received[0].content.endswith(b"\r\n\r\n.\r\n..\r\n.end\r\n")
