"""Marketing setup: the type, its input and payload, its query and its mutation."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry.types import Info

from db import marketing_setup, models
from db.numbering import the_setup
from schema.graph.edges import to_one
from schema.graph.enums import CorrespondenceType, Scope
from schema.graph.errors import ChangePayload, mutation
from schema.graph.ids import GlobalId, Node, node
from schema.graph.inputs import RevisionCheckedInput, input_values
from schema.graph.needs import field
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import MarketingSetupAction


@node(models.MarketingSetup, needs=Scope.SETUP_READ)
class MarketingSetup(Node):
    """The defaults that everything else falls back on. There is exactly one."""

    revision: int
    """Grows with every change; give it as `expectedRevision` to change only what you have seen."""
    default_language: str | None
    """The language of a new contact unless given, as BCP 47 writes it: en, de-CH. Null: none."""
    default_country_code: str | None
    """The country of a new contact unless given, by its two letters of ISO 3166; null: none."""
    default_correspondence_type: CorrespondenceType
    """How a new contact is written to unless given."""
    currency: str
    """The local currency, in which all costs are kept, by its three letters of ISO 4217."""
    inherit_salesperson: bool
    """Whether people inherit who is responsible from their company."""
    inherit_language: bool
    """Whether people inherit the language of their company."""
    inherit_address: bool
    """Whether people inherit the address of their company: as one value, with the country, or not at all."""
    inherit_communication: bool
    """Whether people inherit the telephone number of their company. E-mail and mobile phone are their own."""
    created_at: datetime
    """When the setup was created."""
    updated_at: datetime
    """When the setup was last changed."""
    available_actions: list[MarketingSetupAction] = always_offered(MarketingSetupAction)
    """What the caller can do with it now."""
    contact_number_series: models.NumberSeries | None = to_one("contact_number_series_id")
    """Where the numbers of contacts come from; null: every new contact needs a number of its own."""
    segment_number_series: models.NumberSeries | None = to_one("segment_number_series_id")
    """Where the numbers of segments come from, those of follow-up segments too; null: every new segment needs a number
    of its own, and there are no follow-up segments."""
    campaign_number_series: models.NumberSeries | None = to_one("campaign_number_series_id")
    """Where the numbers of campaigns come from; null: every new campaign needs a number of its own."""
    default_salesperson: models.Salesperson | None = to_one("default_salesperson_id")
    """Who is responsible if nobody else is named; null: nobody."""
    default_company_salutation: models.Salutation | None = to_one("default_company_salutation_id")
    """The salutation of a new company unless given; null: none."""
    default_person_salutation: models.Salutation | None = to_one("default_person_salutation_id")
    """The salutation of a new person unless given; null: none."""


@strawberry.input
class UpdateMarketingSetupInput(RevisionCheckedInput):
    """Changes of marketing setup. What is left out stays; null clears, or is refused where the field says so."""

    contact_number_series_id: GlobalId[models.NumberSeries] | None = strawberry.UNSET
    """The number series for new contacts; null: none, and every new contact needs a number of its own."""
    segment_number_series_id: GlobalId[models.NumberSeries] | None = strawberry.UNSET
    """The number series for new segments; null: none, every new segment needs a number of its own, and there are no
    follow-up segments."""
    campaign_number_series_id: GlobalId[models.NumberSeries] | None = strawberry.UNSET
    """The number series for new campaigns; null: none, and every new campaign needs a number of its own."""
    default_salesperson_id: GlobalId[models.Salesperson] | None = strawberry.UNSET
    """The salesperson who is responsible if nobody else is named, not a blocked one; null: none."""
    default_company_salutation_id: GlobalId[models.Salutation] | None = strawberry.UNSET
    """The salutation of a new company for which none is given; null: none."""
    default_person_salutation_id: GlobalId[models.Salutation] | None = strawberry.UNSET
    """The salutation of a new person for whom none is given; null: none."""
    default_language: str | None = strawberry.UNSET
    """The language of a new contact for which none is given, as BCP 47 writes it (en, de-CH); null: none."""
    default_country_code: str | None = strawberry.UNSET
    """The country of a new contact for which none is given, by its two letters of ISO 3166; null: none."""
    default_correspondence_type: CorrespondenceType | None = strawberry.UNSET
    """How a new contact is written to for which nothing is given; null is refused."""
    currency: str | None = strawberry.UNSET
    """The local currency by its three letters of ISO 4217, in upper case; null is refused. It cannot be changed once
    there is any cost."""
    inherit_salesperson: bool | None = strawberry.UNSET
    """Whether people inherit who is responsible from their company; null is refused."""
    inherit_language: bool | None = strawberry.UNSET
    """Whether people inherit the language of their company; null is refused."""
    inherit_address: bool | None = strawberry.UNSET
    """Whether people inherit the address of their company: as one value, with the country, or not at all; null is
    refused."""
    inherit_communication: bool | None = strawberry.UNSET
    """Whether people inherit the telephone number of their company; null is refused. E-mail and mobile phone are
    their own."""


@strawberry.type
class UpdateMarketingSetupPayload(ChangePayload):
    """The changed marketing setup."""

    marketing_setup: MarketingSetup | None = None
    """The setup after the change."""


@strawberry.type
class SetupQuery:
    @field(needs=Scope.SETUP_READ)
    async def marketing_setup(self) -> MarketingSetup | None:
        """Marketing setup: the defaults that everything else falls back on. There is always one."""
        return await the_setup()  # type: ignore[return-value]


@strawberry.type
class SetupMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def update_marketing_setup(
        info: Info, input: UpdateMarketingSetupInput
    ) -> UpdateMarketingSetupPayload:
        """Change marketing setup, the defaults of everything else. Contacts, interactions and segments that exist
        stay as they are."""
        values = input_values(input)
        updated = await marketing_setup.update_marketing_setup(
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateMarketingSetupPayload(marketing_setup=updated.setup, changed=updated.changed)
