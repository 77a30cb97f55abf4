"""Which mail server: what SMTP_URL and SMTP_FROM say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

PATIENCE = 60.0
"""Seconds that the server has for an answer."""


class Encryption(StrEnum):
    """When TLS begins."""

    OFFERED = "smtp"
    """With STARTTLS, if the server offers it."""
    REQUIRED = "smtp+starttls"
    """With STARTTLS, or there is no delivery."""
    IMPLICIT = "smtps"
    """Before the first word."""


PORTS = {Encryption.OFFERED: 25, Encryption.REQUIRED: 587, Encryption.IMPLICIT: 465}


@dataclass(frozen=True)
class MailServer:
    """Where messages go, and as whom."""

    host: str
    port: int
    encryption: Encryption
    user: str | None = None
    password: str = field(default="", repr=False)
    patience: float = PATIENCE


def mail_server(url: str) -> MailServer:
    """The server that a URL names. An error does not repeat it: it may hold a password."""
    parts = urlsplit(url)
    if "#" in url or "?" in url or parts.path.strip("/"):
        raise ValueError("nothing may follow the port; write / ? # @ in a password as %2F %3F %23 %40")
    if parts.scheme not in set(Encryption):
        raise ValueError("it must start with smtp://, smtps:// or smtp+starttls://")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("its port is not a number") from None
    if not parts.hostname:
        raise ValueError("it names no server")
    encryption = Encryption(parts.scheme)
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password or "")
    return MailServer(parts.hostname, port or PORTS[encryption], encryption, user, password)


def sender_address(address: str) -> str:
    """An address to send from, in the form that every mail server takes."""
    try:
        known = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise ValueError("it is not an e-mail address") from None
    if known.ascii_email is None:
        raise ValueError("what stands before the @ must be in ASCII")
    return known.ascii_email
