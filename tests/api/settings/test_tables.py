"""The tables of settings in the documentation say what the fields say, of every setting."""

from __future__ import annotations

import re

import pytest
from pydantic.fields import Field, FieldInfo

from api.settings import Settings
from api.settings.tables import PAGES, ROOT, SettingUndescribed, with_tables

OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_tables_are_fresh(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert "<!-- settings: " in text
    assert text == with_tables(text), "run: make print"


def test_every_setting_stands_in_the_tables_with_its_default_its_values_and_its_meaning() -> None:
    tables = OPERATING.split("<!-- settings: all -->")[1].split("<!-- end of settings -->")[0]
    rows = [row.strip("|").split("|") for row in tables.splitlines() if row.startswith("| `")]
    assert sorted(row[0].strip(" `").lower() for row in rows) == sorted(Settings.model_fields)
    assert [row for row in rows if len(row) != 4 or not all(cell.strip() for cell in row)] == []


def test_what_a_table_shows_of_a_number_is_what_its_field_holds() -> None:
    found = re.search(r"^\| `MAX_PAGE_SIZE` \| `(\d+)` \| (\d+) to (\d+) \|", OPERATING, re.MULTILINE)
    assert found and found.groups() == ("100", "1", "1000")


@pytest.mark.parametrize(
    "field",
    [Field(1, ge=0), Field("x", description="what nobody says the values of")],
    ids=["without a description", "without values"],
)
def test_a_setting_that_is_not_described_has_no_table(
    field: FieldInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Settings.model_fields, "port", field)
    with pytest.raises(SettingUndescribed):
        with_tables(OPERATING)
