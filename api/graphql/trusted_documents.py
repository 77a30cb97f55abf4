"""Documents that may be named by an id instead of being sent: read and checked when the server starts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import orjson

from api.graphql.request_body import Operation
from api.refusals import Refusal
from api.settings import SettingsInvalid, settings
from schema import schema


def text_of(operation: Operation) -> str | None:
    """The document that is to be run: the one that was sent, or the one that was named."""
    mode = settings().trusted_documents
    if operation.document_id is None:
        if mode == "enforce":
            message = "This server runs trusted documents only. Name one by documentId, and send no query."
            raise Refusal(403, "DOCUMENT_NOT_TRUSTED", message)
        return operation.query
    if operation.query is not None:
        raise Refusal(400, "BAD_REQUEST", "Give query or documentId, not both.")
    if (text := trusted_documents().get(operation.document_id)) is None:
        message = (
            f"No trusted document has the id {operation.document_id[:100]}. Send its text, or have it added."
        )
        raise Refusal(404, "DOCUMENT_NOT_TRUSTED", message)
    return text


@cache
def trusted_documents() -> dict[str, str]:
    """Texts by their ids. Each is checked against the schema; limits of size do not hold for it.

    Where none is run, a file that is named is checked all the same: on the day when it is needed it has to be right.
    """
    file, are_off = settings().trusted_documents_file, settings().trusted_documents == "off"
    if file is None and are_off:
        return {}
    if file is None:
        raise SettingsInvalid("TRUSTED_DOCUMENTS cannot be used: there is no TRUSTED_DOCUMENTS_FILE.")
    documents = _read(file)
    errors_in = schema.errors_in if are_off else schema.trust
    for name, text in documents.items():
        if errors := errors_in(text):
            raise SettingsInvalid(f"TRUSTED_DOCUMENTS_FILE cannot be used: {name[:100]}: {errors[0].message}")
    return {} if are_off else documents


def _read(file: Path) -> dict[str, str]:
    try:
        documents = orjson.loads(file.read_bytes())
    except OSError as error:
        raise SettingsInvalid(f"TRUSTED_DOCUMENTS_FILE cannot be read: {file}: {error.strerror}.") from None
    except orjson.JSONDecodeError as error:
        raise SettingsInvalid(f"TRUSTED_DOCUMENTS_FILE is not JSON in UTF-8: {file}: {error}.") from None
    if not isinstance(documents, dict) or not all(isinstance(text, str) for text in documents.values()):
        raise SettingsInvalid("TRUSTED_DOCUMENTS_FILE is not a JSON object of ids and texts.")
    return documents
