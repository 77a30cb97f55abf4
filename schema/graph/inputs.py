"""What a client gave, as plain values: what was left out stays out, ids become numbers, wrong ids become problems."""

from __future__ import annotations

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass, field, is_dataclass
from typing import Any

import orjson
import strawberry
from strawberry.types import Info
from strawberry.types.arguments import StrawberryArgument
from tortoise.models import Model

from db.errors import Code, InvalidArgument, Path, Problems, Refused
from db.sql.case_folding import exact, is_storable, normalized
from db.writes.trials import begin_trial
from db.writes.validation import Money
from db.writes.write_context import IdempotencyKey, writing
from schema.graph.ids import (
    NOUNS,
    GlobalId,
    Node,
    decoded,
    ids_of_field,
    noun_of_id,
    nouns_of_ids,
    number_of,
    takes_any_noun,
)
from schema.graph.malformed import Malformed


@dataclass
class Reading:
    """What was found in an input: what is malformed, and the ids of rows with the places where they stand."""

    problems: Problems = field(default_factory=Problems)
    ids: list[tuple[Path, str, int]] = field(default_factory=list)
    of_argument: bool = False
    """Whether texts are looked at too: those of a mutation are for its verb to judge."""


reading_of: ContextVar[Reading | None] = ContextVar("reading_of", default=None)
"""What was found in the input of the action that is going on (`schema/graph/all_problems.py`)."""

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
    """The fields of a mutation's or a preview's input that the client gave, by their Python names.

    Where something is malformed another value of its kind stands in for it, and what follows is only a trial.
    """
    reading = reading_of.get() or Reading()
    values = _without_envelope(_plain(input, reading))
    _go_on(reading)
    return values


def _go_on(reading: Reading) -> None:
    """What is malformed is told when the verb has told what else is wrong; at once where nobody waits for that."""
    if reading.problems and reading_of.get() is None:
        raise Refused(reading.problems)
    if reading.problems:
        begin_trial()


def input_values_of_many(input: RevisionsCheckedInput, model: type[Model]) -> dict[str, Any]:
    """The same for an action over many nodes of one noun: `revisions` are pairs of a number and a revision."""
    values = input_values(input)
    given, reading = values.pop("expected_revisions", None) or [], reading_of.get() or Reading()
    values["revisions"] = [
        (
            _number(each["id"], NOUNS[model], reading, ("expected_revisions", str(place), "id")),
            each["revision"],
        )
        for place, each in enumerate(given)
    ]
    _go_on(reading)
    return values


def argument_values(argument: Any) -> dict[str, Any]:
    """The same for an argument of a query. `schema/guards/arguments.py` has looked for what is malformed in it."""
    reading = Reading()
    values = _plain(argument, reading)
    for problem in reading.problems:
        raise InvalidArgument(problem.message)
    return values


def reading_of_argument(declared: StrawberryArgument, value: Any) -> Reading:
    """What is malformed in an argument of a field, and which ids are in it."""
    found, path = Reading(of_argument=True), (declared.python_name,)
    if takes_any_noun(declared):
        _read_ids(value, found, path)
    else:
        _plain(value, found, path, noun_of_id(declared))
    return found


def _read_text(value: str, reading: Reading, path: Path) -> None:
    try:
        normalized("NFC", exact(value))
    except InvalidArgument as invalid:
        reading.problems.add(Code.INVALID, str(invalid), *path)


def _read_ids(value: Any, reading: Reading, path: Path) -> None:
    """Ids of any noun."""
    if isinstance(value, list):
        for place, each in enumerate(value):
            _read_ids(each, reading, (*path, str(place)))
    elif isinstance(value, str):
        try:
            reading.ids.append((path, *decoded(value)))
        except InvalidArgument as invalid:
            reading.problems.add(Code.INVALID, str(invalid), *path)


def idempotency_of(info: Info, input: Any, **replaced: Any) -> IdempotencyKey | None:
    """The idempotency key of the input, else of the header together with the name of the answer.

    `replaced` are the values that a replay is compared by in place of what the input holds.
    """
    key = getattr(input, "idempotency_key", None) or None
    if key is None and info.context.idempotency_key:
        key = f"{info.context.idempotency_key}:{info.path.key}"
    if key is None:
        return None
    if not _is_fit(key):
        return None
    wanted = [info.field_name, _without_envelope(_plain(input, Reading())) | replaced]
    written = orjson.dumps(wanted, default=str, option=orjson.OPT_SORT_KEYS)
    return IdempotencyKey(key, hashlib.sha256(written).hexdigest())


def compare_replays_by(info: Info, input: Any, **replaced: Any) -> None:
    """Let the verb that is called next compare replays by these values, where the input alone does not tell: a file."""
    if (write := writing.get()) is not None:
        write.idempotency_key = idempotency_of(info, input, **replaced)


def _is_fit(key: str) -> bool:
    """Whether an idempotency key can be kept. If not the verb is only tried."""
    reading = reading_of.get() or Reading()
    problems, before = reading.problems, len(reading.problems)
    if len(key) > LONGEST_KEY:
        problems.add(
            Code.TOO_LONG, f"An idempotency key has at most {LONGEST_KEY} characters.", "idempotency_key"
        )
    elif not is_storable(key):
        problems.add(Code.INVALID, "An idempotency key must not hold control characters.", "idempotency_key")
    _go_on(reading)
    return len(problems) == before


def _without_envelope(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ENVELOPE}


def _plain(value: Any, reading: Reading, path: Path = (), noun: str | None = None) -> Any:
    """A value without what was left out, with numbers in place of the ids of a noun. `in_` is a word of Python."""
    if isinstance(value, list):
        return [_plain(item, reading, (*path, str(place)), noun) for place, item in enumerate(value)]
    if isinstance(value, Malformed):
        reading.problems.add(Code.INVALID, value.message, *path)
        return value.stand_in
    if not is_dataclass(value):
        if noun is not None and value is not None:
            return _number(value, noun, reading, path)
        if reading.of_argument and isinstance(value, str):
            _read_text(value, reading, path)
        return value
    nouns = {**nouns_of_ids(type(value)), **dict.fromkeys(ids_of_field(type(value)), noun)}
    values = {
        name: _plain(each, reading, (*path, name.rstrip("_")), nouns.get(name))
        for name, each in vars(value).items()
        if each is not strawberry.UNSET
    }
    return Money(**values) if type(value).__name__ == "MoneyInput" else values


def _number(identity: str, noun: str, reading: Reading, path: Path) -> int:
    """The number of a row; for what is no id one that no row has, and that stands for nothing else."""
    try:
        number = number_of(identity, noun)
    except InvalidArgument as invalid:
        reading.problems.add(Code.INVALID, str(invalid), *path)
        return -len(reading.problems)
    reading.ids.append((path, noun, number))
    return number
