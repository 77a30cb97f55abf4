"""Content: the type, its query, and how it is created."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.attachments.finding import attachments_of_contents
from db.contents import creating
from db.contents.finding import find_contents
from schema.edges import list_of
from schema.errors import Payload, mutation
from schema.execution.batch import batch
from schema.ids import Node, node
from schema.inputs import ActionInput, given
from schema.paging import Connection, Edge, edge_of


@node(models.Content)
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


@strawberry.input
class CreateContentInput(ActionInput):
    """A letter with merge fields: `{{ contact.name }}`, written in Liquid. What cannot be rendered is refused.

    Merge fields: contact.number, name, first_name, middle_name, surname, initials, job_title, email, phone,
    mobile_phone, address, post_code, city, country; company.name; salesperson.name, job_title, email, phone;
    interaction.description, date; segment.number, description; campaign.number, description; greeting.formal,
    greeting.informal.
    """

    subject: str
    """The subject, with merge fields, at most 200 characters."""
    body_html: str | None = strawberry.UNSET
    """The body in HTML, at most 200,000 characters. It is sent as it is; values of merge fields are escaped."""
    body_text: str | None = strawberry.UNSET
    """The body as plain text, at most 200,000 characters. Give this, HTML, or both."""
    attachment_ids: list[strawberry.ID] | None = strawberry.UNSET
    """Files to go with it, at most 20, in this order."""


@strawberry.type
class CreateContentPayload(Payload):
    """The new content. Point at it with `contentId`; what nobody points at is removed after a day."""

    content: Content | None = None
    """The content that was created."""
    content_edge: Edge[Content] | None = None
    """Its place in `contents`."""


@strawberry.type
class ContentsQuery:
    contents: Connection[Content] = list_of(find_contents)
    """Letters with merge fields, the latest first."""


@strawberry.type
class ContentsMutation:
    @mutation
    async def create_content(info: Info, input: CreateContentInput) -> CreateContentPayload:
        """Create content, tried with sample values."""
        values = given(input)
        attachments = values.pop("attachment_ids", None)
        created = await creating.create_content(values, attachments, now=info.context.now)
        return CreateContentPayload(
            content=created.content, content_edge=edge_of(find_contents(), created.content)
        )
