"""Links to hard copies: letters as PDF, and those of a segment as one ZIP."""

from __future__ import annotations

from typing import Any

from strawberry.types import Info

from db import models
from db.letter_contents.letters import interactions_with_letters
from db.sql.row_security import is_restricted
from schema.execution.batch import batch
from schema.graph.download_links import DownloadLink, link_to
from schema.graph.enums import Scope
from schema.graph.needs import field
from schema.graph.signed_links import Place


def hard_copies_link() -> Any:
    """A field of a logged segment; null for callers who see only some of the contacts."""

    @batch(reads=("id", "status"))
    def links_of(parents: list[models.Segment], info: Info) -> list[DownloadLink | None]:
        if is_restricted():
            return [None for _ in parents]
        return [
            link_to(Place.HARD_COPIES, each.id, info.context)
            if each.status is models.SegmentStatus.LOGGED
            else None
            for each in parents
        ]

    return field(resolver=links_of, needs=(Scope.INTERACTIONS_READ, Scope.CONTACTS_READ))


async def hard_copy_links(interactions: list[models.Interaction], info: Info) -> list[DownloadLink | None]:
    """Links to the letters of entries; none without content, and none while it is postponed."""
    if is_restricted():
        shown = await interactions_with_letters([each.id for each in interactions])
        return [
            link_to(Place.HARD_COPY, each.id, info.context) if each.id in shown else None
            for each in interactions
        ]
    return [
        None
        if each.letter_content_id is None or each.status is models.InteractionStatus.POSTPONED
        else link_to(Place.HARD_COPY, each.id, info.context)
        for each in interactions
    ]
