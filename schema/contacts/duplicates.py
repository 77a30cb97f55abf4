"""Contacts that look like one: what looks like a contact, and the groups of all that look alike."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.duplicates import (
    GROUPS,
    Duplicate,
    DuplicateReason,
    contacts_of_groups,
    count_duplicate_groups,
    duplicates_of,
    find_duplicate_groups,
)
from db.sql.keyset_pages import Page
from schema.execution.batch import batch
from schema.execution.selections import Selection, from_selection
from schema.graph.checked_arguments import checks_arguments
from schema.graph.cursors import cursor_of
from schema.graph.enums import ContactKind, Scope
from schema.graph.needs import field, object_type
from schema.graph.paging import After, Before, First, Last, PageInfo, place_in_list, reads_of_rows, window_of

strawberry.enum(DuplicateReason)


@object_type(needs=Scope.CONTACTS_READ)
class DuplicateCandidate:
    """A contact of the same kind that looks like another."""

    contact: models.Contact
    """The contact that looks alike."""
    reasons: list[DuplicateReason]
    """What the contacts have in common."""


@object_type(needs=Scope.CONTACTS_READ)
class DuplicateGroup:
    """Contacts of one kind that have the same name, e-mail address or telephone number."""

    reason: DuplicateReason
    """What the contacts have in common."""
    kind: ContactKind
    """Companies or persons."""
    value: str
    """What the contacts have in common, as it is compared: a name without case, accents, punctuation and legal form."""
    contact_count: int
    """How many contacts have this in common."""

    @strawberry.field
    @batch
    async def contacts(parents: list[Any], info: Info) -> list[list[models.Contact]]:
        """The contacts, the oldest first, at most 20."""
        return await contacts_of_groups(parents, from_selection(info, reads_of_rows))  # type: ignore[return-value]


@object_type(needs=Scope.CONTACTS_READ)
class DuplicateGroupEdge:
    """A group at its place in the list."""

    cursor: str
    """The place, for `after` and `before`."""
    node: DuplicateGroup
    """The group."""


@object_type(needs=Scope.CONTACTS_READ)
class DuplicateGroupConnection:
    """A page of the groups of contacts that look alike."""

    page: strawberry.Private[Page[Any]]

    @strawberry.field
    def edges(self) -> list[DuplicateGroupEdge]:
        """The groups with their cursors."""
        return [DuplicateGroupEdge(cursor=cursor_of(GROUPS, each), node=each) for each in self.page.rows]  # type: ignore[arg-type]

    @strawberry.field
    def nodes(self) -> list[DuplicateGroup]:
        """The groups alone."""
        return self.page.rows  # type: ignore[return-value]

    @strawberry.field
    def page_info(self) -> PageInfo:
        """Where this page lies in the list."""
        return place_in_list(self.page)

    @strawberry.field
    async def total_count(self) -> int:
        """The number of groups, counted only when asked for."""
        return await count_duplicate_groups()


@strawberry.type
class ContactDuplicatesQuery:
    @field(needs=Scope.CONTACTS_READ)
    @checks_arguments(lambda context, given: window_of(context, GROUPS, given))
    async def duplicate_contacts(
        self,
        info: Info,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> DuplicateGroupConnection | None:
        """Contacts that look like one, those that most look alike first. `mergeContacts` makes one of two.

        A contact may be in several groups, and is in none with contacts that were all marked as distinct from it
        (`markContactsAsDistinct`). Every page compares all contacts: for a list that is worked through, not for every
        screen.
        """
        window = window_of(
            info.context, GROUPS, {"first": first, "after": after, "last": last, "before": before}
        )
        return DuplicateGroupConnection(page=await find_duplicate_groups(window))


async def duplicates_below(contacts: list[models.Contact], info: Info) -> list[list[Duplicate]]:
    """What looks like each contact, in a number of statements that no contact adds to."""
    found = await duplicates_of(contacts, from_selection(info, _reads_of_contacts))
    return [found[contact.id] for contact in contacts]


def _reads_of_contacts(selection: Selection) -> frozenset[str] | None:
    return selection.below("contact").reads
