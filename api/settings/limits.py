"""Settings of limits, and of the documents that are trusted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from api.settings.described import in_words

GIBIBYTE = 1024**3
REDIS = re.compile(r"rediss?://(?:[^/@]*@)?[^/@:]|redis\+(?:unix|sentinel|cluster)://.")
"""Anything else would count nothing, or each server alone."""


class LimitSettings(BaseSettings):
    """How much one request, one caller and all together may ask for."""

    max_body_size: int = Field(
        4 * 1024 * 1024, ge=1024, le=GIBIBYTE, description="the most bytes of a request, its files aside"
    )
    max_connections: int = Field(
        1000,
        ge=1,
        description="how many connections one process has open; whoever waits or is slow makes room for"
        " another one",
    )
    max_header_size: int = Field(
        64 * 1024, ge=1024, le=GIBIBYTE, description="the most bytes of the headers of a request"
    )
    max_request_line: int = Field(
        16 * 1024, ge=1024, le=GIBIBYTE, description="the most bytes of the address of a request"
    )
    client_timeout: float = Field(
        30,
        ge=0.1,
        le=86_400,
        description="how many seconds a client has for all headers of a request, for each part of its body, and"
        " until its next request; set it above the time for which a proxy in front keeps connections",
    )
    max_document_size: int = Field(20_000, ge=1, description="the most characters of a document")
    max_tokens: int = Field(800, ge=1, description="the most words and signs of a document")
    max_depth: int = Field(20, ge=1, description="the most levels of selections")
    max_aliases: int = Field(
        100, ge=0, description="the most aliases, as often as their fragments are spread"
    )
    max_root_fields: int = Field(30, ge=1, description="the most fields at the top of an operation")
    max_directives: int = Field(50, ge=0, description="the most directives of a document")
    max_repeated_fields: int = Field(
        10, ge=1, description="how often one field may stand in one place, fragments merged"
    )
    max_page_size: int = Field(
        100, ge=1, le=1000, description="the most nodes that one page of a connection may hold"
    )
    max_cost: int = Field(
        50_000,
        ge=1,
        description="the nodes that an operation can give and the pages that it reads, at most;"
        " below some 20,000 no tool can ask for the whole schema",
    )
    introspection: bool = Field(True, description="whether a client may ask for the schema")
    operation_timeout: float = Field(
        30,
        ge=0,
        le=86_400,
        description="after how many seconds an operation is called off, with its statements; `0` is never",
    )
    max_concurrent_operations: int = Field(
        500, ge=1, description="how many operations one process runs at a time"
    )
    rate_limit: str | None = Field(
        None,
        description="how many operations each caller may send",
        json_schema_extra=in_words(
            default="`1200/minute`; `off` where `AUTHENTICATION` is `off`",
            values="`600/minute`, or several: `10/second, 5000/hour`; or `off`",
        ),
    )
    failed_authentications: str = Field(
        "30/minute",
        description="how often one address may fail to say who calls",
        json_schema_extra=in_words(values="as for `RATE_LIMIT`"),
    )
    rate_limit_url: SecretStr | None = Field(
        None,
        description="where several servers count together; left out, each counts alone",
        json_schema_extra=in_words(values="`redis://host:port/number`"),
    )
    trusted_documents: Literal["off", "allow", "enforce"] = Field(
        "off",
        description="whether a document may be named by its id, and whether any other is run, see"
        " [trusted documents](trusted-documents.md)",
    )
    trusted_documents_file: Path | None = Field(
        None,
        description="the trusted documents: a JSON object of ids and texts",
        json_schema_extra=in_words(values="the path of a file"),
    )

    @field_validator("rate_limit_url")
    @classmethod
    def _known_counter(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not REDIS.match(url.get_secret_value()):
            raise ValueError("it must start with redis:// or rediss:// and name a host")
        return url

    @field_validator("rate_limit", "failed_authentications")
    @classmethod
    def _known_rate(cls, rate: str | None) -> str | None:
        if rate not in (None, "off"):
            from limits import parse_many

            parse_many(rate)
        return rate
