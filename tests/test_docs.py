"""The pages under docs/ keep up with the code: codes, words, dependencies, names of functions, statements."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path

from graphql import GraphQLEnumType

from api.settings import Settings
from db.errors import Code
from db.segments.editing import create_segment
from db.segments.follow_up import FollowUp
from db.segments.logging import log_segment
from schema import schema
from tests.builders import a_contact, a_salesperson, a_template
from tests.statements import counted_statements
from tests.writing import keyed, requested

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

ELSEWHERE = "not here, because "

CATALOGUE = {
    "CONTACT_REQUIRED", "TEMPLATE_REQUIRED", "SALESPERSON_REQUIRED", "SALESPERSON_NOT_FOUND",
    "TEMPLATE_NOT_FOUND", "CONTACT_NOT_FOUND", "CAMPAIGN_NOT_FOUND", "DATE_REQUIRED", "DESCRIPTION_REQUIRED",
    "NO_ATTACHMENT_TO_OPEN", "EMAIL_NEEDS_CONTENT", "EMAIL_ADDRESS_MISSING",
    "ATTACHMENT_LOCKED_BY_WORD_TEMPLATE", "WIZARD_ACTION_INVALID", "CONTACT_PRIVACY_BLOCKED",
    "CONTACT_HAS_OPEN_TASKS", "CONTACT_HAS_OPEN_OPPORTUNITIES", "CONTACT_HAS_SEGMENT_LINES",
    "SEGMENT_NOS_MISSING", "SEGMENT_ALREADY_LOGGED", "SEGMENT_DESCRIPTION_REQUIRED", "SEGMENT_EMPTY",
    "LINE_ATTACHMENT_REQUIRED", "TEMPLATE_CHANGE_NEEDS_LINE_UPDATE", "NO_CRITERIA_TO_SAVE",
    "CRITERIA_CODE_REQUIRED", "CRITERIA_CODE_EXISTS", "ENTRY_LOCKED_BY_CANCELED_PARENT", "ENTRY_CANCELED",
    "ENTRY_HAS_OPPORTUNITY", "NOTHING_TO_SEND", "CORRESPONDENCE_TYPE_REQUIRED", "CALL_TEMPLATE_MISSING",
    "PHONE_REQUIRED", "CAMPAIGN_HAS_NO_TARGETS", "TEMPLATE_HAS_LANGUAGES", "SALES_INVOICE_TEMPLATE_MISSING",
    "CAMPAIGN_DATES_INVALID", "NOT_CANCELED",
}  # fmt: skip
"""What Business Central refuses."""


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def first_column(text: str) -> set[str]:
    """What stands in code letters in the first cells of the tables of a page; nothing stands there twice."""
    cells = [row.split("|")[1] for row in text.splitlines() if row.startswith("|")]
    words = [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]
    assert [word for word, times in Counter(words).items() if times > 1] == []
    return set(words)


def test_every_improvement_on_business_central_has_a_test_with_its_number() -> None:
    section = page("quirks.md").split("## Where we differ from Business Central")[1].split("\n## ")[0]
    numbers = re.findall(r"^(\d+)\. ", section, re.MULTILINE)
    tests = (ROOT / "tests" / "schema" / "test_improvements.py").read_text("utf-8")
    assert numbers == [str(each) for each in range(1, 11)]
    assert list(dict.fromkeys(re.findall(r"def test_improvement_(\d+)_", tests))) == numbers


def test_every_code_is_explained() -> None:
    refused, failed = page("errors.md").split("## A request that cannot be run")
    assert first_column(refused) == set(Code)
    others = ["schema/graph/errors.py", "schema/guards/limits.py", "db/engine/outages.py"]
    coding = [*(ROOT / "api").rglob("*.py"), *(ROOT / path for path in others)]
    coding.remove(ROOT / "api" / "lifecycle" / "health.py")  # the reasons that probes are told
    texts = "".join(path.read_text("utf-8") for path in coding)
    named = r'"([A-Z]+_[A-Z_]+|FORBIDDEN|UNAUTHENTICATED)"'
    coded = set(re.findall(named, texts)) - {each.upper() for each in Settings.model_fields}
    assert first_column(failed) == coded


def test_every_code_says_when_it_comes_and_what_to_do() -> None:
    refused, failed = page("errors.md").split("## A request that cannot be run")
    described = {code: cells for code, *cells in rows(refused)}
    enum = schema._schema.type_map["UserErrorCode"]
    assert isinstance(enum, GraphQLEnumType)
    assert set(described) == {f"`{code}`" for code in enum.values}
    silent = [
        code for code, cells in described.items() if len(cells) != 2 or not all(map(is_sentence, cells))
    ]
    silent += [code for code, *cells in rows(failed) if len(cells) != 1 or not is_sentence(cells[0])]
    assert silent == []


def test_every_error_of_the_catalogue_has_its_code_or_a_reason() -> None:
    errors, questions = page("catalogue.md").split("## Questions")
    answers = {code.strip("`"): here for code, _, here in rows(errors)}
    assert set(answers) == CATALOGUE
    questioned = {cells[0]: cells[1] for cells in rows(questions)}
    assert len(questioned) == 14
    answered = {here for here in answers.values() if not here.startswith(ELSEWHERE)}
    assert [here for here in answered if not set(in_code_letters(here)) & set(Code)] == []
    explicit = {here for here in questioned.values() if not here.startswith(ELSEWHERE)}
    assert [here for here in explicit if not in_code_letters(here)] == []
    known = names_of_the_schema()
    named = {name for here in (*answers.values(), *questioned.values()) for name in in_code_letters(here)}
    assert {name for name in named if not set(name.split(": ")) <= known} == set()


def test_every_noun_verb_and_field_has_its_word() -> None:
    words = first_column(page("words.md"))
    interface = schema._schema.type_map["Node"]
    nodes = schema._schema.get_possible_types(interface)  # type: ignore[arg-type]
    fields = {name for node in nodes for name in node.fields if not name.startswith("__")}
    mutation = schema._schema.mutation_type
    assert mutation is not None
    named = {node.name for node in nodes} | set(mutation.fields) | fields
    assert (named - words, words - named) == (set(), set()), (
        "docs/words.md lacks the first, and has the second too many"
    )


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *(e for g in project["dependency-groups"].values() for e in g),
    ]
    names = {re.split(r"[\[<>=;~! ]", requirement, maxsplit=1)[0] for requirement in wanted}
    assert first_column(page("decisions/0001-dependencies.md")) == names


def test_every_function_that_the_walk_names_is_there() -> None:
    named = re.findall(r"`([a-z_/]+\.py)`\s+`([A-Za-z_]+)`", page("walk.md"))
    assert len(named) > 10
    assert [(path, name) for path, name in named if name not in defined_in(ROOT / path)] == []


def test_quoted_code_is_the_code() -> None:
    quoted = re.findall(r"```python\n# (\S+)\n(.+?)\n```", page("adding-a-verb.md"), re.DOTALL)
    assert len(quoted) > 4
    for path, code in quoted:
        assert code in (ROOT / path).read_text("utf-8"), f"docs/adding-a-verb.md quotes {path} as it was"


async def test_the_statements_of_the_walk_are_counted(database: str, now: datetime) -> None:
    row = re.search(
        rf"^\| {'SQLite' if 'sqlite' in database else 'PostgreSQL'} \|(.+)\|$", page("walk.md"), re.M
    )
    assert row
    shown = [int(cell) for cell in row[1].split("|")]
    template, salesperson = await a_template(), await a_salesperson()
    contacts = [(await a_contact()).id for _ in range(3)]
    values = {"template_id": template.id, "salesperson_id": salesperson.id}
    await requested(create_segment(None, "Earlier", values, [], now=now))  # from now on the caller is known
    counts = []
    for follow_up, ask in ((None, requested), (FollowUp(), requested), (FollowUp(), keyed)):
        segment = (await create_segment(None, "Spring", values, contacts, now=now)).segment
        with counted_statements() as statements:
            await ask(log_segment(segment.id, follow_up=follow_up, now=now))
        counts.append(len(statements))
    assert counts == shown


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of the tables of a page, their heads left out."""
    lines = [row.strip("|").split("|") for row in text.splitlines() if row.startswith("|")]
    heads = {place for place, cells in enumerate(lines) if not "".join(cells).strip("- ")}
    heads |= {place - 1 for place in heads}
    return [[cell.strip() for cell in cells] for place, cells in enumerate(lines) if place not in heads]


def is_sentence(cell: str) -> bool:
    """Whether a cell holds a sentence."""
    return len(cell.split()) > 1 and cell.endswith(".")


def in_code_letters(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def names_of_the_schema() -> set[str]:
    """Its types, fields, arguments and values."""
    names = set(schema._schema.type_map)
    for kind in schema._schema.type_map.values():
        fields = getattr(kind, "fields", {})
        names |= set(fields) | set(getattr(kind, "values", {}))
        names |= {name for field in fields.values() for name in getattr(field, "args", {})}
    return names


def defined_in(path: Path) -> set[str]:
    """Functions and classes wherever they stand, and the constants of the module."""
    names: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names
