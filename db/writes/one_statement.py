"""A change made by one statement, which is its own transaction: for values whose rules look at no other row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, TypeVar

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.transactions import in_transaction

from db.engine.database import connection, dialect, is_postgres
from db.models.row import Row
from db.sql.partial_rows import columns_of, light_rows
from db.sql.row_security import is_restricted
from db.sql.statements import changed_records, numbered
from db.writes.audit_log import entry_values, insertion_for, insertion_of_one
from db.writes.committing import a_commit, commit
from db.writes.nouns import noun_of_model
from db.writes.trials import is_trial
from db.writes.write_context import writing

R = TypeVar("R", bound=Row)
T = TypeVar("T")

Verb = Callable[..., Awaitable[Any]]


def in_one_statement_if_possible(shortcut: Callable[..., Awaitable[T | None]]) -> Callable[[Verb], Verb]:
    """Try a way that needs one statement; where it gives nothing, the verb does its work under the lock.

    It stands above `@transactional`. The shortcut changes something or does nothing at all: a row that is
    not there, another revision, a value that is refused or no different are for the verb to distinguish. So are
    callers who do not see every row, and requests with an idempotency key.
    """

    def declare(verb: Verb) -> Verb:
        @wraps(verb)
        async def run(*args: Any, **options: Any) -> Any:
            needs_lock = is_restricted() or is_trial() or _has_key()
            done = None if needs_lock else await shortcut(*args, **options)
            return await verb(*args, **options) if done is None else done

        return run

    return declare


def _has_key() -> bool:
    write = writing.get()
    return write is not None and write.idempotency_key is not None


async def changed_row(
    model: type[R],
    identity: int,
    values: dict[str, Any],
    *,
    expected_revision: int | None,
    now: datetime,
    only: str = "TRUE",
) -> R | None:
    """The row as it is after the change; None if nothing was changed. `only` is a condition on the row."""
    if not values:
        return None
    read = columns_of(model, None, ())
    write = None if isinstance(connection(), TransactionalDBClient) else writing.get()
    in_one = write is not None and is_postgres()
    text = _text(model, tuple(values), read, expected_revision is not None, only, in_one, dialect())
    given = _stored_values(model, identity, values, expected_revision, now)
    if write is None:
        records = await changed_records(text, given)
    else:
        entry = entry_values(write, [(noun_of_model(model), identity)])
        records = await (_in_one(text, given + entry) if in_one else _in_two(text, given, entry))
    return next(iter(light_rows(model, read, records)), None)


def _stored_values(
    model: type[Row], identity: int, values: dict[str, Any], expected_revision: int | None, now: datetime
) -> list[Any]:
    """The values of the statement in their order, as the database keeps them."""
    fields = model._meta.fields_map
    new = [fields[name].to_db_value(value, model) for name, value in values.items()]
    expected = [] if expected_revision is None else [expected_revision]
    return [*new, fields["updated_at"].to_db_value(now, model), identity, *expected, *new]


async def _in_one(text: str, given: list[Any]) -> Sequence[Any]:
    with a_commit():
        return await changed_records(text, given)


async def _in_two(text: str, given: list[Any], entry: list[Any]) -> Sequence[Any]:
    """SQLite takes no INSERT together with the UPDATE: the entry in the audit log is a statement of its own."""
    async with in_transaction(dialect()) as transaction:
        records = await changed_records(text, given)
        if records:
            await changed_records(insertion_of_one(dialect()), entry)
            await commit(transaction)
        return records


@lru_cache(maxsize=256)
def _text(
    model: type[Row],
    changed: tuple[str, ...],
    read: tuple[str, ...],
    is_expected: bool,
    only: str,
    is_audited: bool,
    of_dialect: str,
) -> str:
    known = model._meta.fields_db_projection
    later = "max(updated_at, ?)" if of_dialect == "sqlite" else "GREATEST(updated_at, ?)"
    differs = "IS NOT" if of_dialect == "sqlite" else "IS DISTINCT FROM"
    update = (
        f'UPDATE "{model._meta.db_table}" SET '
        + ", ".join(f'"{known[name]}" = ?' for name in changed)
        + f", revision = revision + 1, updated_at = {later} WHERE id = ?"
        + (" AND revision = ?" if is_expected else "")
        + f" AND ({' OR '.join(f'{known[name]} {differs} ?' for name in changed)}) AND {only}"
        + f" RETURNING {', '.join(known[name] for name in read)}"
    )
    # Tortoise gives no rows of an UPDATE on PostgreSQL, but it does of what begins with WITH.
    audited = f", audited AS ({insertion_for('changed')})" if is_audited else ""
    whole = update if of_dialect == "sqlite" else f"WITH changed AS ({update}){audited} SELECT * FROM changed"
    return numbered(whole, of_dialect)
