"""Works with the generated client: python program.py URL TEMPLATE prints what it saw as JSON."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from decimal import Decimal

from touchbase_client import (  # pyright: ignore[reportMissingImports]
    Client,
    ContactKind,
    ContactWhere,
    CreateInteractionInput,
    InteractionSource,
    InteractionStatus,
    InteractionValues,
    MoneyInput,
    UpdateContactInput,
    UserErrorCode,
)


async def main(url: str, template: str) -> None:
    async with Client(url=url) as client:
        people = await everybody(client)
        first = people[0]
        values = InteractionValues(
            templateId=template, cost=MoneyInput(amount=Decimal("12.50")), occurredAt=datetime.now(UTC)
        )
        source = InteractionSource(contactIds=[first.id])
        created = (
            await client.client_create_interaction(CreateInteractionInput(source=source, values=values))
        ).create_interaction
        assert created.interaction and created.interaction.status is InteractionStatus.LOGGED
        assert created.interaction.cost and isinstance(created.interaction.cost.amount, Decimal)
        refused = (
            await client.client_create_interaction(CreateInteractionInput(source=source))
        ).create_interaction
        stale = (
            await client.client_update_contact(
                UpdateContactInput(contactId=first.id, expectedRevision=first.revision + 7, name="New")
            )
        ).update_contact.user_errors[0]
        assert stale.code is UserErrorCode.REVISION_CONFLICT
        seen = {
            "people": len(people),
            "created": isinstance(first.created_at, datetime),
            "amount": str(created.interaction.cost.amount),
            "occurred": created.interaction.occurred_at == values.occurred_at,
            "refused": [[error.code.value, error.path] for error in refused.user_errors],
            "current": stale.current.name == first.name,
        }
        print(json.dumps(seen))


async def everybody(client: Client) -> list:
    people: list = []
    after = None
    while True:
        page = await client.client_contacts(
            first=100, after=after, where=ContactWhere(kind=ContactKind.PERSON)
        )
        people += page.contacts.nodes
        if not page.contacts.page_info.has_next_page:
            return people
        after = page.contacts.page_info.end_cursor


asyncio.run(main(*sys.argv[1:]))
