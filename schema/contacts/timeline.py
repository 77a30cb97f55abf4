"""The timeline of a contact: a connection of interactions and the comments on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.timeline import TIMELINE, count_timelines, find_timelines
from db.sql.keyset_pages import Page
from schema.execution.batch import batch
from schema.execution.selections import Selection, from_selection
from schema.graph.context import Context
from schema.graph.cursors import cursor_of
from schema.graph.enums import Scope
from schema.graph.needs import object_type
from schema.graph.paging import Edge, PageInfo, place_in_list, window_of
from schema.interactions.types import Interaction, InteractionComment

TimelineItem = Annotated[
    Interaction | InteractionComment,
    strawberry.union("TimelineItem", description="What happened with a contact, or was noted about it."),
]


@object_type(needs=Scope.INTERACTIONS_READ)
class TimelineItemConnection:
    """A page of a timeline. It does not jump or repeat when something is added while paging."""

    page: strawberry.Private[Page[Any]]
    contact_id: strawberry.Private[int]

    @strawberry.field
    @batch(reads="page")
    def edges(parents: list[Any], info: Info) -> list[list[Edge[TimelineItem]]]:
        """The items with their cursors."""
        return [
            [Edge(cursor=cursor_of(TIMELINE, item), node=item.row) for item in parent.page.rows]
            for parent in parents
        ]

    @strawberry.field
    @batch(reads="page")
    def nodes(parents: list[Any], info: Info) -> list[list[TimelineItem]]:
        """The items alone."""
        return [[item.row for item in parent.page.rows] for parent in parents]

    @strawberry.field
    @batch(reads="page")
    def page_info(parents: list[Any], info: Info) -> list[PageInfo]:
        """Where this page lies in the timeline."""
        return [place_in_list(parent.page) for parent in parents]

    @strawberry.field
    @batch(reads="contact_id")
    async def total_count(parents: list[Any], info: Info) -> list[int]:
        """The number of items of the whole timeline, counted only when asked for."""
        counts = await count_timelines([parent.contact_id for parent in parents])
        return [counts[parent.contact_id] for parent in parents]


def check_timeline(context: Context, arguments: Mapping[str, Any]) -> None:
    """Refuse a page of a timeline that cannot be."""
    window_of(context, TIMELINE, arguments)


async def timelines_below(
    contacts: list[models.Contact], info: Info, **arguments: Any
) -> list[TimelineItemConnection]:
    """A page for each contact, in a number of statements that no contact adds to."""
    window = window_of(info.context, TIMELINE, arguments)
    of_interactions, of_comments = from_selection(info, _reads)
    pages = await find_timelines([contact.id for contact in contacts], window, of_interactions, of_comments)
    return [TimelineItemConnection(page=pages[contact.id], contact_id=contact.id) for contact in contacts]


def _reads(selection: Selection) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """The columns that the selection reads of interactions, and of comments."""
    items = selection.below("nodes") | selection.below("edges").below("node")
    return items.of("Interaction").reads, items.of("InteractionComment").reads
