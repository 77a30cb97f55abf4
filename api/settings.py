"""Every environment variable that Touchbase reads, once, typed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.delivering.server import mail_server, sender_address
from api.provider_settings import (
    is_this_machine,
    listed,
    needed_with_an_issuer,
    not_for_everybody,
    safely_found,
    web_address,
    with_public_keys,
)
from db.attachments.limits import Limits
from db.callers import Role

TYPE_PATTERN = re.compile(r"[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+")
GIBIBYTE = 1024**3
WEEK = 7 * 24 * 3600
SHORTEST_KEY = 16


class SettingsInvalid(Exception):
    """A variable has a value that cannot be; the message names the variable and never repeats a password."""


class OpenToOthers(Exception):
    """Other machines could do everything; the message says what to set."""


class Settings(BaseSettings):
    """What can be set from outside, by the environment or by a file `.env` in the current folder."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    # HOST: the address that the server listens on; 0.0.0.0 lets other machines in.
    host: str = "127.0.0.1"
    # PORT: the port that the server listens on.
    port: int = Field(8000, ge=1, le=65535)
    # DATABASE_URL: sqlite:///absolute/path, postgres://user:password@host:port/name or the same as postgresql://.
    database_url: str = Field(default_factory=lambda: f"sqlite://{Path.cwd() / 'touchbase.sqlite3'}")
    # ATTACHMENTS_URL: file:///absolute/path, or s3://bucket/prefix with the AWS_* variables beside it.
    attachments_url: str = Field(default_factory=lambda: (Path.cwd() / "touchbase-attachments").as_uri())
    # MAX_ATTACHMENT_SIZE: the most bytes of a file that is uploaded.
    max_attachment_size: int = Field(Limits().largest, ge=1, le=GIBIBYTE)
    # ATTACHMENT_TYPES: the media types of such files, between commas, with * for any part of one.
    attachment_types: Annotated[tuple[str, ...], NoDecode] = Limits().types
    # ATTACHMENT_LINK_SECONDS: how long a link to a file lasts.
    attachment_link_seconds: int = Field(3600, ge=1, le=WEEK)
    # SECRET_KEY: what links are signed with; the same on all servers. Left out, links end with the process.
    secret_key: SecretStr | None = None
    # MAX_PAGE_SIZE: the most nodes that one page of a connection may hold.
    max_page_size: int = Field(100, ge=1, le=1000)
    # GRAPHIQL: on or off; whether the page at /graphql is served.
    graphiql: bool = True
    # LOG_LEVEL: the least that is logged.
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"
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
    # IDEMPOTENCY_HOURS: how long the answer to an idempotency key is kept before a sweep deletes it.
    idempotency_hours: int = Field(48, ge=24, le=720)
    # AUDIT_DAYS: how long entries of the audit log are kept before a sweep deletes them; 0 is for ever.
    audit_days: int = Field(0, ge=0, le=36_500)

    # MAX_BODY_SIZE: the most bytes of a request, its files aside.
    max_body_size: int = Field(4 * 1024 * 1024, ge=1024, le=GIBIBYTE)
    # AUTHENTICATION: off, and whoever reaches the server may do everything; or required, and every caller shows
    # an API key or a token. What is shown counts either way.
    authentication: Literal["off", "required"] = "off"
    # SALESPEOPLE_SEE: own or all; whether callers of the role SALESPERSON see only their own contacts and
    # interactions.
    salespeople_see: Literal["own", "all"] = "own"
    # OIDC_ISSUER: the OpenID Connect provider whose tokens are accepted, as its tokens name it.
    oidc_issuer: Annotated[str | None, AfterValidator(web_address)] = None
    # OIDC_AUDIENCE: whom tokens have to be meant for, between commas.
    oidc_audience: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(listed), AfterValidator(needed_with_an_issuer)
    ] = Field((), validate_default=True)
    # OIDC_ALGORITHMS: how tokens may be signed, between commas.
    oidc_algorithms: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(listed), AfterValidator(with_public_keys)
    ] = ("RS256", "ES256")
    # OIDC_JWKS_URL: where the provider shows its keys. Left out, the provider is asked for it.
    oidc_jwks_url: Annotated[str | None, AfterValidator(web_address), AfterValidator(safely_found)] = Field(
        None, validate_default=True
    )
    # OIDC_LEEWAY: how many seconds the clock of the provider may be off.
    oidc_leeway: float = Field(30, ge=0, le=300)
    # OIDC_ROLE_CLAIM: the claim that holds the role, or several; with points into what claims hold.
    oidc_role_claim: str = "touchbase_role"
    # OIDC_DEFAULT_ROLE: what callers are whose token names no role. Left out, they are refused.
    oidc_default_role: Annotated[Role | None, AfterValidator(not_for_everybody)] = None
    # OIDC_SALESPERSON_CLAIM: the claim that holds the code or the e-mail address of a salesperson.
    oidc_salesperson_claim: str = "touchbase_salesperson"
    # LOG_FORMAT: text or json. Left out, it is text on a terminal and json elsewhere.
    log_format: Literal["text", "json"] | None = None
    # SLOW_OPERATION_SECONDS: from when on an operation is logged as slow; 0: never.
    slow_operation_seconds: float = Field(1, ge=0)
    # METRICS: on or off; whether Prometheus finds measurements at /metrics.
    metrics: bool = False
    # TRACES_URL: where traces go, by OTLP over HTTP, such as http://localhost:4318. Left out, there are none.
    traces_url: str | None = None
    # SHUTDOWN_SECONDS: how long operations that run may go on when the server stops.
    shutdown_seconds: int = Field(10, ge=1, le=3600)
    # SHUTDOWN_DELAY: seconds for which a server that is to stop is not ready, and still answers.
    shutdown_delay: float = Field(0, ge=0, le=600)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("sqlite", "postgres", "postgresql"):
            raise ValueError("it must start with sqlite:// or postgres://")
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("its port is not a number") from None
        if not parts.path.strip("/"):
            raise ValueError("it names no database")
        return url.replace("postgresql://", "postgres://", 1)

    @field_validator("attachments_url")
    @classmethod
    def _known_storage(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("file", "s3"):
            raise ValueError("it must start with file:/// or s3://")
        if parts.scheme == "file" and (parts.netloc or not parts.path.strip("/")):
            raise ValueError("it must name a folder by its whole path, such as file:///srv/attachments")
        if parts.scheme == "s3" and not parts.netloc:
            raise ValueError("it names no bucket")
        return url

    @field_validator("attachment_types", mode="before")
    @classmethod
    def _between_commas(cls, types: object) -> object:
        return tuple(types.lower().replace(",", " ").split()) if isinstance(types, str) else types

    @field_validator("attachment_types")
    @classmethod
    def _media_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((each for each in types if not TYPE_PATTERN.fullmatch(each)), None):
            raise ValueError(f"{wrong} is not a media type")
        return types

    @field_validator("secret_key")
    @classmethod
    def _hard_to_guess(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"it needs at least {SHORTEST_KEY} characters")
        return key

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

    @field_validator("authentication", "salespeople_see", "log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, word: str | None) -> str | None:
        return None if word is None else word.lower()

    @field_validator("traces_url")
    @classmethod
    def _known_collector(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"https?://[^/]", url):
            raise ValueError("it must start with http:// or https:// and name a host")
        return url


@cache
def settings() -> Settings:
    """The settings of this process, read when first asked for."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsInvalid(f"{str(first['loc'][0]).upper()} cannot be used: {reason}.") from None


def check_open(chosen: Settings) -> None:
    """Nobody else reaches a server that asks nobody who they are."""
    if chosen.authentication == "off" and not is_this_machine(chosen.host):
        raise OpenToOthers(
            f"HOST is {chosen.host} and AUTHENTICATION is off: whoever reaches this machine could do everything."
            " Set AUTHENTICATION=required, and make a key for each caller:"
            " touchbase key create --name NAME --role ROLE"
        )
