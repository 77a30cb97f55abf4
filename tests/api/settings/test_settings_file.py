"""`.env` is read whole or refused: whatever cannot be understood keeps every command from beginning."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import app
from api.settings import Settings, SettingsInvalid, read_settings
from tests.api.servers import running
from tests.api.test_cli import sentence, touchbase
from tests.databases import SqliteDatabases
from tests.test_installed_command import commands

NAMES = sorted(name.upper() for name in Settings.model_fields)
NEEDED = {
    "import contacts": ["contacts.csv"],
    "key create": ["--name", "Shop", "--role", "READER"],
    "key revoke": ["abcd"],
}
"""What these commands need besides their name."""
UNREADABLE = "cannot be read. Write it as NAME=value, or begin it with # if it is a remark."
BROKEN = (
    *("{name}: required", "{name}:required", "{name} required", "{name}", "SET {name}=required"),
    *(
        '{name}="required',
        "{name}='required",
        '{name}="required" off',
        '"{name}"=required',
        "${{{name}}}=required",
    ),
    *("- {name}=required", ";{name}=required", "[{name}]", "=required", "\u0410{name}=required"),
)
"""What people write who know another form, or have left out a sign."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal() -> str:
    """The one sentence, or two, by which the settings are refused."""
    with pytest.raises(SettingsInvalid) as refused:
        read_settings()
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_line_that_cannot_be_read_is_refused_by_its_number(folder: Path, name: str) -> None:
    for form in BROKEN:
        (folder / ".env").write_text(f"# a remark\n\nLANG=C\n\n  {form.format(name=name)}\nTZ=UTC\n")
        assert refusal() == f"Line 5 of .env {UNREADABLE}", form


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["", " ", '""', "' '", "   # a remark", "${NOBODY_SET_THIS}"])
def test_an_empty_value_is_refused_of_every_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (folder / ".env").write_text(f"\n{name.lower()}={value}\n")
    said = "is empty. Give it a value, or remove it: then its default holds."
    assert refusal() == f"{name} in line 2 of .env {said}"
    (folder / ".env").unlink()
    monkeypatch.setenv(name, value.strip("'\"") if "#" not in value and "$" not in value else "")
    assert refusal() == f"{name} in the environment {said}"


@pytest.mark.parametrize("name", NAMES)
def test_no_setting_is_taken_in_by_the_quotes_of_another_line(folder: Path, name: str) -> None:
    (folder / ".env").write_text(f'\nNOTE="a\n{name}=required\nOTHER="\n')
    assert refusal() == "Line 2 of .env opens quotes that end in line 4. End them in the same line."
    (folder / ".env").write_text(f"{name}='required\n'\n")
    assert refusal() == "Line 1 of .env opens quotes that end in line 2. End them in the same line."


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_says_one_thing(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (folder / ".env").write_text(f"{name}=one\n{name.lower()}=other\n")
    twice = (
        f"{name} in line 2 of .env says something else than in line 1 of .env, as {name}. Remove one of them."
    )
    assert refusal() == twice
    (folder / ".env").unlink()
    monkeypatch.setenv(name, "one")
    monkeypatch.setenv(name.lower(), "other")
    assert refusal().startswith(f"{name} in the environment says something else than in the environment, as ")


def test_what_a_line_says_is_not_repeated(folder: Path) -> None:
    for line in (
        "AUTHENTICATION: hunter22",
        "SECRET_KEY=hunter22",
        "AUTHENTICATION=hunter22",
        'SECRET_KEY="hunter22',
    ):
        (folder / ".env").write_text(f"\n{line}\n")
        message = refusal()
        assert "ine 2 of .env" in message and "hunter22" not in message


@pytest.mark.parametrize("names", ["ALLOWED_HOSTS", "TRUSTED_PROXIES", "CORS_ORIGINS", "OIDC_AUDIENCE"])
def test_commas_alone_are_no_names(folder: Path, names: str) -> None:
    (folder / ".env").write_text(f"{names}= , \n")
    assert refusal() == (
        f"{names} in line 1 of .env cannot be used: it names nothing. Remove it, and its default holds."
    )


@pytest.mark.parametrize(
    "url", ["memory://", "memcached://localhost", "localhost:6379", "redis://", "redis:///0"]
)
def test_where_servers_count_together_is_a_server(folder: Path, url: str) -> None:
    (folder / ".env").write_text(f"RATE_LIMIT_URL={url}\n")
    assert refusal().startswith(
        "RATE_LIMIT_URL in line 1 of .env cannot be used: it must start with redis://"
    )


def written_otherwise() -> Iterator[tuple[bytes, str]]:
    line = "LANG=C\nAUTHENTICATION=required\n"
    not_text = "is not text in UTF-8. Save the file as UTF-8."
    unseen = "holds a control character. Write the line anew, in a file in UTF-8."
    yield line.encode("utf-16"), f"Line 1 of .env {not_text}"
    yield line.encode("utf-16-le"), f"Line 1 of .env {unseen}"
    yield f"{line}OIDC_ROLE_CLAIM=für\n".encode("latin-1"), f"Line 3 of .env {not_text}"
    for sign in ("\x00", "\x0c", "\x85", "\u2028", "\ufeff"):
        yield f"LANG=C\nTZ=UTC{sign}AUTHENTICATION=required\n".encode(), f"Line 2 of .env {unseen}"


@pytest.mark.parametrize(("content", "expected"), list(written_otherwise()))
def test_a_file_that_is_not_plain_text_in_utf_8_is_refused(
    folder: Path, content: bytes, expected: str
) -> None:
    (folder / ".env").write_bytes(content)
    assert refusal() == expected


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfAUTHENTICATION=required\n",
        b"# a remark\r\nAUTHENTICATION = Required\r\n",
        b"LANG=C\rexport AUTHENTICATION='required' # a remark",
        b'PRIVATE_KEY="-----BEGIN\nMIIE=\n-----END"\nauthentication="required"',
    ],
)
def test_what_can_be_understood_holds(folder: Path, content: bytes) -> None:
    (folder / ".env").write_bytes(content)
    assert read_settings().authentication == "required"


def test_the_environment_comes_before_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("AUTHENTICATION=off\nPORT=9000\n")
    monkeypatch.setenv("authentication", "required")
    assert (read_settings().authentication, read_settings().port) == ("required", 9000)


def test_a_file_that_is_none_is_refused(folder: Path) -> None:
    (folder / ".env").mkdir()
    expected = ".env in the current folder cannot be read: {}. Mend or remove it."
    assert refusal() == expected.format("Is a directory")
    (folder / ".env").rmdir()
    (folder / ".env").symlink_to("nowhere")
    assert refusal() == expected.format("No such file or directory")
    (folder / ".env").unlink()
    (folder / ".env").symlink_to(".env")
    assert refusal() == expected.format("Too many levels of symbolic links")


def test_a_folder_that_is_gone_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "gone").mkdir()
    monkeypatch.chdir(folder / "gone")
    (folder / "gone").rmdir()
    assert refusal() == "The current folder is no longer there. Go to one that is."


@pytest.mark.parametrize("command", sorted(commands(app)))
def test_no_command_begins_with_settings_that_cannot_be_understood(
    folder: Path, command: str, sqlite_databases: SqliteDatabases
) -> None:
    sqlite_databases.make(folder / "touchbase.sqlite3")
    (folder / "contacts.csv").write_text("name\nAda\n")
    before = set(os.listdir(folder)) | {".env"}
    arguments = [*command.split(), *NEEDED.get(command, [])]
    for content, expected in (
        (b"AUTHENTICATION: required\n", f"Line 1 of .env {UNREADABLE}"),
        (b"AUTHENTICATION=\n", "AUTHENTICATION in line 1 of .env is empty. "),
        (b"AUTHENTICATION=on\n", "AUTHENTICATION in line 1 of .env cannot be used: "),
        (b"AUTH=required\n", "AUTH in line 1 of .env is no setting. Did you mean AUTHENTICATION? "),
        ("PORT=8000\n".encode("utf-16"), "Line 1 of .env is not text in UTF-8. "),
    ):
        (folder / ".env").write_bytes(content)
        assert sentence(touchbase(*arguments, folder=folder), 2).startswith(expected)
    assert set(os.listdir(folder)) == before


async def test_a_server_reads_what_an_editor_of_windows_has_written(folder: Path, database_url: str) -> None:
    (folder / ".env").write_bytes(b"\xef\xbb\xbfAUTHENTICATION=required\r\n")
    async with running(database_url, None, folder) as server:
        answer = await server.http.post("/graphql", json={"query": "{ contacts { totalCount } }"})
    assert answer.status_code == 401
