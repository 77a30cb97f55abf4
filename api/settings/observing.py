"""Settings of logs, measurements, traces and shutdown."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from api.settings.described import in_words


class ObservingSettings(BaseSettings):
    """What a server writes about its work, and how it stops."""

    log_level: Literal["debug", "info", "warning", "error", "critical"] = Field(
        "info", description="the least that is logged; `debug` has a line for each operation"
    )
    log_format: Literal["text", "json"] | None = Field(
        None,
        description="how lines are written",
        json_schema_extra=in_words(default="`text` on a terminal, else `json`"),
    )
    slow_operation_seconds: float = Field(
        1, ge=0, description="from when on an operation is logged as slow; `0` is never"
    )
    metrics: bool = Field(False, description="whether Prometheus finds measurements at `/metrics`")
    traces_url: str | None = Field(
        None,
        description="where traces go, by OTLP over HTTP; left out, there are none",
        json_schema_extra=in_words(values="an address such as `http://localhost:4318`"),
    )
    shutdown_seconds: int = Field(
        10,
        ge=1,
        le=3600,
        description="how long operations that run may go on when `touchbase serve` stops",
    )
    shutdown_delay: float = Field(
        0,
        ge=0,
        le=600,
        description="for how many seconds a server that is to stop is not ready, and still answers",
    )

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _logs_in_any_case(cls, word: str | None) -> str | None:
        return None if word is None else word.lower()

    @field_validator("traces_url")
    @classmethod
    def _known_collector(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"https?://[^/]", url):
            raise ValueError("it must start with http:// or https:// and name a host")
        return url
