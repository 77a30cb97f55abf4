"""Settings of limits, and of the documents that are trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

GIBIBYTE = 1024**3


class LimitSettings(BaseSettings):
    """How much one request, one caller and all together may ask for."""

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
    # MAX_PAGE_SIZE: the most nodes that one page of a connection may hold.
    max_page_size: int = Field(100, ge=1, le=1000)
    # MAX_COST: the most that an operation may cost: nodes that it can give, and pages that it reads.
    max_cost: int = Field(50_000, ge=1)
    # INTROSPECTION: on or off; whether a client may ask for the schema.
    introspection: bool = True
    # OPERATION_TIMEOUT: after how many seconds an operation is called off; 0 is never.
    operation_timeout: float = Field(30, ge=0, le=86_400)
    # MAX_CONCURRENT_OPERATIONS: how many operations one process runs at a time.
    max_concurrent_operations: int = Field(500, ge=1)
    # RATE_LIMIT: how many operations each caller may send, such as 600/minute or 10/second, 5000/hour; or off.
    # Left out, it is 1200/minute where callers show who they are, and off where nobody has to.
    rate_limit: str | None = None
    # FAILED_AUTHENTICATIONS: how many times one address may fail to say who calls; or off.
    failed_authentications: str = "30/minute"
    # RATE_LIMIT_URL: redis://host:port/number, where several servers count together. Left out, each counts alone.
    rate_limit_url: SecretStr | None = None
    # TRUSTED_DOCUMENTS: off; allow: a document may be named by its id; enforce: nothing else is run.
    trusted_documents: Literal["off", "allow", "enforce"] = "off"
    # TRUSTED_DOCUMENTS_FILE: these documents, as a JSON object of ids and texts.
    trusted_documents_file: Path | None = None

    @field_validator("rate_limit", "failed_authentications")
    @classmethod
    def _known_rate(cls, rate: str | None) -> str | None:
        if rate not in (None, "off"):
            from limits import parse_many

            parse_many(rate)
        return rate
