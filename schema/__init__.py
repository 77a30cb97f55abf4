"""What a client may ask and say: queries and mutations of every noun, put together to one schema."""

from __future__ import annotations

import sys
from pathlib import Path

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from schema import costs, permitting
from schema.alternative_addresses import AlternativeAddressesMutation
from schema.api_keys import ApiKeysMutation, ApiKeysQuery
from schema.attachments import AttachmentsMutation
from schema.audit import AuditQuery
from schema.campaign_changes import CampaignsMutation
from schema.campaign_entries import CampaignEntriesMutation
from schema.campaign_statuses import CampaignStatusesMutation, CampaignStatusesQuery
from schema.campaigns import CampaignsQuery
from schema.contact_changes import ContactsMutation
from schema.contact_duplicates import ContactDuplicatesQuery
from schema.contact_merging import ContactMergingMutation
from schema.contacts import ContactsQuery
from schema.contents import ContentsMutation, ContentsQuery
from schema.delivery_changes import DeliveriesMutation
from schema.descriptions import describe
from schema.errors import ERROR_TYPES
from schema.execution.documents import Schema
from schema.groups import GroupsMutation, GroupsQuery
from schema.industry_groups import IndustryGroupsMutation, IndustryGroupsQuery
from schema.interaction_changes import InteractionsMutation
from schema.interaction_corrections import InteractionCorrectionsMutation
from schema.interactions import InteractionsQuery
from schema.job_responsibilities import JobResponsibilitiesMutation, JobResponsibilitiesQuery
from schema.letters import LettersQuery
from schema.looking_up import NodeQuery
from schema.mailing_groups import MailingGroupsMutation, MailingGroupsQuery
from schema.naming import RememberedNames
from schema.number_series import NumberSeriesMutation, NumberSeriesQuery
from schema.row_types import show_rows_as_types
from schema.salespeople import SalespeopleMutation, SalespeopleQuery
from schema.salutation_formulas import SalutationFormulasMutation
from schema.salutations import SalutationsMutation, SalutationsQuery
from schema.saved_criteria import SavedCriteriaMutation, SavedCriteriaQuery
from schema.scalars import SCALARS
from schema.segment_changes import SegmentsMutation
from schema.segment_choosing import SegmentChoosingMutation
from schema.segment_contents import SegmentContentsMutation
from schema.segment_criteria_preview import SegmentCriteriaPreviewQuery
from schema.segment_follow_up import SegmentFollowUpMutation
from schema.segment_line_changes import SegmentLinesMutation
from schema.segment_logging import SegmentLoggingMutation
from schema.segment_mailing import SegmentMailingMutation
from schema.segment_preview import SegmentPreviewQuery
from schema.segments import SegmentsQuery
from schema.setup import SetupMutation, SetupQuery
from schema.template_changes import TemplatesMutation
from schema.template_languages import TemplateLanguagesMutation
from schema.templates import TemplatesQuery
from schema.viewer import ViewerQuery

PRINTED = Path(__file__).with_name("schema.graphql")


@strawberry.type
class Query(
    NodeQuery,
    ContactsQuery,
    ContactDuplicatesQuery,
    InteractionsQuery,
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
    ContentsQuery,
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
    ContactMergingMutation,
    AlternativeAddressesMutation,
    InteractionsMutation,
    InteractionCorrectionsMutation,
    SegmentsMutation,
    SegmentLinesMutation,
    SegmentChoosingMutation,
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
    CampaignStatusesMutation,
    ContentsMutation,
    SegmentContentsMutation,
    SalutationsMutation,
    SalutationFormulasMutation,
    AttachmentsMutation,
    DeliveriesMutation,
    ApiKeysMutation,
):
    """Everything that can be done, one field for each action."""


class TouchbaseSchema(Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Errors are reported where they become an answer (`schema.errors.coded`), a client's typo not at all."""


def _schema(sort_schema: bool) -> TouchbaseSchema:
    return TouchbaseSchema(
        query=Query,
        mutation=Mutation,
        types=list(ERROR_TYPES.values()),
        checks=[costs.check_for, permitting.check_for],
        config=StrawberryConfig(
            scalar_map=SCALARS, sort_schema=sort_schema, name_converter=RememberedNames()
        ),
    )


for _module in [module for name, module in sys.modules.items() if name.startswith("schema.")]:
    for _declared in vars(_module).values():
        if isinstance(_declared, type):
            show_rows_as_types(_declared)
            describe(_declared)
for _declared in (Query, Mutation):
    show_rows_as_types(_declared)
    describe(_declared)

schema = _schema(sort_schema=False)


def printed() -> str:
    """The schema in its own language, sorted so that a change shows as a change."""
    return _schema(sort_schema=True).as_str() + "\n"
