"""What looks like a setting and is none keeps a server from starting; what other programs read does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import Settings
from api.settings.misspelled import SHORT, misspelled
from tests.api.test_cli import sentence, touchbase

NAMES = sorted(name.upper() for name in Settings.model_fields)
OF_OTHERS = (
    *(
        "HOSTNAME",
        "HOSTTYPE",
        "LOGNAME",
        "PORTS",
        "HOSTS",
        "PATH",
        "HOME",
        "LANG",
        "PYTHONPATH",
        "WEB_CONCURRENCY",
    ),
    *("KUBERNETES_PORT", "TOUCHBASE_PORT", "TOUCHBASE_SERVICE_HOST", "TOUCHBASE_PORT_8000_TCP"),
    *("POSTGRES_PASSWORD", "DATABASE_HOST", "TEST_DATABASE_URL", "REDIS_URL", "SMTP_HOST", "SMTP_PASSWORD"),
    *(
        "SECRET_KEY_BASE",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "OTEL_TRACES_SAMPLER",
        "COMPOSE_PROJECT_NAME",
    ),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mistakes(name: str) -> Iterator[str]:
    """One letter is missing, there twice, or has changed places with its neighbour."""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + name[at] + name[at:]
    for at in range(len(name) - 1):
        yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def test_no_setting_is_taken_for_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, *OF_OTHERS):
        monkeypatch.setenv(name, "1")
        monkeypatch.setenv(name.lower(), "1")
    assert misspelled(Settings) is None


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) >= SHORT])
def test_a_mistake_in_a_name_is_noticed_wherever_it_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for wrong in {*mistakes(name), f"TOUCHBASE_{name}"} - set(NAMES):
        (folder / ".env").write_text(f"{wrong}=1\n")
        in_file = misspelled(Settings)
        (folder / ".env").unlink()
        with monkeypatch.context() as patch:
            patch.setenv(wrong, "1")
            in_environment = misspelled(Settings)
        assert in_file is not None, wrong
        assert in_environment is not None, wrong
        assert (in_file[:2], in_environment[:2]) == ((wrong, ".env"), (wrong, "the environment"))
        assert in_file[2] in NAMES


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["key", "list"], ["sweep"]])
def test_nothing_starts_without_authentication_over_a_missing_letter(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / ".env").write_text("ATENTICATION=required\n")
    assert sentence(touchbase(*command, folder=tmp_path), 2) == (
        "ATENTICATION is no setting, and looks like AUTHENTICATION. Correct or remove it in .env, or name it otherwise."
    )
