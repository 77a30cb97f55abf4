"""Messages name no row that whoever reads them may not read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.callers import LOCAL, Role, Scope, call_as
from db.models import Contact, Salesperson, Segment
from db.sql.rows import noun_of
from db.writes.names_in_messages import NAMED, called, called_within
from schema.graph.ids import MODELS, TYPES
from schema.graph.needs import needs_of
from tests.schema.calling import a_caller
from tests.test_agreement import ROOT, modules

NAMING = {"name", "number", "code", "description", "email", "first_name", "surname"}
"""Columns by which people know a row."""

ROWS = {MODELS[noun] for noun in NAMED}

NO_MESSAGES = {
    "db/contact_files": "for whoever runs the command line on the server",
    "db/demo": "sentences of the demo data",
    "db/dropped_columns.py": "SQL",
    "db/migrations": "SQL",
    "db/models": "numbers as a series writes them",
    "db/sql": "SQL",
    "db/interactions/titles.py": "titles, which the schema gives to whoever may read all that they name",
    "db/writes/names_in_messages.py": "decides it",
}

NO_ROWS = {"check", "grouping"}
"""Variables that hold no row: a check of lines, the kind of a group."""

SAID_ALL_THE_SAME = {("db/segments/follow_up.py", "segment.number")}
"""The description of a new segment: no message."""


def told_in_texts() -> Iterator[tuple[str, str]]:
    """What texts of verbs are put together from, if it may be what a row is called."""
    for path in modules("db"):
        name = str(path.relative_to(ROOT))
        if any(Path(name).is_relative_to(each) for each in NO_MESSAGES):
            continue
        for text in ast.walk(ast.parse(path.read_text("utf-8"))):
            for part in text.values if isinstance(text, ast.JoinedStr) else ():
                told = part.value if isinstance(part, ast.FormattedValue) else None
                if isinstance(told, ast.Attribute) and told.attr in NAMING:
                    yield name, ast.unparse(told)


def test_no_message_tells_by_itself_what_a_row_is_called() -> None:
    """`called` tells it, to whoever may know."""
    found = {each for each in told_in_texts() if each[1].partition(".")[0] not in NO_ROWS}
    assert found == SAID_ALL_THE_SAME


@pytest.mark.parametrize("noun", sorted(NAMED))
def test_a_name_needs_what_its_type_in_the_graph_needs(noun: str) -> None:
    assert needs_of(TYPES[MODELS[noun]]) == (NAMED[noun].needs,)


def test_whoever_may_read_a_row_is_told_its_name() -> None:
    contact, segment = Contact(name="Ada Holm"), Segment(number="S1")
    for caller in (None, LOCAL, a_caller(Role.READER)):
        call_as(caller)
        assert [called(contact), called_within(contact)] == ["Ada Holm", "Ada Holm"]
        assert [called(segment), called_within(segment)] == ["Segment S1", "segment S1"]
    call_as(a_caller(Role.ADMIN, scopes=frozenset({Scope.CONTACTS_WRITE, Scope.SETUP_READ})))
    assert [called(contact), called_within(contact)] == ["This contact", "this contact"]
    assert [called(segment), called_within(segment)] == ["This segment", "this segment"]
    assert called(Salesperson(name="Bo Lind")) == "Bo Lind"


@pytest.mark.parametrize("model", sorted(ROWS, key=noun_of))
def test_every_name_can_be_told(model: type[Contact]) -> None:
    row = model()
    for name in ("name", "number", "code", "description"):
        if name in model._meta.fields_map:
            setattr(row, name, "Known")
    assert "Known" in called(row) and "Known" in called_within(row)
