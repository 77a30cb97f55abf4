"""Links to files as clients see them: whole addresses, and until when they are good."""

from __future__ import annotations

from datetime import datetime
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from db.callers import whose_turn
from schema.graph.context import Context
from schema.graph.needs import object_type
from schema.graph.signed_links import Place, Signed

Url = NewType("Url", str)

URL: ScalarDefinition = strawberry.scalar(
    name="URL",
    description="A whole address, as RFC 3986 writes it: https://crm.example.com/attachments/1.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
    serialize=str,
    parse_value=Url,
)


@object_type(needs=None)
class DownloadLink:
    """Where a file can be downloaded from by GET. Whoever has the link needs no key; ask again when it has expired."""

    url: Url
    """The address. It begins with `PUBLIC_URL` of the server or, where that is not set, as the request came."""
    expires_at: datetime
    """When it is good no longer: an hour after the answer, unless the server is set otherwise."""


def link_to(place: Place, identity: int, context: Context) -> DownloadLink:
    url = Url(context.public_url + context.links.path_to(place, Signed(identity, whose_turn())))
    return DownloadLink(url=url, expires_at=context.links.expiry_of(context.now))
