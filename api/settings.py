"""Every environment variable that Touchbase reads, once, typed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.delivering.server import mail_server, sender_address
from db.attachments.limits import Limits

TYPE_PATTERN = re.compile(r"[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+")
ORIGIN_PATTERN = re.compile(r"https?://[a-z0-9.\[\]:-]+")
GIBIBYTE = 1024**3
WEEK = 7 * 24 * 3600
SHORTEST_KEY = 16


class SettingsInvalid(Exception):
    """A variable has a value that cannot be; the message names the variable and never repeats a password."""


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

    # MAX_BODY_SIZE: the most bytes of a request, its files aside.
    max_body_size: int = Field(4 * 1024 * 1024, ge=1024, le=GIBIBYTE)
    # MAX_DOCUMENT_SIZE, MAX_TOKENS, MAX_DEPTH, MAX_ALIASES, MAX_ROOT_FIELDS, MAX_DIRECTIVES, MAX_REPEATED_FIELDS:
    # how much the text of an operation may hold.
    max_document_size: int = Field(20_000, ge=1)
    max_tokens: int = Field(800, ge=1)
    max_depth: int = Field(20, ge=1)
    max_aliases: int = Field(100, ge=0)
    max_root_fields: int = Field(30, ge=1)
    max_directives: int = Field(50, ge=0)
    max_repeated_fields: int = Field(10, ge=1)
    # MAX_COST: the most that an operation may cost: nodes that it can give, and pages that it reads.
    max_cost: int = Field(50_000, ge=1)
    # INTROSPECTION: on or off; whether a client may ask for the schema.
    introspection: bool = True
    # OPERATION_TIMEOUT: after how many seconds an operation is called off; 0 is never.
    operation_timeout: float = Field(30, ge=0, le=86_400)
    # MAX_CONCURRENT_OPERATIONS: how many operations one process runs at a time.
    max_concurrent_operations: int = Field(500, ge=1)
    # RATE_LIMIT: how many operations each caller may send, such as 600/minute or 10/second, 5000/hour; or off.
    rate_limit: str = "off"
    # FAILED_AUTHENTICATIONS: how many times one address may fail to say who calls; or off.
    failed_authentications: str = "30/minute"
    # RATE_LIMIT_URL: redis://host:port/number, where several servers count together. Left out, each counts alone.
    rate_limit_url: SecretStr | None = None
    # TRUSTED_DOCUMENTS: off; allow: a document may be named by its id; enforce: nothing else is run.
    trusted_documents: Literal["off", "allow", "enforce"] = "off"
    # TRUSTED_DOCUMENTS_FILE: these documents, as a JSON object of ids and texts.
    trusted_documents_file: Path | None = None
    # CORS_ORIGINS: the sites whose pages may ask this server, between commas: https://app.example.com.
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    # ALLOWED_HOSTS: the names that this server is asked by, between commas; left out, by any.
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()

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

    @field_validator("rate_limit", "failed_authentications")
    @classmethod
    def _known_rate(cls, rate: str) -> str:
        if rate != "off":
            from limits import parse_many

            parse_many(rate)
        return rate

    @field_validator("cors_origins")
    @classmethod
    def _named_sites(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((each for each in origins if not ORIGIN_PATTERN.fullmatch(each)), None):
            raise ValueError(f"{wrong} is not a site such as https://app.example.com")
        return origins

    @field_validator("attachment_types", "cors_origins", "allowed_hosts", mode="before")
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

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, level: str) -> str:
        return level.lower()


@cache
def settings() -> Settings:
    """The settings of this process, read when first asked for."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsInvalid(f"{str(first['loc'][0]).upper()} cannot be used: {reason}.") from None
