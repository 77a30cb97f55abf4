"""Loads the application, for the process that others are forked from: it is there in a twentieth of the time."""

from __future__ import annotations

import gc
import threading
from importlib import import_module
from pkgutil import walk_packages

import api
import db
from api.settings import settings

LOADED_WHEN_NEEDED = (
    *("aiosqlite", "asyncpg", "limits.aio", "obstore.store", "rich.progress", "structlog", "typer", "uvloop"),
    *("starlette.applications", "starlette.middleware.cors"),
    *("uvicorn.lifespan.on", "uvicorn.protocols.http.httptools_impl"),
)
"""What the application itself loads only when it runs."""

READING_SETTINGS = ("api.app", "api.cli")
"""What reads the settings of its process as soon as it is loaded."""

LOADED_ELSEWHERE = ("api.files.printing", "db.letter_contents.liquid")
"""What only the processes for letters load, see docs/decisions/0039-processes-for-letters.md."""

for _package in (api, db):
    for _module in walk_packages(_package.__path__, f"{_package.__name__}."):
        if _module.name not in (*READING_SETTINGS, *LOADED_ELSEWHERE):
            import_module(_module.name)
for _name in LOADED_WHEN_NEEDED:
    import_module(_name)
assert settings.cache_info().currsize == 0, "a module reads settings when it is loaded"
assert threading.active_count() == 1, "a module starts a thread when it is loaded"
gc.collect()
gc.freeze()
