"""Settings of deliveries: the mail server, and how fast messages go to it."""

from __future__ import annotations

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from api.delivering.server import mail_server, sender_address
from api.settings.described import in_words


class DeliverySettings(BaseSettings):
    """How letters leave."""

    smtp_url: SecretStr = Field(
        SecretStr("smtp://localhost:25"),
        description="the mail server: `smtp://` takes TLS when it is offered, `smtp+starttls://` insists on it,"
        " `smtps://` begins with it",
        json_schema_extra=in_words(
            default="`smtp://localhost:25`", values="`smtp://user:password@host:port` and the like"
        ),
    )
    smtp_from: str | None = Field(
        None,
        description="the address that mails come from; without one, nothing is delivered",
        json_schema_extra=in_words(values="an e-mail address"),
    )
    delivery_rate: float = Field(
        10,
        ge=0,
        le=10_000,
        description="how many messages a second one worker sends at most; `0` is any number",
    )
    delivery_connections: int = Field(
        4, ge=1, le=100, description="how many connections to the mail server one worker opens"
    )
    delivery_attempts: int = Field(
        10, ge=1, le=100, description="how often a message is tried before it has failed"
    )
    deliver: bool = Field(False, description="whether the server runs a worker in its own process")

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, url: SecretStr) -> SecretStr:
        mail_server(url.get_secret_value())
        return url

    @field_validator("smtp_from")
    @classmethod
    def _known_sender(cls, address: str | None) -> str | None:
        return None if address is None else sender_address(address)

    @field_validator("deliver")
    @classmethod
    def _with_a_sender(cls, deliver: bool, known: ValidationInfo) -> bool:
        if deliver and known.data.get("smtp_from") is None:
            raise ValueError("there is no SMTP_FROM, the address that mails come from")
        return deliver
