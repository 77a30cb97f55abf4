"""How the codes of letters and of their files are reached through HTTP."""

from __future__ import annotations

from api.settings import settings
from tests.api.conftest import Client
from tests.api.reaching import World
from tests.api.uploading import PDF, refusals, upload


async def attachment_too_large(client: Client, world: World) -> list[tuple[str, str]]:
    return refusals(
        await upload(client.http, ("Large.pdf", bytes(settings().max_attachment_size + 1), PDF[2]))
    )


async def attachment_type_not_allowed(client: Client, world: World) -> list[tuple[str, str]]:
    return refusals(await upload(client.http, ("Page.html", b"<p>", "text/html")))


async def content_invalid(client: Client, world: World) -> list[tuple[str, str]]:
    endless = "{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}"
    return await client.refused("createLetterContent", subject="Spring", bodyText=endless)


async def merge_field_unknown(client: Client, world: World) -> list[tuple[str, str]]:
    return await client.refused(
        "createLetterContent", subject="{{ contact.shoe_size }}", bodyText="Dear reader"
    )


async def content_missing(client: Client, world: World) -> list[tuple[str, str]]:
    values = {"templateId": world["template"], "salespersonId": world["salesperson"]}
    values |= {"correspondenceType": "HARD_COPY"}
    source = {"contactIds": [world["person"]]}
    return await client.refused("createInteraction", source=source, values=values, delivery={})


async def email_address_missing(client: Client, world: World) -> list[tuple[str, str]]:
    values = {"templateId": world["template"], "salespersonId": world["salesperson"]}
    source = {"contactIds": [world["person"]]}
    wanted = values | {"correspondenceType": "EMAIL"}
    return await client.refused("createInteraction", source=source, values=wanted, delivery={})
