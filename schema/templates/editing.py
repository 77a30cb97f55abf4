"""Changing interaction templates: inputs, payloads and mutations."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from db import models
from db.templates import editing
from db.templates.editing import find_templates
from schema.graph.enums import CorrespondenceType, InformationFlow, InitiatedBy, Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.ids import GlobalId, encoded
from schema.graph.inputs import ActionInput, RevisionCheckedInput, input_values
from schema.graph.money import MoneyInput
from schema.graph.paging import Edge, edge_of
from schema.interaction_groups import InteractionGroup
from schema.templates.types import InteractionTemplate


@strawberry.input
class TemplateLanguageInput:
    """A language that a new interaction template speaks."""

    language: str
    """The language, as BCP 47 writes it: en, de-CH. A template has each language once."""
    description: str
    """What the interaction is called in this language, at most 100 characters."""


@strawberry.input
class CreateInteractionTemplateInput(ActionInput):
    """A new interaction template."""

    code: str
    """The key that people know, at most 20 characters; kept in upper case."""
    description: str
    """What the interaction is called in a language that the template lacks, at most 100 characters."""
    interaction_group_id: GlobalId[models.InteractionGroup]
    """The group that the template belongs to."""
    cost: MoneyInput | None = strawberry.UNSET
    """What such an interaction costs; left out or null: nothing."""
    duration_minutes: int | None = strawberry.UNSET
    """How long such an interaction takes, 0 to 527,040 minutes (a year); left out or null: 0."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information goes; left out or null: nothing is said."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who begins; left out or null: nothing is said."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact is written to; left out or null: EMAIL."""
    ignores_contact_correspondence_type: bool | None = strawberry.UNSET
    """Whether the correspondence type of the template counts even if the contact wants another one; left out or null:
    false."""
    languages: list[TemplateLanguageInput] | None = strawberry.UNSET
    """The languages that the template speaks from the beginning, at most 1,000, each once; left out or null: none."""
    default_language: str | None = strawberry.UNSET
    """The language for a contact whose own the template lacks, one of `languages`; left out or null: none."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """The campaign that interactions of this template are for, unless they name another; left out or null: none."""
    is_campaign_target: bool | None = strawberry.UNSET
    """Whether interactions of this template are with targets of their campaign, unless they say otherwise; left out
    or null: false."""
    is_campaign_response: bool | None = strawberry.UNSET
    """Whether interactions of this template are responses to their campaign, unless they say otherwise; left out or
    null: false."""


@strawberry.type
class CreateInteractionTemplatePayload(Payload):
    """The new interaction template."""

    interaction_template: InteractionTemplate | None = None
    """The template that was created."""
    interaction_template_edge: Edge[InteractionTemplate] | None = None
    """The interaction template as an edge of `interactionTemplates`, and of the `interactionTemplates` of its group."""
    interaction_group: InteractionGroup | None = None
    """The group that the template belongs to."""


@strawberry.input
class UpdateInteractionTemplateInput(RevisionCheckedInput):
    """Changes of an interaction template. What is left out stays; null clears, or is refused where the field says
    so."""

    interaction_template_id: GlobalId[models.InteractionTemplate]
    """The template to change."""
    code: str | None = strawberry.UNSET
    """The key that people know, at most 20 characters, kept in upper case; left out: it stays. Null is refused."""
    description: str | None = strawberry.UNSET
    """What the interaction is called in a language that the template lacks, at most 100 characters; left out: it
    stays. Null is refused."""
    interaction_group_id: GlobalId[models.InteractionGroup] | None = strawberry.UNSET
    """The interaction group that the template belongs to; left out: it stays. Null is refused."""
    cost: MoneyInput | None = strawberry.UNSET
    """What such an interaction costs; left out: it stays. Null is refused."""
    duration_minutes: int | None = strawberry.UNSET
    """How long such an interaction takes, 0 to 527,040 minutes (a year); left out: it stays. Null is refused."""
    information_flow: InformationFlow | None = strawberry.UNSET
    """Which way the information goes; left out: it stays. Null: nothing is said."""
    initiated_by: InitiatedBy | None = strawberry.UNSET
    """Who begins; left out: it stays. Null: nothing is said."""
    correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How the contact is written to; left out: it stays. Null is refused."""
    ignores_contact_correspondence_type: bool | None = strawberry.UNSET
    """Whether the correspondence type of the template counts even if the contact wants another one; left out: it
    stays. Null is refused."""
    default_language: str | None = strawberry.UNSET
    """The language for a contact whose own the template lacks, one that the template has already; left out: it stays.
    Null: none."""
    campaign_id: GlobalId[models.Campaign] | None = strawberry.UNSET
    """The campaign that interactions of this template are for, unless they name another; left out: it stays. Null:
    none."""
    is_campaign_target: bool | None = strawberry.UNSET
    """Whether interactions of this template are with targets of their campaign, unless they say otherwise; left out:
    it stays. Null is refused."""
    is_campaign_response: bool | None = strawberry.UNSET
    """Whether interactions of this template are responses to their campaign, unless they say otherwise; left out: it
    stays. Null is refused."""


@strawberry.type
class UpdateInteractionTemplatePayload(ChangePayload):
    """The changed interaction template."""

    interaction_template: InteractionTemplate | None = None
    """The template after the change."""
    interaction_groups: list[InteractionGroup] = strawberry.field(default_factory=list)
    """If the template moved: the group that it left, and the group that it joined."""


@strawberry.input
class DeleteInteractionTemplateInput(RevisionCheckedInput):
    """An interaction template to delete, with its languages. Refused while anything names it."""

    interaction_template_id: GlobalId[models.InteractionTemplate]
    """The template to delete."""


@strawberry.type
class DeleteInteractionTemplatePayload(Payload):
    """What was deleted."""

    deleted_interaction_template_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""
    interaction_group: InteractionGroup | None = None
    """The group that the template belonged to."""


@strawberry.type
class TemplatesMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_interaction_template(
        info: Info, input: CreateInteractionTemplateInput
    ) -> CreateInteractionTemplatePayload:
        """Create an interaction template, with its languages if they are known."""
        created = await editing.create_interaction_template(input_values(input), now=info.context.now)
        return CreateInteractionTemplatePayload(
            interaction_template=created.template,
            interaction_template_edge=edge_of(find_templates(), created.template),
            interaction_group=created.group,
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_interaction_template(
        info: Info, input: UpdateInteractionTemplateInput
    ) -> UpdateInteractionTemplatePayload:
        """Change an interaction template. What was logged with it stays as it is."""
        values = input_values(input)
        updated = await editing.update_interaction_template(
            values.pop("interaction_template_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateInteractionTemplatePayload(
            interaction_template=updated.template, interaction_groups=updated.groups, changed=updated.changed
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_interaction_template(
        info: Info, input: DeleteInteractionTemplateInput
    ) -> DeleteInteractionTemplatePayload:
        """Delete an interaction template that no interaction and no segment names."""
        deleted = await editing.delete_interaction_template(**input_values(input))
        return DeleteInteractionTemplatePayload(
            deleted_interaction_template_id=encoded("InteractionTemplate", deleted.template_id),
            interaction_group=deleted.group,
        )
