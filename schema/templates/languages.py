"""Languages of interaction templates: the type, its inputs and payloads, and its mutations."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import models
from db.templates import languages
from db.templates.languages import SORTS, find_template_languages
from schema.graph.edges import to_one
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import RowWhere, StringWhere
from schema.graph.ids import GlobalId, Node, encoded, node
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.listed import listed
from schema.graph.paging import Edge, edge_of
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import TemplateLanguageAction


@node(models.TemplateLanguage, needs=Scope.SETUP_READ)
class TemplateLanguage(Node):
    """What an interaction template is called in one language."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    language: str
    """The language, as BCP 47 writes it: en, de-CH."""
    description: str
    """What the interaction is called in this language, at most 100 characters."""
    created_at: datetime
    """When the language was added."""
    updated_at: datetime
    """When the language was last changed."""
    available_actions: list[TemplateLanguageAction] = always_offered(TemplateLanguageAction)
    """What the caller can do with it now."""
    interaction_template: models.InteractionTemplate = to_one("template_id")
    """The template that speaks this language."""
    letter_content: models.LetterContent | None = to_one("letter_content_id")
    """What contacts receive in this language; null: no letter."""


@listed(models.TemplateLanguage, SORTS, default="by language")
class TemplateLanguageWhere(RowWhere):
    """Which languages of a template; every field that is given must match, and null asks nothing."""

    language: StringWhere | None = strawberry.UNSET
    """By language, as BCP 47 writes it."""


@strawberry.input
class CreateTemplateLanguageInput(ActionInput):
    """A language for an interaction template."""

    interaction_template_id: GlobalId[models.InteractionTemplate]
    """The template that gets the language."""
    language: str
    """The language, as BCP 47 writes it: en, de-CH. A template has each language once."""
    description: str
    """What the interaction is called in this language, at most 100 characters."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """The letter content that contacts receive in this language; left out or null: none."""


@strawberry.type
class CreateTemplateLanguagePayload(Payload):
    """The new language of a template."""

    template_language: TemplateLanguage | None = None
    """The language that was added."""
    template_language_edge: Edge[TemplateLanguage] | None = None
    """The language as an edge of the `languages` of the template."""
    interaction_template: models.InteractionTemplate | None = None
    """The template."""


@strawberry.input
class UpdateTemplateLanguageInput(RevisionCheckedInput):
    """Changes of a language of a template. What is left out stays."""

    template_language_id: GlobalId[models.TemplateLanguage]
    """The language to change."""
    language: str | None = strawberry.UNSET
    """The language, as BCP 47 writes it (en, de-CH); left out: it stays. Null is refused. If it was the default
    language of the template, the default changes with it."""
    description: str | None = strawberry.UNSET
    """What the interaction is called in this language, at most 100 characters; left out: it stays. Null is refused."""
    letter_content_id: GlobalId[models.LetterContent] | None = strawberry.UNSET
    """The letter content that contacts receive in this language; left out: it stays. Null: none. What was logged
    before keeps what it was."""


@strawberry.type
class UpdateTemplateLanguagePayload(ChangePayload):
    """The changed language of a template."""

    template_language: TemplateLanguage | None = None
    """The language after the change."""
    interaction_template: models.InteractionTemplate | None = None
    """The template."""


@strawberry.input
class DeleteTemplateLanguageInput(RevisionCheckedInput):
    """A language to take from its template. Refused for the default: choose another default first."""

    template_language_id: GlobalId[models.TemplateLanguage]
    """The language to delete."""


@strawberry.type
class DeleteTemplateLanguagePayload(Payload):
    """What was deleted."""

    deleted_template_language_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    interaction_template: models.InteractionTemplate | None = None
    """The template that had the language."""


@strawberry.type
class TemplateLanguagesMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_template_language(
        info: Info, input: CreateTemplateLanguageInput
    ) -> CreateTemplateLanguagePayload:
        """Add a language to an interaction template."""
        values = input_values(input)
        created = await languages.create_template_language(
            values.pop("interaction_template_id"), values, now=info.context.now
        )
        return CreateTemplateLanguagePayload(
            template_language=created.template_language,
            template_language_edge=edge_of(find_template_languages(), created.template_language),
            interaction_template=created.template,
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_template_language(
        info: Info, input: UpdateTemplateLanguageInput
    ) -> UpdateTemplateLanguagePayload:
        """Change a language of an interaction template."""
        values = input_values(input)
        updated = await languages.update_template_language(
            values.pop("template_language_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateTemplateLanguagePayload(
            template_language=updated.template_language,
            interaction_template=updated.template,
            changed=updated.changed,
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_template_language(
        info: Info, input: DeleteTemplateLanguageInput
    ) -> DeleteTemplateLanguagePayload:
        """Delete a language of an interaction template."""
        deleted = await languages.delete_template_language(**input_values(input))
        return DeleteTemplateLanguagePayload(
            deleted_template_language_id=encoded("TemplateLanguage", deleted.template_language_id),
            interaction_template=deleted.template,
        )
