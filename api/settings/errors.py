"""Why no command begins: settings that cannot be used, or that would let everybody in."""

from __future__ import annotations


class SettingsInvalid(Exception):
    """A setting, or the file of settings, cannot be used. The message names it and never repeats a password."""


class OpenToOthers(Exception):
    """Other machines could do everything; the message says what to set."""
