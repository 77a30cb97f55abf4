"""Settings of logs, measurements, traces and the end."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class WatchingSettings(BaseSettings):
    """What a server tells of itself, and how it stops."""

    # LOG_LEVEL: the least that is logged.
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"
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
