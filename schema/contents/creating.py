"""Content: the type, its query, and how it is created."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.contents import creating
from db.contents.creating import LONGEST_BODY
from db.contents.finding import find_contents
from schema.contents.types import Content
from schema.graph.at_most import AtMost
from schema.graph.edges import list_of
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values
from schema.graph.paging import Connection, Edge, edge_of


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
    body_html: Annotated[str, AtMost(LONGEST_BODY)] | None = strawberry.UNSET
    """The body in HTML, at most 200,000 characters. It is sent as it is; values of merge fields are escaped."""
    body_text: Annotated[str, AtMost(LONGEST_BODY)] | None = strawberry.UNSET
    """The body as plain text, at most 200,000 characters. Give this, HTML, or both."""
    attachment_ids: list[GlobalId[models.Attachment]] | None = strawberry.UNSET
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
    contents: Connection[Content] | None = list_of(find_contents, needs=Scope.CONTENTS_READ)
    """Letters with merge fields, the latest first."""


@strawberry.type
class ContentsMutation:
    @mutation(needs=Scope.CONTENTS_WRITE)
    async def create_content(info: Info, input: CreateContentInput) -> CreateContentPayload:
        """Create content, tried with sample values."""
        values = input_values(input)
        attachments = values.pop("attachment_ids", None)
        trial = await creating.try_content(values)
        created = await creating.create_content(values, attachments, trial=trial, now=info.context.now)
        return CreateContentPayload(
            content=created.content, content_edge=edge_of(find_contents(), created.content)
        )
