"""What a client gave, as plain values: left out stays out, ids become numbers, wrong ids become problems."""

from __future__ import annotations

import hashlib
from dataclasses import is_dataclass
from functools import cache
from typing import Any

import orjson
import strawberry
from strawberry.types import Info

from db.checks import Money
from db.errors import Code, InvalidArgument, Problems
from db.folding import is_storable
from db.writing import IdempotencyKey, writing
from schema.ids import NOUN_OF_INPUT, number_of

NOT_OF_THE_VERB = ("client_mutation_id", "idempotency_key")
LONGEST_KEY = 200


@strawberry.input
class ActionInput:
    """What every input of a mutation carries."""

    client_mutation_id: str | None = strawberry.UNSET
    """Echoed in the payload."""
    idempotency_key: str | None = strawberry.UNSET
    """The same key and input give the first answer again, for at least 24 hours."""


def given(value: Any) -> dict[str, Any]:
    """The fields of an input that the client gave, by their Python names. A wrong id refuses them all."""
    problems = Problems()
    plain = _of_the_verb(_plain(value, problems, ()))
    problems.refuse_if_any()
    return plain


def asked(value: Any) -> dict[str, Any]:
    """The same for what a query asks for, where a wrong id is an error of the request."""
    problems = Problems()
    plain = _plain(value, problems, ())
    if problems:
        raise InvalidArgument(problems[0].message)
    return plain


def once(info: Info, value: Any, **meant: Any) -> IdempotencyKey | None:
    """The idempotency key of the input, else of the header together with the name of the answer.

    `meant` takes the place of fields that do not say by themselves what they ask for.
    """
    key = getattr(value, "idempotency_key", None) or None
    if key is None and info.context.idempotency_key:
        key = f"{info.context.idempotency_key}:{info.path.key}"
    if key is None:
        return None
    problems = Problems()
    if len(key) > LONGEST_KEY:
        problems.add(
            Code.TOO_LONG, f"An idempotency key has at most {LONGEST_KEY} characters.", "idempotency_key"
        )
    elif not is_storable(key):
        problems.add(Code.INVALID, "An idempotency key must not hold control characters.", "idempotency_key")
    problems.refuse_if_any()
    wanted = [info.field_name, _of_the_verb(_plain(value, Problems(), ())) | meant]
    written = orjson.dumps(wanted, default=str, option=orjson.OPT_SORT_KEYS)
    return IdempotencyKey(key, hashlib.sha256(written).hexdigest())


def means(info: Info, value: Any, **meant: Any) -> None:
    """Say what fields ask for that do not tell it by themselves, before the verb is called."""
    if (write := writing.get()) is not None:
        write.idempotency_key = once(info, value, **meant)


def _of_the_verb(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if name not in NOT_OF_THE_VERB}


def _plain(value: Any, problems: Problems, path: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_plain(item, problems, (*path, str(place))) for place, item in enumerate(value)]
    if not is_dataclass(value):
        return _number(value, problems, path) if path else value
    plain = {
        name: _plain(each, problems, (*path, name))
        for name, each in vars(value).items()
        if each is not strawberry.UNSET
    }
    return Money(**plain) if type(value).__name__ == "MoneyInput" else plain


def _number(value: Any, problems: Problems, path: tuple[str, ...]) -> Any:
    noun = _noun_behind(next(part for part in reversed(path) if not part.isdecimal()))
    if noun is None or value is None:
        return value
    try:
        return number_of(value, noun)
    except InvalidArgument as invalid:
        problems.add(Code.INVALID, str(invalid), *path)
        return None


@cache
def _noun_behind(name: str) -> str | None:
    """The noun whose ids a field of an input holds; there are no more names than the schema has."""
    if not name.endswith(("_id", "_ids")):
        return None
    return NOUN_OF_INPUT.get(name.removesuffix("s").removesuffix("_id"))
