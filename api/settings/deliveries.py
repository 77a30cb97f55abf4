"""Settings of deliveries: the mail server, and how fast it is asked."""

from __future__ import annotations

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from api.delivering.server import mail_server, sender_address


class DeliverySettings(BaseSettings):
    """How letters leave."""

    # SMTP_URL: the mail server. smtp:// takes TLS when offered, smtp+starttls:// insists, smtps:// begins with it.
    smtp_url: SecretStr = SecretStr("smtp://localhost:25")
    # SMTP_FROM: the address that mails come from. Without one, nothing can be delivered.
    smtp_from: str | None = None
    # DELIVERY_RATE: how many messages a second one worker sends at most; 0 is any number.
    delivery_rate: float = Field(10, ge=0, le=10_000)
    # DELIVERY_CONNECTIONS: how many connections to the mail server one worker opens.
    delivery_connections: int = Field(4, ge=1, le=100)
    # DELIVERY_ATTEMPTS: how often a message is tried before it has failed.
    delivery_attempts: int = Field(10, ge=1, le=100)
    # DELIVER: on or off; whether the server runs a worker beside itself.
    deliver: bool = False

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
