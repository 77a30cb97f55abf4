"""Connections to the mail server: one for many messages, and what its answers mean for a message and for all."""

from __future__ import annotations

from contextlib import suppress

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPSenderRefused,
)

from api.delivering.message import Mail
from api.delivering.server import Encryption, MailServer

CLOSING = 421
TOO_LARGE = 552
LOG_IN_FIRST = {530, 534, 535, 538}
DATA_PATIENCE = 5
"""How many times longer than any other command the message itself may take."""

NOT_INTERNATIONAL = "The mail server takes no addresses with letters other than those of ASCII before the @."


class Deferred(Exception):
    """The server does not take the message now; it may later."""


class Rejected(Exception):
    """The server will never take the message as it is."""


class ServerTrouble(Exception):
    """The server cannot be reached, broke off or is too busy: what is wrong is not with this message."""

    def __init__(self, words: str, *, spoke_of_message: bool = False) -> None:
        super().__init__(words)
        self.spoke_of_message = spoke_of_message


class Unwelcome(Exception):
    """The server takes nothing from us as we are set up; somebody has to change that."""


class Connection:
    """A connection that is opened when a message needs it, and again when it was lost in between."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._client: SMTP | None = None

    async def send(self, mail: Mail) -> str:
        """The last words of the server, which has the message then."""
        if self._client is not None and self._client.is_connected:
            try:
                return await self._exchange(self._client, mail)
            except ServerTrouble as trouble:
                # A server may close what was idle, or has carried enough: a new connection shows whether that was all.
                if trouble.spoke_of_message:
                    raise
        self._client = await self._opened()
        return await self._exchange(self._client, mail)

    async def close(self) -> None:
        """Leave the server in good order, if it is there."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            with suppress(SMTPException, OSError):
                await client.quit(timeout=1)
            client.close()

    def drop(self) -> None:
        """Break off: what the server would say next belongs to a message that nobody waits for any more."""
        if self._client is not None:
            self._client.close()
        self._client = None

    async def _opened(self) -> SMTP:
        self.drop()
        server = self._server
        starts = {Encryption.OFFERED: None, Encryption.REQUIRED: True, Encryption.IMPLICIT: False}
        client = SMTP(
            hostname=server.host, port=server.port, username=server.user, password=server.password,
            use_tls=server.encryption is Encryption.IMPLICIT, start_tls=starts[server.encryption],
            timeout=server.patience,
        )  # fmt: skip
        try:
            await client.connect()
        except SMTPAuthenticationError as refused:
            client.close()
            if 400 <= refused.code < 500:
                raise ServerTrouble(_words(refused)) from None
            raise Unwelcome(f"The mail server refuses the user or the password: {_words(refused)}") from None
        except (SMTPResponseException, OSError) as failed:
            client.close()
            raise ServerTrouble(_words(failed)) from None
        except SMTPException as failed:  # no STARTTLS, no AUTH: it will not have it in a minute either
            client.close()
            raise Unwelcome(f"The mail server cannot be used: {_words(failed)}") from None
        return client

    async def _exchange(self, client: SMTP, mail: Mail) -> str:
        options, encoding = [], "ascii"
        if mail.is_international:
            if not client.supports_extension("smtputf8"):
                raise Rejected(NOT_INTERNATIONAL)
            options, encoding = ["SMTPUTF8", "BODY=8BITMIME"], "utf-8"
        spoke = False
        try:
            await client.mail(mail.sender, options=options, encoding=encoding)
            spoke = True
            await client.rcpt(mail.recipient, encoding=encoding)
            reply = await client.data(mail.content, timeout=self._server.patience * DATA_PATIENCE)
        except SMTPResponseException as refused:
            await self._begin_anew(client)
            raise _meaning_of(refused) from None
        except OSError as lost:
            self.drop()
            raise ServerTrouble(_words(lost), spoke_of_message=spoke) from None
        return f"{reply.code} {reply.message}"

    async def _begin_anew(self, client: SMTP) -> None:
        """After a refusal the next message must not be taken for a part of this one."""
        try:
            await client.rset()
        except (SMTPException, OSError):
            self.drop()


def _meaning_of(refused: SMTPResponseException) -> Exception:
    words = _words(refused)
    about_sender = isinstance(refused, SMTPSenderRefused)
    if refused.code == CLOSING or not 400 <= refused.code < 600:
        return ServerTrouble(words, spoke_of_message=not about_sender)
    if refused.code in LOG_IN_FIRST or (about_sender and refused.code >= 500 and refused.code != TOO_LARGE):
        sender = getattr(refused, "sender", "us")
        return Unwelcome(f"The mail server takes no mail from {sender}: {words}")
    if refused.code >= 500:
        return Rejected(words)
    return ServerTrouble(words, spoke_of_message=True) if about_sender else Deferred(words)


def _words(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}" if error.code > 0 else error.message
    words = getattr(error, "strerror", None) or getattr(error, "message", None) or str(error)
    return str(words) or type(error).__name__
