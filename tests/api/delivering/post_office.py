"""A real mail server for tests: it keeps what it accepts, and answers as a test wants it."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from api.delivering.server import MailServer, mail_server

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""For localhost, signed by itself; nobody but the tests trusts it."""

USER, PASSWORD = "touchbase", "s3cr%t/word"
ACCEPTED = "250 2.0.0 Ok: queued as 4XyZ"


def certified() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


@dataclass
class Received:
    sender: str
    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        read = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass
class PostOffice:
    """What came in, and what the server says: to each recipient in turn, to each message in turn, then yes."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    of_senders: list[str] = field(default_factory=list)
    of_recipients: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    of_messages: list[str | Callable[[], Awaitable[str]]] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0
    commands: Counter[str] = field(default_factory=Counter)
    _open: int = 0

    @property
    def recipients(self) -> list[str]:
        return sorted(each.recipient for each in self.received)

    def server(self, scheme: str = "smtp", user: str = "", **values: Any) -> MailServer:
        at = f"{user}@" if user else ""
        found = mail_server(f"{scheme}://{at}127.0.0.1:{self.port}")
        return MailServer(**vars(found) | values)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands["MAIL"] += 1
        if self.of_senders and (answer := self.of_senders.pop(0)):
            return await self._reply(answer, server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answers := self.of_recipients.get(address):
            return await self._reply(answers.pop(0), server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.of_messages.pop(0) if self.of_messages else ACCEPTED
        reply = answer if isinstance(answer, str) else await answer()
        if reply.startswith("2"):
            assert isinstance(envelope.content, bytes)
            for recipient in envelope.rcpt_tos:
                self.received.append(Received(envelope.mail_from or "", recipient, envelope.content))
        return await self._reply(reply, server)

    async def _reply(self, answer: str, server: SMTP) -> str:
        """`drop` breaks the connection off, `silence` never answers."""
        if answer.endswith("drop"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if answer.endswith(("drop", "silence")):
            await asyncio.Event().wait()
        return answer

    def connected(self) -> None:
        self.connections += 1
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)

    def disconnected(self) -> None:
        self._open -= 1


class CountedServer(SMTP):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.session is not None and self.session.ssl is None:
            self.event_handler.connected()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.event_handler.disconnected()


def checked(server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any) -> AuthResult:
    known = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@asynccontextmanager
async def post_office(
    *, tls_at_once: bool = False, starttls: bool = False, auth: bool = False, utf8: bool = True
) -> AsyncIterator[PostOffice]:
    """A mail server on a free port of this process."""
    office = PostOffice()
    options: dict[str, Any] = {"enable_SMTPUTF8": utf8, "hostname": "mail.example.com"}
    if starttls:
        options |= {"tls_context": certified(), "require_starttls": True}
    if auth:
        options |= {"authenticator": checked, "auth_required": True}
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: CountedServer(office, loop=loop, **options), "127.0.0.1", 0,
        ssl=certified() if tls_at_once else None,
    )  # fmt: skip
    office.port = listening.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        listening.close()
        for task in asyncio.all_tasks():
            if "SMTP._handle_client" in repr(task):
                task.cancel()
        await listening.wait_closed()
