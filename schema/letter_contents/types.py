"""Letter contents: the type."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.attachments.finding import attachments_of_letter_contents
from db.letter_contents.finding import SORTS
from schema.execution.batch import batch
from schema.graph.enums import Scope
from schema.graph.filters import DateTimeWhere, StringWhere
from schema.graph.ids import Node, node
from schema.graph.listed import listed
from schema.graph.paging import Direction


@node(models.LetterContent, needs=Scope.CONTENTS_READ)
class LetterContent(Node):
    """What letters are made of: a text with merge fields. It never changes: to change it, create another one."""

    subject: str
    """The subject, with merge fields."""
    body_html: str | None
    """The body in HTML, with merge fields; their values are escaped. Null: it is plain text alone."""
    body_text: str | None
    """The body as plain text, with merge fields; null: it is HTML alone."""
    created_at: datetime
    """When it was created."""

    @strawberry.field
    @batch(reads="id")
    async def attachments(parents: list[models.LetterContent], info: Info) -> list[list[models.Attachment]]:
        """The files that go with it, at most 20, in their order."""
        found = await attachments_of_letter_contents([parent.id for parent in parents])
        return [found[parent.id] for parent in parents]  # type: ignore[misc]


@listed(
    models.LetterContent,
    SORTS,
    default="the latest first",
    search="Finds by any part of the subject.",
    direction=Direction.DESC,
)
class LetterContentWhere:
    """Which letter contents; every field that is given must match, and null asks nothing."""

    subject: StringWhere | None = strawberry.UNSET
    """By subject, with its merge fields."""
    created_at: DateTimeWhere | None = strawberry.UNSET
    """By the moment of creation."""
