"""Letters: what contacts receive, and what they would."""

from __future__ import annotations

from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.types import Info

from db import models
from db.errors import Code
from db.letter_contents import letters
from db.segments.letter_preview import preview_contact_letter, preview_line_letter
from db.sql.loaders import rows_by_id
from schema.attachments.types import Attachment
from schema.execution.batch import batch
from schema.graph.enums import Scope
from schema.graph.errors import UserError
from schema.graph.ids import GlobalId
from schema.graph.inputs import input_values
from schema.graph.needs import object_type
from schema.graph.previews import preview
from schema.letter_contents.types import LetterContent


@object_type(needs=(Scope.INTERACTIONS_READ, Scope.CONTACTS_READ))
class Letter:
    """What one contact receives: letter content with the values of its merge fields."""

    letter: strawberry.Private[letters.Letter]

    @strawberry.field
    def subject(self) -> str:
        """The subject, on one line."""
        return self.letter.subject

    @strawberry.field
    def body_html(self) -> str | None:
        """The body in HTML; null: it is plain text alone."""
        return self.letter.html

    @strawberry.field
    def body_text(self) -> str | None:
        """The body as plain text; null: it is HTML alone."""
        return self.letter.text

    @strawberry.field
    def language(self) -> str | None:
        """The language, as BCP 47 writes it; null: none is known."""
        return self.letter.language

    @strawberry.field
    def attachments(self) -> list[Attachment] | None:
        """The files that go with it, in their order."""
        return list(self.letter.attachments)  # type: ignore[arg-type]

    @strawberry.field
    @batch
    async def letter_content(parents: list[Letter], info: Info) -> list[LetterContent | None]:
        """What it is made from."""
        contents = await rows_by_id(
            models.LetterContent, [parent.letter.letter_content_id for parent in parents]
        )
        return [contents[parent.letter.letter_content_id] for parent in parents]  # type: ignore[misc]


async def letters_shown(interactions: list[models.Interaction], info: Info) -> list[Letter | None]:
    """The letters of entries of the log; null for those without content. Content that makes none is an error there."""
    made = await letters.letters_of([each.id for each in interactions])
    return [_shown(made.get(each.id)) for each in interactions]  # type: ignore[misc]


def _shown(letter: letters.Letter | letters.LetterInvalid | None) -> Letter | GraphQLError | None:
    if isinstance(letter, letters.LetterInvalid):
        return GraphQLError(f"This is no letter. {letter}", extensions={"code": Code.CONTENT_INVALID.value})
    return None if letter is None else Letter(letter=letter)


@strawberry.input
class LetterFromTemplateInput:
    """An interaction with a contact that would be made from a template, in the language of the contact."""

    contact_id: GlobalId[models.Contact]
    """The contact who would receive the letter."""
    template_id: GlobalId[models.InteractionTemplate]
    """The interaction template whose letter content to show."""
    language: str | None = strawberry.UNSET
    """The language of the letter, as BCP 47 writes it; null or left out: that of the contact if the template has it,
    else the default language of the template."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Who writes; null or left out: the salesperson of the contact."""


@strawberry.input
class LetterFromLetterContentInput:
    """An interaction with a contact that would send a given letter content."""

    contact_id: GlobalId[models.Contact]
    """The contact who would receive the letter."""
    letter_content_id: GlobalId[models.LetterContent]
    """The letter content to show."""
    template_id: GlobalId[models.InteractionTemplate] | None = strawberry.UNSET
    """The interaction template whose campaign and description the letter content may name; null or left out: none."""
    language: str | None = strawberry.UNSET
    """The language that dates and numbers are written in; null or left out: as `fromTemplate` says."""
    salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """Who writes; null or left out: the salesperson of the contact."""


@strawberry.input(one_of=True)
class PreviewInteractionLetterInput:
    """What the preview starts from: exactly one of these."""

    line_id: GlobalId[models.SegmentLine] | None = strawberry.UNSET
    """A line of a segment, logged or not; contact, letter content and everything else come from the line."""
    from_template: LetterFromTemplateInput | None = strawberry.UNSET
    """A contact and an interaction template."""
    from_letter_content: LetterFromLetterContentInput | None = strawberry.UNSET
    """A contact and a letter content."""


@object_type(needs=(Scope.INTERACTIONS_READ, Scope.CONTACTS_READ))
class InteractionLetterPreview:
    """What a contact would receive if an interaction were logged now."""

    letter: Letter | None = None
    """The letter; null if the preview was refused."""
    user_errors: list[UserError] = strawberry.field(default_factory=list)
    """Why there is no letter; empty when there is one."""


@strawberry.type
class LettersQuery:
    @preview(needs=(Scope.INTERACTIONS_READ, Scope.CONTACTS_READ, Scope.CONTENTS_READ))
    async def preview_interaction_letter(
        self, info: Info, input: PreviewInteractionLetterInput
    ) -> InteractionLetterPreview | None:
        """Exactly what a contact would receive if it were logged now; nothing is written."""
        [(start, given)] = input_values(input).items()
        now = info.context.now
        if start == "line_id":
            return InteractionLetterPreview(letter=Letter(letter=await preview_line_letter(given, now=now)))
        names = {"language": "spoken"}
        values: dict[str, Any] = {names.get(name) or name: value for name, value in given.items()}
        made = await preview_contact_letter(**values, path=start, now=now)
        return InteractionLetterPreview(letter=Letter(letter=made))
