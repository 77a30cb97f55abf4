"""What an address of a database says: where it lies, who asks, and the parameters behind the question mark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from tortoise.backends.base.config_generator import expand_db_url

PARTS = re.compile(
    r"(?P<scheme>[a-z]+)://(?P<place>[^/?]*)(?:/(?P<database>[^?]*))?(?:\?(?P<parameters>.*))?", re.DOTALL
)
HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.%]+\]|[^:\[\]]*)(?::(?P<port>.*))?")

SQLITE_PARAMETERS = ("busy_timeout", "cache_size", "mmap_size")
"""Pragmas that make nothing unsafe: milliseconds that a lock is waited for, pages or kibibytes, bytes."""

GIVEN_TO_DRIVER = (
    *("host", "port", "dbname", "user", "password", "passfile", "service", "target_session_attrs"),
    *("sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslpassword", "sslnegotiation"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version", "krbsrvname", "gsslib"),
    *("application_name", "options"),
)
"""Parameters of libpq that asyncpg reads as libpq does."""
FILES = ("passfile", "sslcert", "sslkey", "sslrootcert", "sslcrl")
"""Parameters that name files. What libpq passes over when it is missing is refused: somebody meant it to be there."""
COUNTED = ("connect_timeout", "statement_cache_size")
"""Seconds until a server is given up, 0 for never; statements that a connection keeps prepared."""
ALREADY_SO = {
    "channel_binding": ("disable", "prefer"),
    "client_encoding": ("utf8", "utf-8", "auto"),
    "gssencmode": ("disable", "prefer"),
}
"""Parameters of libpq that have to be what asyncpg does anyway."""
CHOICES = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "primary", "standby", "read-write", "read-only", "prefer-standby"),
    **ALREADY_SO,
}
ELSEWHERE = {
    "ssl": "say sslmode, such as sslmode=verify-full",
    **dict.fromkeys(
        ("minsize", "maxsize", "min_size", "max_size", "pool_size"),
        "the size of the pool is the setting DATABASE_CONNECTIONS",
    ),
    "synchronous": "it is the setting SQLITE_SYNCHRONOUS",
}
"""What people write who know other programs, or an older version of this one."""


class WrongDatabaseUrl(ValueError):
    """An address cannot be used; the message says what is wrong with it, and repeats no password."""


def dialect_of(url: str) -> str:
    """`sqlite` or `postgres`. It is also the name of the connection, which keeps the dialects' caches apart."""
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        return "sqlite"
    if scheme in ("postgres", "postgresql"):
        return "postgres"
    raise WrongDatabaseUrl("it must start with sqlite:// or postgres://")


def checked_url(url: str) -> str:
    """The address, if there is nothing wrong with it that can be seen without a connection."""
    if dialect_of(url) == "postgres":
        postgres_credentials(url)
    else:
        if not url.removeprefix("sqlite://").partition("?")[0].strip("/"):
            raise WrongDatabaseUrl("it names no database")
        sqlite_credentials(url)
    return url


def sqlite_credentials(url: str) -> dict[str, Any]:
    """As Tortoise takes them."""
    for name, value in _parameters(url.partition("?")[2], SQLITE_PARAMETERS).items():
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise WrongDatabaseUrl(f"its {name} is not a number")
    return expand_db_url(url)["credentials"]


def postgres_credentials(url: str) -> dict[str, Any]:
    """As asyncpg takes them. Signs in a password that mean something else in an address may stand there as they are."""
    if (parts := PARTS.fullmatch(url)) is None:
        raise WrongDatabaseUrl("it is not like postgres://user:password@host:port/name")
    known = (*GIVEN_TO_DRIVER, *COUNTED, *ALREADY_SO)
    parameters = _parameters(parts["parameters"] or "", known)
    _check_values(parameters)
    if not ((parts["database"] or "").strip("/") or parameters.keys() & {"dbname", "service"}):
        raise WrongDatabaseUrl("it names no database")
    given = {name: value for name, value in parameters.items() if name in GIVEN_TO_DRIVER}
    user, at, hosts = parts["place"].rpartition("@")
    _check_hosts(hosts)
    place = f"{':'.join(quote(unquote(part), safe='') for part in user.split(':', 1))}{at}{hosts}"
    database = f"/{parts['database']}" if parts["database"] else ""
    return {
        "dsn": f"postgres://{place}{database}{'?' if given else ''}{urlencode(given)}",
        **(
            {"timeout": int(parameters["connect_timeout"]) or None} if "connect_timeout" in parameters else {}
        ),
        **{name: int(value) for name, value in parameters.items() if name == "statement_cache_size"},
    }


def _parameters(text: str, known: tuple[str, ...]) -> dict[str, str]:
    try:
        parameters = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)))
    except ValueError:
        raise WrongDatabaseUrl("behind its question mark it is not like name=value&name=value") from None
    for name in parameters:
        if name not in known:
            advice = ELSEWHERE.get(name, f"known are {', '.join(sorted(known))}")
            raise WrongDatabaseUrl(f"it has the parameter {name[:40]!r}, which is not known here: {advice}")
    return parameters


def _check_values(parameters: dict[str, str]) -> None:
    for name, value in parameters.items():
        if name in FILES:
            _check_file(name, value)
        if name in CHOICES and (value.lower() if name in ALREADY_SO else value) not in CHOICES[name]:
            raise WrongDatabaseUrl(f"its {name} must be one of {', '.join(CHOICES[name])}")
        if name in COUNTED and not re.fullmatch(r"[0-9]{1,6}", value):
            raise WrongDatabaseUrl(f"its {name} is not a number")
        if name == "port":
            for port in value.split(","):
                _check_port(port)
    _check_hosts(parameters.get("host", ""))


def _check_file(name: str, path: str) -> None:
    try:
        Path(path).read_text("utf-8")
    except OSError as error:
        raise WrongDatabaseUrl(f"its {name} cannot be read: {path}: {error.strerror}") from None
    except ValueError:
        raise WrongDatabaseUrl(f"its {name} is not text in UTF-8: {path}") from None


def _check_hosts(hosts: str) -> None:
    """Several between commas; each has a port of its own, or none."""
    for host in hosts.split(",") if hosts else ():
        if host.startswith("/"):
            continue
        if (parts := HOST.fullmatch(unquote(host))) is None or not parts["name"]:
            raise WrongDatabaseUrl("one of its hosts is not a name or an address")
        if parts["port"] is not None:
            _check_port(parts["port"])


def _check_port(port: str) -> None:
    if not re.fullmatch(r"[0-9]+", port):
        raise WrongDatabaseUrl("its port is not a number")
    if len(port) > 5 or not 0 < int(port) <= 65_535:
        raise WrongDatabaseUrl("its port is not between 1 and 65535")
