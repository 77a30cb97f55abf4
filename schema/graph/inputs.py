"""What a client gave, as plain values: what was left out stays out, ids become numbers, wrong ids become problems."""

from __future__ import annotations

import hashlib
from dataclasses import is_dataclass
from typing import Any

import orjson
import strawberry
from strawberry.types import Info
from tortoise.models import Model

from db.errors import MOST_PROBLEMS, Code, InvalidArgument, Problems
from db.sql.case_folding import is_storable
from db.writes.validation import Money
from db.writes.write_context import IdempotencyKey, writing
from schema.graph.ids import NOUNS, GlobalId, Node, ids_of_field, nouns_of_ids, number_of

ENVELOPE = ("client_mutation_id", "idempotency_key")
"""What an input carries that its verb does not take."""
LONGEST_KEY = 200


@strawberry.input
class ActionInput:
    """What every input of a mutation carries."""

    client_mutation_id: str | None = strawberry.UNSET
    """A text of the client's own, at most 10,000 characters: the payload gives it back. Left out or null: nothing."""
    idempotency_key: str | None = strawberry.UNSET
    """A key of the client's own, at most 200 characters. For at least 24 hours the same key with the same input gives
    the first answer again and changes nothing; with another input it is refused as `IDEMPOTENCY_MISMATCH`. Left
    out or null: the header `Idempotency-Key` counts if there is one, else every call acts anew."""


@strawberry.input
class RevisionCheckedInput(ActionInput):
    """What every input carries that changes or deletes something which counts its changes."""

    expected_revision: int | None = strawberry.UNSET
    """The `revision` at which the caller saw what this changes; for lines of a segment, that of the segment. If it is
    no longer at this revision, the action is refused with `RevisionConflict`. Left out or null: it is not checked."""


@strawberry.input
class ExpectedRevisionInput:
    """The revision at which the caller saw one of the nodes that an action is about."""

    id: GlobalId[Node]
    """The id of the node. One that the action itself does not name is refused as `INVALID`."""
    revision: int
    """The `revision` of the node as the caller saw it."""


@strawberry.input
class RevisionsCheckedInput(ActionInput):
    """What every input carries that changes or deletes many nodes which count their changes."""

    expected_revisions: list[ExpectedRevisionInput] | None = strawberry.UNSET
    """The revisions at which the caller saw the nodes that this changes, at most 1,000. If some are no longer at
    their revision, all is refused, with a `RevisionConflict` for each. Nodes that are not named here are changed
    whatever their revision; left out or null: none is checked."""


def input_values(input: Any) -> dict[str, Any]:
    """The fields of a mutation's input that the client gave, by their Python names. A wrong id refuses them all."""
    problems = Problems()
    values = _without_envelope(_plain(input, problems))
    problems.refuse_if_any()
    return values


def input_values_of_many(input: RevisionsCheckedInput, model: type[Model]) -> dict[str, Any]:
    """The same for an action over many nodes of one noun: `revisions` are pairs of a number and a revision."""
    values = input_values(input)
    given, problems = values.pop("expected_revisions", None) or [], Problems()
    values["revisions"] = [
        (
            _number(each["id"], NOUNS[model], problems, ("expected_revisions", str(place), "id")),
            each["revision"],
        )
        for place, each in enumerate(given)
    ]
    problems.refuse_if_any()
    return values


def argument_values(argument: Any) -> dict[str, Any]:
    """The same for an argument of a query, where a wrong id is an error of the request."""
    problems = Problems()
    values = _plain(argument, problems)
    if problems:
        raise InvalidArgument(problems[0].message)
    return values


def idempotency_of(info: Info, input: Any, **replaced: Any) -> IdempotencyKey | None:
    """The idempotency key of the input, else of the header together with the name of the answer.

    `replaced` are the values that a replay is compared by in place of what the input holds.
    """
    key = getattr(input, "idempotency_key", None) or None
    if key is None and info.context.idempotency_key:
        key = f"{info.context.idempotency_key}:{info.path.key}"
    if key is None:
        return None
    _check_key(key)
    wanted = [info.field_name, _without_envelope(_plain(input, Problems())) | replaced]
    written = orjson.dumps(wanted, default=str, option=orjson.OPT_SORT_KEYS)
    return IdempotencyKey(key, hashlib.sha256(written).hexdigest())


def compare_replays_by(info: Info, input: Any, **replaced: Any) -> None:
    """Let the verb that is called next compare replays by these values, where the input alone does not tell: a file."""
    if (write := writing.get()) is not None:
        write.idempotency_key = idempotency_of(info, input, **replaced)


def _check_key(key: str) -> None:
    problems = Problems()
    if len(key) > LONGEST_KEY:
        problems.add(
            Code.TOO_LONG, f"An idempotency key has at most {LONGEST_KEY} characters.", "idempotency_key"
        )
    elif not is_storable(key):
        problems.add(Code.INVALID, "An idempotency key must not hold control characters.", "idempotency_key")
    problems.refuse_if_any()


def _without_envelope(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ENVELOPE}


def _plain(value: Any, problems: Problems, path: tuple[str, ...] = (), noun: str | None = None) -> Any:
    """A value without what was left out, with numbers in place of the ids of a noun. `in_` is a word of Python."""
    if isinstance(value, list):
        return [_plain(item, problems, (*path, str(place)), noun) for place, item in enumerate(value)]
    if not is_dataclass(value):
        return value if noun is None or value is None else _number(value, noun, problems, path)
    nouns = {**nouns_of_ids(type(value)), **dict.fromkeys(ids_of_field(type(value)), noun)}
    values = {
        name: _plain(each, problems, (*path, name.rstrip("_")), nouns.get(name))
        for name, each in vars(value).items()
        if each is not strawberry.UNSET
    }
    return Money(**values) if type(value).__name__ == "MoneyInput" else values


def _number(identity: str, noun: str, problems: Problems, path: tuple[str, ...]) -> int | None:
    if len(problems) > MOST_PROBLEMS:  # nobody is told more
        return None
    try:
        return number_of(identity, noun)
    except InvalidArgument as invalid:
        problems.add(Code.INVALID, str(invalid), *path)
        return None
