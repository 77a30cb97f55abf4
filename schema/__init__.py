"""What a client may ask and say: queries and mutations of every noun, put together to one schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from schema.api_keys.editing import ApiKeysMutation, ApiKeysQuery
from schema.attachments.uploading import AttachmentsMutation
from schema.audit import AuditQuery
from schema.campaigns.canceling import CampaignEntriesMutation
from schema.campaigns.canceling_many import ManyCampaignEntriesMutation
from schema.campaigns.editing import CampaignsMutation
from schema.campaigns.statuses import CampaignStatusesMutation, CampaignStatusesQuery
from schema.campaigns.types import CampaignsQuery
from schema.contacts.alternative_addresses import AlternativeAddressesMutation
from schema.contacts.deleting import ContactDeletingMutation
from schema.contacts.deleting_many import ManyContactsMutation
from schema.contacts.distinguishing import ContactDistinguishingMutation
from schema.contacts.duplicates import ContactDuplicatesQuery
from schema.contacts.editing import ContactsMutation
from schema.contacts.finding import ContactsQuery
from schema.contacts.merging import ContactMergingMutation
from schema.deliveries.canceling import DeliveryCancelingMutation
from schema.deliveries.retrying import DeliveriesMutation
from schema.execution.documents import Schema
from schema.graph.descriptions import describe
from schema.graph.errors import ERROR_TYPES
from schema.graph.growing import tell_what_may_grow
from schema.graph.ids import require_nouns_of_ids
from schema.graph.in_the_way import InUse, NotUnique
from schema.graph.listed import give_lists_their_arguments
from schema.graph.name_cache import RememberedNames
from schema.graph.row_types import show_rows_as_types
from schema.graph.scalars import SCALARS
from schema.graph.told_refusals import tell_refusals
from schema.groupings.industry_groups import IndustryGroupsMutation, IndustryGroupsQuery
from schema.groupings.job_responsibilities import JobResponsibilitiesMutation, JobResponsibilitiesQuery
from schema.groupings.mailing_groups import MailingGroupsMutation, MailingGroupsQuery
from schema.guards import arguments, costs, input_sizes, permissions
from schema.guards.scopes import keep_needs
from schema.guards.told_needs import tell_needs
from schema.interaction_groups import GroupsMutation, GroupsQuery
from schema.interactions.canceling import InteractionCancelingMutation
from schema.interactions.comments import InteractionCommentsMutation
from schema.interactions.correcting import InteractionCorrectingMutation
from schema.interactions.creating import InteractionsMutation
from schema.interactions.deleting import InteractionDeletingMutation
from schema.interactions.finding import InteractionsQuery
from schema.interactions.periods import PeriodsQuery
from schema.interactions.postponing import InteractionPostponingMutation
from schema.interactions.remarking import InteractionCorrectionsMutation
from schema.letter_contents.creating import LetterContentsMutation, LetterContentsQuery
from schema.letter_contents.letters import LettersQuery
from schema.look_ups import LookUpsQuery
from schema.marketing_setup import SetupMutation, SetupQuery
from schema.nodes import NodeQuery
from schema.number_series import NumberSeriesMutation, NumberSeriesQuery
from schema.salespeople import SalespeopleMutation, SalespeopleQuery
from schema.salutations.formulas import SalutationFormulasMutation
from schema.salutations.salutations import SalutationsMutation, SalutationsQuery
from schema.segments.canceling import SegmentCancelingMutation
from schema.segments.choosing import SegmentChoosingMutation, SegmentCriteriaPreviewQuery
from schema.segments.deleting import ManySegmentsMutation
from schema.segments.editing import SegmentsMutation
from schema.segments.finding import SegmentsQuery
from schema.segments.follow_up import SegmentFollowUpMutation
from schema.segments.letter_contents import SegmentLetterContentsMutation
from schema.segments.lines import SegmentLinesMutation
from schema.segments.logging import SegmentLoggingMutation
from schema.segments.mailing import SegmentMailingMutation
from schema.segments.previewing import SegmentPreviewQuery
from schema.segments.replacing import SegmentReplacingMutation
from schema.segments.reusing import SegmentReusingMutation
from schema.segments.saved_criteria import SavedCriteriaMutation, SavedCriteriaQuery
from schema.segments.undoing import SegmentUndoingMutation
from schema.templates.editing import TemplatesMutation
from schema.templates.languages import TemplateLanguagesMutation
from schema.templates.types import TemplatesQuery
from schema.viewer import ViewerQuery

PRINTED = Path(__file__).with_name("schema.graphql")


@strawberry.type
class Query(
    NodeQuery,
    LookUpsQuery,
    ContactsQuery,
    ContactDuplicatesQuery,
    InteractionsQuery,
    PeriodsQuery,
    SegmentsQuery,
    SegmentPreviewQuery,
    SegmentCriteriaPreviewQuery,
    SavedCriteriaQuery,
    TemplatesQuery,
    GroupsQuery,
    MailingGroupsQuery,
    IndustryGroupsQuery,
    JobResponsibilitiesQuery,
    SalespeopleQuery,
    SetupQuery,
    NumberSeriesQuery,
    CampaignsQuery,
    CampaignStatusesQuery,
    LetterContentsQuery,
    LettersQuery,
    SalutationsQuery,
    ViewerQuery,
    ApiKeysQuery,
    AuditQuery,
):
    """Everything that can be asked for."""


@strawberry.type
class Mutation(
    ContactsMutation,
    ContactDeletingMutation,
    ManyContactsMutation,
    ContactDistinguishingMutation,
    ContactMergingMutation,
    AlternativeAddressesMutation,
    InteractionsMutation,
    InteractionPostponingMutation,
    InteractionCorrectionsMutation,
    InteractionCancelingMutation,
    InteractionCommentsMutation,
    InteractionCorrectingMutation,
    InteractionDeletingMutation,
    SegmentsMutation,
    SegmentCancelingMutation,
    ManySegmentsMutation,
    SegmentLinesMutation,
    SegmentChoosingMutation,
    SegmentReusingMutation,
    SegmentUndoingMutation,
    SegmentReplacingMutation,
    SavedCriteriaMutation,
    SegmentLoggingMutation,
    SegmentFollowUpMutation,
    TemplatesMutation,
    TemplateLanguagesMutation,
    GroupsMutation,
    MailingGroupsMutation,
    SegmentMailingMutation,
    IndustryGroupsMutation,
    JobResponsibilitiesMutation,
    SalespeopleMutation,
    SetupMutation,
    NumberSeriesMutation,
    CampaignsMutation,
    CampaignEntriesMutation,
    ManyCampaignEntriesMutation,
    CampaignStatusesMutation,
    LetterContentsMutation,
    SegmentLetterContentsMutation,
    SalutationsMutation,
    SalutationFormulasMutation,
    AttachmentsMutation,
    DeliveriesMutation,
    DeliveryCancelingMutation,
    ApiKeysMutation,
):
    """Everything that can be done, one field for each action."""


class TouchbaseSchema(Schema):
    """A schema that cannot be built while a type or a root field declares no needed scope, or an id no noun."""

    def __init__(self, **parts: Any) -> None:
        checks = [costs.check_for, permissions.check_for]
        super().__init__(
            checks=checks,
            early_checks=[input_sizes.check_for],
            last_checks=[arguments.check_for],
            **parts,
        )
        keep_needs(self._schema)
        tell_needs(self._schema)
        tell_refusals(self._schema)
        require_nouns_of_ids(self._schema)
        tell_what_may_grow(self._schema)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Errors are reported where they become an answer (`schema.graph.errors.coded`), a client's typo not at all."""


def _schema(sort_schema: bool) -> TouchbaseSchema:
    return TouchbaseSchema(
        query=Query,
        mutation=Mutation,
        types=list(dict.fromkeys([NotUnique, InUse, *ERROR_TYPES.values()])),
        config=StrawberryConfig(
            scalar_map=SCALARS, sort_schema=sort_schema, name_converter=RememberedNames()
        ),
    )


for _module in [module for name, module in sys.modules.items() if name.startswith("schema.")]:
    for _declared in vars(_module).values():
        if isinstance(_declared, type):
            show_rows_as_types(_declared)
            give_lists_their_arguments(_declared)
            describe(_declared)
for _declared in (Query, Mutation):
    show_rows_as_types(_declared)
    give_lists_their_arguments(_declared)
    describe(_declared)

schema = _schema(sort_schema=False)


def printed() -> str:
    """The schema as SDL, sorted, so that a diff shows only what changed."""
    return _schema(sort_schema=True).as_str() + "\n"
