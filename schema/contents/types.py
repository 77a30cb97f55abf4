"""Contents: the type."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.attachments.finding import attachments_of_contents
from schema.execution.batch import batch
from schema.graph.enums import Scope
from schema.graph.ids import Node, node


@node(models.Content, needs=Scope.CONTENTS_READ)
class Content(Node):
    """A letter with merge fields. It never changes: to change a letter, create another content and point at it."""

    subject: str
    """The subject, with merge fields."""
    body_html: str | None
    """The body in HTML, with merge fields; their values are escaped."""
    body_text: str | None
    """The body as plain text, with merge fields."""
    created_at: datetime
    """When it was created."""

    @strawberry.field
    @batch(reads="id")
    async def attachments(parents: list[models.Content], info: Info) -> list[list[models.Attachment]]:
        """The files that go with it, at most 20, in their order."""
        found = await attachments_of_contents([parent.id for parent in parents])
        return [found[parent.id] for parent in parents]  # type: ignore[misc]
