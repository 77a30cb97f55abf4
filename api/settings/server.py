"""Settings of the server itself: its address, its database, its files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from api.settings.described import in_words
from api.settings.parsing import in_lower_case
from db.attachments.limits import UploadLimits
from db.engine.database import DatabaseOptions
from db.engine.database_url import checked_url

TYPE_PATTERN = re.compile(r"[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+")
GIBIBYTE = 1024**3
WEEK = 7 * 24 * 3600
SHORTEST_KEY = 16


class ServerSettings(BaseSettings):
    """Where a server listens, what it keeps where, and for how long."""

    host: str = Field(
        "127.0.0.1",
        description="the address that the server listens on; `0.0.0.0` lets other machines in, with"
        " `AUTHENTICATION=required`",
        json_schema_extra=in_words(values="an address of this machine"),
    )
    port: int = Field(8000, ge=1, le=65535, description="the port that the server listens on")
    database_url: str = Field(
        default_factory=lambda: f"sqlite://{Path.cwd() / 'touchbase.sqlite3'}",
        description="the database; `postgresql://` is the same as `postgres://`, and several hosts and parameters"
        " mean what they mean to libpq",
        json_schema_extra=in_words(
            default="`touchbase.sqlite3` in the current folder",
            values="`sqlite:///absolute/path` or `postgres://user:password@host:port/name`",
        ),
    )
    database_connections: int = Field(
        DatabaseOptions().connections,
        ge=1,
        le=1000,
        description="how many connections to PostgreSQL one process opens at most",
    )
    sqlite_synchronous: Literal["full", "normal"] = Field(
        "full",
        description="`full`: what was answered is on the disk. `normal`: writes are faster, and the last of them"
        " may be gone when the power goes, though the file stays whole",
    )
    graphiql: bool = Field(True, description="whether browsers get the GraphiQL page at `/graphql`")
    attachments_url: str = Field(
        default_factory=lambda: (Path.cwd() / "touchbase-attachments").as_uri(),
        description="where the files of attachments lie; S3 takes `AWS_REGION`, `AWS_ACCESS_KEY_ID` and"
        " `AWS_SECRET_ACCESS_KEY` from the environment (not from `.env`), and `AWS_ENDPOINT` for what is like S3",
        json_schema_extra=in_words(
            default="the folder `touchbase-attachments` in the current folder",
            values="`file:///absolute/path` or `s3://bucket/prefix`",
        ),
    )
    max_attachment_size: int = Field(
        UploadLimits().largest, ge=1, le=GIBIBYTE, description="the most bytes of a file that is uploaded"
    )
    attachment_types: Annotated[tuple[str, ...], NoDecode] = Field(
        UploadLimits().types,
        description="the media types of files that are uploaded",
        json_schema_extra=in_words(
            default="PDF, pictures without SVG, text, CSV, calendar and office files",
            values="media types between commas; `*` stands for any part: `image/*`",
        ),
    )
    attachment_link_seconds: int = Field(3600, ge=1, le=WEEK, description="how long a link to a file lasts")
    secret_key: SecretStr | None = Field(
        None,
        description="what links to files are signed with. Left out, links end with the process, and a server does"
        " not know those of another: set it where there are several",
        json_schema_extra=in_words(
            default="another one for each process", values=f"at least {SHORTEST_KEY} characters"
        ),
    )
    idempotency_hours: int = Field(
        48,
        ge=24,
        le=720,
        description="how long the answer to an idempotency key is kept before a sweep deletes it",
    )
    audit_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="how long entries of the audit log are kept before a sweep deletes them; `0` is for ever",
    )

    @property
    def database_options(self) -> DatabaseOptions:
        return DatabaseOptions(self.database_connections, self.sqlite_synchronous)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        return checked_url(url)

    @field_validator("sqlite_synchronous", mode="before")
    @classmethod
    def _server_in_any_case(cls, word: str) -> str:
        return word.lower()

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
