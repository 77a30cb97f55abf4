"""Letter content: its query, and how it is created."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.letter_contents import creating
from db.letter_contents.creating import LONGEST_BODY
from db.letter_contents.finding import find_letter_contents
from schema.graph.at_most import AtMost
from schema.graph.edges import list_of
from schema.graph.enums import Scope
from schema.graph.errors import Payload, mutation
from schema.graph.ids import GlobalId
from schema.graph.inputs import ActionInput, input_values
from schema.graph.paging import Connection, Edge, edge_of
from schema.letter_contents.types import LetterContent


@strawberry.input
class CreateLetterContentInput(ActionInput):
    """A letter with merge fields: `{{ contact.name }}`, written in Liquid. What cannot be rendered is refused.

    Merge fields: contact.number, name, first_name, middle_name, surname, initials, job_title, email, phone,
    mobile_phone, line1, line2, city, region, postal_code, country_code; company.name; salesperson.name, job_title,
    email, phone; interaction.description, date; segment.number, description; campaign.number, description;
    greeting.formal, greeting.informal.
    """

    subject: str
    """The subject, with merge fields, 1 to 200 characters."""
    body_html: Annotated[str, AtMost(LONGEST_BODY)] | None = strawberry.UNSET
    """The body in HTML, at most 200,000 characters; left out or null: there is none, and `bodyText` is needed. It is
    sent as it is; values of merge fields are escaped."""
    body_text: Annotated[str, AtMost(LONGEST_BODY)] | None = strawberry.UNSET
    """The body as plain text, at most 200,000 characters; left out or null: there is none, and `bodyHtml` is needed."""
    attachment_ids: list[GlobalId[models.Attachment]] | None = strawberry.UNSET
    """Files to go with the letter, at most 20, in this order; left out or null: none."""


@strawberry.type
class CreateLetterContentPayload(Payload):
    """The new letter content. Point at it with `letterContentId`; what nobody points at is removed after a day."""

    letter_content: LetterContent | None = None
    """The letter content that was created."""
    letter_content_edge: Edge[LetterContent] | None = None
    """The letter content as an edge of `letterContents`."""


@strawberry.type
class LetterContentsQuery:
    letter_contents: Connection[LetterContent] | None = list_of(
        find_letter_contents, needs=Scope.CONTENTS_READ
    )
    """Letter contents, texts with merge fields: the latest first."""


@strawberry.type
class LetterContentsMutation:
    @mutation(needs=Scope.CONTENTS_WRITE)
    async def create_letter_content(
        info: Info, input: CreateLetterContentInput
    ) -> CreateLetterContentPayload:
        """Create letter content, tried with sample values."""
        values = input_values(input)
        attachments = values.pop("attachment_ids", None)
        trial = await creating.try_content(values)
        created = await creating.create_letter_content(values, attachments, trial=trial, now=info.context.now)
        return CreateLetterContentPayload(
            letter_content=created.letter_content,
            letter_content_edge=edge_of(find_letter_contents(), created.letter_content),
        )
