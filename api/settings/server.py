"""Settings of the server itself: its address, its database, its files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from api.settings.parsing import in_lower_case
from db.attachments.limits import Limits

TYPE_PATTERN = re.compile(r"[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+")
GIBIBYTE = 1024**3
WEEK = 7 * 24 * 3600
SHORTEST_KEY = 16


class ServerSettings(BaseSettings):
    """Where a server listens, what it keeps where, and for how long."""

    # HOST: the address that the server listens on; 0.0.0.0 lets other machines in.
    host: str = "127.0.0.1"
    # PORT: the port that the server listens on.
    port: int = Field(8000, ge=1, le=65535)
    # DATABASE_URL: sqlite:///absolute/path, postgres://user:password@host:port/name or the same as postgresql://.
    database_url: str = Field(default_factory=lambda: f"sqlite://{Path.cwd() / 'touchbase.sqlite3'}")
    # GRAPHIQL: on or off; whether the page at /graphql is served.
    graphiql: bool = True
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
    # IDEMPOTENCY_HOURS: how long the answer to an idempotency key is kept before a sweep deletes it.
    idempotency_hours: int = Field(48, ge=24, le=720)
    # AUDIT_DAYS: how long entries of the audit log are kept before a sweep deletes them; 0 is for ever.
    audit_days: int = Field(0, ge=0, le=36_500)

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
    def _types_between_commas(cls, types: object) -> object:
        return in_lower_case(types)

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
