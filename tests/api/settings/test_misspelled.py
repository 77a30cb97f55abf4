"""What looks like a setting and is none keeps a server from starting; what other programs read does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import Settings, SettingsInvalid, read_settings
from api.settings.misspelled import SHORT, misspelled, said_otherwise
from tests.api.test_cli import sentence, touchbase

SAID_OTHERWISE = {
    **dict.fromkeys(("AUTH", "AUTHORIZATION", "AUTHN", "AUTH_MODE", "REQUIRE_AUTH"), "AUTHENTICATION"),
    **dict.fromkeys(("AUTHENTICATION_REQUIRED", "ENABLE_AUTHENTICATION", "touchbase_auth"), "AUTHENTICATION"),
    **dict.fromkeys(("DB_URL", "DATABASE_URI", "PG_DSN", "POSTGRES_URL", "URL_DATABASE"), "DATABASE_URL"),
    **dict.fromkeys(("SQLITE_SYNC", "sqlite.sync", "SYNC_SQLITE"), "SQLITE_SYNCHRONOUS"),
    **{"DB_CONNECTIONS": "DATABASE_CONNECTIONS", "KEY_SECRET": "SECRET_KEY", "SECRET": "SECRET_KEY"},
    **{"CORS": "CORS_ORIGINS", "HOSTS_ALLOWED": "ALLOWED_HOSTS", "MAIL_FROM": "SMTP_FROM"},
    **{"MAX_BODY": "MAX_BODY_SIZE", "LOGGING_LEVEL": "LOG_LEVEL", "METRICS_ENABLED": "METRICS"},
    **{
        "TRUSTED_DOCS": "TRUSTED_DOCUMENTS",
        "DISABLE_INTROSPECTION": "INTROSPECTION",
        "DATABASE-URL": "DATABASE_URL",
    },
}
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
    *(
        "POSTGRES_USER",
        "POSTGRES_DB",
        "POSTGRES_HOST_AUTH_METHOD",
        "DB_HOST",
        "DB_PORT",
        "DB_NAME",
        "DB_PASSWORD",
    ),
    *(
        "SSH_AUTH_SOCK",
        "XAUTHORITY",
        "AUTH_PORT",
        "AUTH_SERVICE_HOST",
        "AUTH_TOKEN",
        "AUTH_SECRET",
        "LOGIN",
        "MODE",
    ),
    *(
        "EMAIL",
        "DOMAIN",
        "SENTRY_DSN",
        "DEBUG",
        "NODE_ENV",
        "JWT_SECRET",
        "API_KEY",
        "SMTP_USER",
        "TZ",
        "PWD",
    ),
    *("POSTGRES_PASSWORD", "DATABASE_HOST", "TEST_DATABASE_URL", "REDIS_URL", "SMTP_HOST", "SMTP_PASSWORD"),
    *(
        "SECRET_KEY_BASE",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "OTEL_TRACES_SAMPLER",
        "COMPOSE_PROJECT_NAME",
    ),
)


NO_SUCH = "{} in {} is no setting. Did you mean {}? Correct or remove it, or name it otherwise."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal() -> str:
    with pytest.raises(SettingsInvalid) as refused:
        read_settings()
    return str(refused.value)


def mistakes(name: str) -> Iterator[str]:
    """One letter is missing, there twice, or has changed places with its neighbour."""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + name[at] + name[at:]
    for at in range(len(name) - 1):
        yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def test_no_setting_is_taken_for_another() -> None:
    for name in NAMES:
        for written in (name, name.lower()):
            assert misspelled(written, NAMES) is None and said_otherwise(written, NAMES) is None


def test_what_other_programs_read_is_not_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OF_OTHERS:
        monkeypatch.setenv(name, "1")
    assert read_settings().authentication == "off"
    for name in OF_OTHERS:
        monkeypatch.delenv(name)
    taken_for_short_ones = ("PORTS", "HOSTS", "TOUCHBASE_PORT")
    kept = [name for name in OF_OTHERS if name not in taken_for_short_ones]
    (folder / ".env").write_text("".join(f"{name}=1\n" for name in kept))
    assert read_settings().authentication == "off"


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) >= SHORT])
def test_a_mistake_in_a_name_is_noticed_wherever_it_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for wrong in {*mistakes(name), f"TOUCHBASE_{name}"} - set(NAMES):
        (folder / ".env").write_text(f"\n{wrong}=1\n")
        in_file = refusal()
        (folder / ".env").unlink()
        with monkeypatch.context() as patch:
            patch.setenv(wrong, "1")
            in_environment = refusal()
        meant = {misspelled(wrong, NAMES), said_otherwise(wrong, NAMES)} - {None}
        assert in_file in {NO_SUCH.format(wrong, "line 2 of .env", each) for each in meant}
        assert in_environment in {NO_SUCH.format(wrong, "the environment", each) for each in meant}
        assert meant <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_another_order_or_cut_short_is_noticed_in_the_file(folder: Path, name: str) -> None:
    words = name.split("_")
    wrong = {
        "_".join(words[1:] + words[:1]),
        "_".join(words[::-1]),
        *(name[:end] for end in range(3, len(name))),
    }
    for each in wrong - set(NAMES):
        (folder / ".env").write_text(f"{each}=1\n")
        assert refusal().startswith(f"{each} in line 1 of .env is no setting. Did you mean "), each


@pytest.mark.parametrize(("wrong", "meant"), SAID_OTHERWISE.items())
def test_what_others_call_it_is_noticed_in_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, meant: str
) -> None:
    (folder / ".env").write_text(f"{wrong}=1\n")
    assert refusal() == NO_SUCH.format(wrong, "line 1 of .env", meant)
    (folder / ".env").unlink()
    monkeypatch.setenv(wrong, "1")
    monkeypatch.setenv("AUTHENTICATION", "off")
    if misspelled(wrong, NAMES) is None:
        assert read_settings().authentication == "off"
    monkeypatch.delenv("AUTHENTICATION")
    if meant == "AUTHENTICATION":
        assert refusal() == NO_SUCH.format(wrong, "the environment", meant)


@pytest.mark.parametrize("wrong", ["ATENTICATION", "AUTH", "AUTHORIZATION"])
def test_no_server_starts_open_over_a_name(tmp_path: Path, wrong: str) -> None:
    run = touchbase("serve", folder=tmp_path, **{wrong: "required"})
    assert sentence(run, 2) == NO_SUCH.format(wrong, "the environment", "AUTHENTICATION")
    (tmp_path / ".env").write_text(f"{wrong}=required\n")
    assert sentence(touchbase("serve", folder=tmp_path), 2) == NO_SUCH.format(
        wrong, "line 1 of .env", "AUTHENTICATION"
    )
