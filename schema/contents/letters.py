"""Letters: what contacts receive, and what they would."""

from __future__ import annotations

import strawberry
from graphql import GraphQLError
from strawberry.types import Info

from db import models
from db.contents import letters
from db.errors import Code, InvalidArgument
from db.segments.letter_preview import preview_contact_letter, preview_line_letter
from db.sql.loaders import rows_by_id
from schema.attachments.types import Attachment
from schema.contents.types import Content
from schema.execution.batch import batch
from schema.graph.enums import Scope
from schema.graph.ids import GlobalId
from schema.graph.inputs import argument_values
from schema.graph.needs import field, object_type


@object_type(needs=(Scope.INTERACTIONS_READ, Scope.CONTACTS_READ))
class Letter:
    """What one contact receives: content with the values of its merge fields."""

    letter: strawberry.Private[letters.Letter]

    @strawberry.field
    def subject(self) -> str:
        """The subject, on one line."""
        return self.letter.subject

    @strawberry.field
    def body_html(self) -> str | None:
        """The body in HTML."""
        return self.letter.html

    @strawberry.field
    def body_text(self) -> str | None:
        """The body as plain text."""
        return self.letter.text

    @strawberry.field
    def language(self) -> str | None:
        """The language, as BCP 47 writes it."""
        return self.letter.language

    @strawberry.field
    def attachments(self) -> list[Attachment]:
        """The files that go with it, in their order."""
        return list(self.letter.attachments)  # type: ignore[arg-type]

    @strawberry.field
    @batch
    async def content(parents: list[Letter], info: Info) -> list[Content]:
        """What it is made from."""
        contents = await rows_by_id(models.Content, [parent.letter.content_id for parent in parents])
        return [contents[parent.letter.content_id] for parent in parents]  # type: ignore[misc]


async def letters_shown(interactions: list[models.Interaction], info: Info) -> list[Letter | None]:
    """The letters of entries of the log; null for those without content. Content that makes none is an error there."""
    made = await letters.letters_of([each.id for each in interactions])
    return [_shown(made.get(each.id)) for each in interactions]  # type: ignore[misc]


def _shown(letter: letters.Letter | letters.LetterInvalid | None) -> Letter | GraphQLError | None:
    if isinstance(letter, letters.LetterInvalid):
        return GraphQLError(f"This is no letter. {letter}", extensions={"code": Code.CONTENT_INVALID.value})
    return None if letter is None else Letter(letter=letter)


@strawberry.input
class PreviewInteractionContentInput:
    """A line of a segment, or a contact with what an interaction with it would be."""

    line_id: GlobalId[models.SegmentLine] | None = strawberry.UNSET
    """The line; everything else comes from it."""
    contact_id: GlobalId[models.Contact] | None = strawberry.UNSET
    """The contact, if it is not on a line."""
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """The interaction template whose content in the language of the contact is meant."""
    content_id: GlobalId[models.Content] | None = strawberry.UNSET
    """Content in place of that of the template."""
    language: str | None = strawberry.UNSET
    """The language; left out: the contact's if the template has it, else the template's default."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Who writes; left out: the salesperson of the contact."""


@strawberry.type
class LettersQuery:
    @field(needs=(Scope.INTERACTIONS_READ, Scope.CONTACTS_READ, Scope.CONTENTS_READ))
    async def preview_interaction_content(self, info: Info, input: PreviewInteractionContentInput) -> Letter:
        """Exactly what a contact would receive if it were logged now; nothing is written."""
        values = {name: value for name, value in argument_values(input).items() if value is not None}
        line_id = values.pop("line_id", None)
        if (line_id is None) is ("contact_id" not in values) or (line_id is not None and values):
            raise InvalidArgument("Give a line and nothing else, or a contact.")
        if line_id is not None:
            return Letter(letter=await preview_line_letter(line_id, now=info.context.now))
        return Letter(letter=await preview_contact_letter(**values, now=info.context.now))
