"""Files in the input of a mutation."""

from __future__ import annotations

from typing import Any, BinaryIO

import strawberry
from graphql import GraphQLError


class SentFile:
    """A file that came with a request, and what the client said about it."""

    def __init__(self, name: str | None, media_type: str, file: BinaryIO) -> None:
        self.name = name
        self.media_type = media_type
        self.file = file


def _parse_file(value: Any) -> SentFile:
    if isinstance(value, SentFile):
        return value
    raise GraphQLError(
        "A file does not stand in the variables. Send it in a multipart request, null in its place."
    )


def _write_file(value: Any) -> None:
    raise GraphQLError("A file is not part of an answer.")


UPLOAD = strawberry.scalar(
    name="Upload",
    description="A file that comes beside the operation in a multipart request: its variable is null, and the"
    ' part `map` says which file it is, such as {"0": ["variables.input.file"]}. Such a request needs the header'
    " `GraphQL-Preflight: 1`.",
    specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    serialize=_write_file,
    parse_value=_parse_file,
)
