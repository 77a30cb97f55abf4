"""The log: every line that anything in the process writes, in one format, on the standard error."""

from __future__ import annotations

import logging
import sys
from typing import Any

from api.observing.log_lines import written_as_json, written_as_text

LOGGERS = ("touchbase", "schema")
"""Ours. Other loggers are written from `warning` on: at `debug` they write the values of statements."""
OF_THE_SERVER = ("uvicorn", "uvicorn.error", "uvicorn.access")


class ToStandardError(logging.StreamHandler[Any]):
    """Asks for the standard error each time, because it may be another one by then."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, stream: Any) -> None:
        raise AttributeError("it is always the standard error")


_written = ToStandardError()


def write_logs(log_format: str | None, level: str) -> None:
    """From here on. Without a format: text for people at a terminal, JSON for programs."""
    is_text = sys.stderr.isatty() if log_format is None else log_format == "text"
    _written.setFormatter(_formatter(is_text))
    root = logging.getLogger()
    if _written not in root.handlers:
        root.addHandler(_written)
    least = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(least, logging.WARNING))
    for name in LOGGERS:
        logging.getLogger(name).setLevel(least)
    for name in OF_THE_SERVER:
        theirs = logging.getLogger(name)
        if theirs.handlers:  # the access log has none where it is off
            theirs.handlers.clear()
            theirs.propagate = True


def _formatter(is_text: bool) -> logging.Formatter:
    structlog = _structlog()
    of_any = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
    ]
    write = written_as_text if is_text else written_as_json
    return structlog.stdlib.ProcessorFormatter(processors=[write], foreign_pre_chain=of_any)


def _structlog() -> Any:
    """It would load rich, for tracebacks in colour: 4 MB that a server has no use for."""
    hidden = "rich" not in sys.modules
    if hidden:
        sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        import structlog
    finally:
        if hidden:
            del sys.modules["rich"]
    return structlog
