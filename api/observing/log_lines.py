"""How a line of the log is written: one for one event, whatever is in it, and never a secret."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from api.observing.requests import current_request

SECRETS = re.compile(
    r"(?P<before>://[^\s/:@]*:)[^\s/]*(?=@)"
    r"|(?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]+"
    r"|(?P<key>\btb_[a-z0-9]+_)[A-Za-z0-9]+",
    re.IGNORECASE,
)
"""Passwords in addresses, what shows who calls, and the secret part of API keys."""
PLAIN = re.compile(r"[\w.:/@+-]+")
FIRST = ("time", "level", "event")
LEFT_OUT = frozenset(
    {"_record", "_from_structlog", "color_message", "message", "asctime", "exception", *FIRST}
)

Event = dict[str, Any]


def written_as_json(logger: object, method: str, event: Event) -> str:
    return _on_one_line(orjson.dumps(_fields(event), default=str).decode())


def written_as_text(logger: object, method: str, event: Event) -> str:
    fields = _fields(event)
    exception = fields.pop("exception", "")
    first = [str(fields.pop(name)) for name in FIRST]
    line = _on_one_line(" ".join([*first, *(f"{name}={_value(value)}" for name, value in fields.items())]))
    # Indented, so that no message of an exception can pass for a line of the log.
    return "\n    ".join([line, *exception.splitlines()])


def _fields(event: Event) -> Event:
    """What is written of an event, in the order that people read it in."""
    fields: Event = {name: event[name] for name in FIRST}
    fields["logger"] = event["_record"].name
    fields |= {name: value for name, value in event.items() if name not in LEFT_OUT}
    if "request_id" not in fields and (request_id := current_request()) is not None:
        fields["request_id"] = request_id
    if "exception" in event:
        fields["exception"] = event["exception"]
    return {
        name: without_secrets(value) if isinstance(value, str) else value for name, value in fields.items()
    }


def without_secrets(text: str) -> str:
    return SECRETS.sub(lambda found: f"{next(filter(None, found.groups()))}***", text)


def _value(value: object) -> str:
    text = str(value)
    return text if PLAIN.fullmatch(text) else orjson.dumps(text).decode()


def _on_one_line(text: str) -> str:
    """Whatever could end a line or move the cursor is written as JSON writes it in ASCII."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)
