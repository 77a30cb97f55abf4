"""Job responsibilities: the type, its inputs and payloads, its queries and mutations."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry.types import Info

from db import models
from db.contacts.finding import find_contacts
from db.groupings import job_responsibilities
from db.groupings.grouping import SORTS
from db.groupings.job_responsibilities import JOB_RESPONSIBILITIES, find_job_responsibilities
from db.segments.lines import MOST_CONTACTS
from schema.graph.at_most import AtMost
from schema.graph.edges import list_of, to_many
from schema.graph.enums import Scope
from schema.graph.errors import ChangePayload, Payload, mutation
from schema.graph.filters import CodeWhere
from schema.graph.found_by import found_by
from schema.graph.ids import GlobalId, global_id, node
from schema.graph.inputs import ActionInput, input_values
from schema.graph.listed import listed
from schema.graph.needs import field
from schema.graph.paging import Connection, Edge, edge_of
from schema.groupings.grouping import (
    AddContactsPayload,
    CreateGroupingInput,
    DeleteGroupingInput,
    GroupingBy,
    GroupingFields,
    RemoveContactsPayload,
    UpdateGroupingInput,
    added_values,
    count_of,
    removed_values,
)
from schema.guards.available_actions import always_offered
from schema.guards.plain_actions import JobResponsibilityAction


@node(models.JobResponsibility, needs=Scope.SETUP_READ)
class JobResponsibility(GroupingFields):
    """What persons do where they work."""

    available_actions: list[JobResponsibilityAction] = always_offered(JobResponsibilityAction)
    """What the caller can do with it now."""
    contacts: Connection[models.Contact] | None = to_many(find_contacts, JOB_RESPONSIBILITIES.contacts_below)
    """The persons who have it, by number."""
    contact_count: int | None = count_of(JOB_RESPONSIBILITIES)
    """The number of persons with the job responsibility."""


@listed(
    models.JobResponsibility, SORTS, default="by code", search="Finds by any part of code or description."
)
class JobResponsibilityWhere(CodeWhere):
    """Which job responsibilities; every field that is given must match, and null asks nothing."""


@strawberry.input(one_of=True)
class JobResponsibilityBy(GroupingBy):
    """Exactly one of the keys of a job responsibility."""

    id: GlobalId[models.JobResponsibility] | None = strawberry.UNSET
    """The id."""


@strawberry.input
class CreateJobResponsibilityInput(CreateGroupingInput):
    """A new job responsibility."""


@strawberry.type
class CreateJobResponsibilityPayload(Payload):
    """The new job responsibility."""

    job_responsibility: JobResponsibility | None = None
    """The job responsibility that was created."""
    job_responsibility_edge: Edge[JobResponsibility] | None = None
    """The job responsibility as an edge of `jobResponsibilities`."""


@strawberry.input
class UpdateJobResponsibilityInput(UpdateGroupingInput):
    """Changes of a job responsibility. What is left out stays."""

    job_responsibility_id: GlobalId[models.JobResponsibility]
    """The job responsibility to change."""


@strawberry.type
class UpdateJobResponsibilityPayload(ChangePayload):
    """The changed job responsibility."""

    job_responsibility: JobResponsibility | None = None
    """The job responsibility after the change."""


@strawberry.input
class DeleteJobResponsibilityInput(DeleteGroupingInput):
    """A job responsibility to delete. Refused while contacts are in it, unless they are to be taken out with it."""

    job_responsibility_id: GlobalId[models.JobResponsibility]
    """The job responsibility to delete."""


@strawberry.type
class DeleteJobResponsibilityPayload(Payload):
    """What was deleted."""

    deleted_job_responsibility_id: strawberry.ID | None = None
    """The id of what was deleted; null if the action was refused."""


@strawberry.input
class AddJobResponsibilityContactsInput(ActionInput):
    """Persons to give a job responsibility to. A company is refused."""

    job_responsibility_id: GlobalId[models.JobResponsibility]
    """The job responsibility."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)]
    """The persons, at most 10,000 at once."""


@strawberry.type
class AddJobResponsibilityContactsPayload(AddContactsPayload):
    """Who was added. Contacts that were in the job responsibility before are passed over."""

    job_responsibility: JobResponsibility | None = None
    """The job responsibility."""


@strawberry.input
class RemoveJobResponsibilityContactsInput(ActionInput):
    """Persons to take a job responsibility from."""

    job_responsibility_id: GlobalId[models.JobResponsibility]
    """The job responsibility."""
    contact_ids: Annotated[list[GlobalId[models.Contact]], AtMost(MOST_CONTACTS)]
    """The persons, at most 10,000 at once."""


@strawberry.type
class RemoveJobResponsibilityContactsPayload(RemoveContactsPayload):
    """Who was taken out. Contacts that were not in the job responsibility are passed over."""

    job_responsibility: JobResponsibility | None = None
    """The job responsibility."""


@strawberry.type
class JobResponsibilitiesQuery:
    job_responsibilities: Connection[JobResponsibility] | None = list_of(
        find_job_responsibilities,
        needs=Scope.SETUP_READ,
    )
    """All job responsibilities, by code unless ordered otherwise."""

    @field(needs=Scope.SETUP_READ)
    async def job_responsibility(self, info: Info, by: JobResponsibilityBy) -> JobResponsibility | None:
        """The job responsibility with a key; null if there is none."""
        return await found_by(models.JobResponsibility, find_job_responsibilities, by, info)


@strawberry.type
class JobResponsibilitiesMutation:
    @mutation(needs=Scope.SETUP_WRITE)
    async def create_job_responsibility(
        info: Info, input: CreateJobResponsibilityInput
    ) -> CreateJobResponsibilityPayload:
        """Create a job responsibility."""
        created = await job_responsibilities.create_job_responsibility(
            input_values(input), now=info.context.now
        )
        return CreateJobResponsibilityPayload(
            job_responsibility=created.group,
            job_responsibility_edge=edge_of(find_job_responsibilities(), created.group),
        )

    @mutation(needs=Scope.SETUP_WRITE)
    async def update_job_responsibility(
        info: Info, input: UpdateJobResponsibilityInput
    ) -> UpdateJobResponsibilityPayload:
        """Change a job responsibility."""
        values = input_values(input)
        updated = await job_responsibilities.update_job_responsibility(
            values.pop("job_responsibility_id"),
            expected_revision=values.pop("expected_revision", None),
            values=values,
            now=info.context.now,
        )
        return UpdateJobResponsibilityPayload(job_responsibility=updated.group, changed=updated.changed)

    @mutation(needs=Scope.SETUP_WRITE)
    async def delete_job_responsibility(
        info: Info, input: DeleteJobResponsibilityInput
    ) -> DeleteJobResponsibilityPayload:
        """Delete a job responsibility."""
        deleted = await job_responsibilities.delete_job_responsibility(**input_values(input))
        return DeleteJobResponsibilityPayload(deleted_job_responsibility_id=global_id(deleted))

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def add_job_responsibility_contacts(
        info: Info, input: AddJobResponsibilityContactsInput
    ) -> AddJobResponsibilityContactsPayload:
        """Give a job responsibility to persons."""
        added = await job_responsibilities.add_job_responsibility_contacts(
            **input_values(input), now=info.context.now
        )
        return AddJobResponsibilityContactsPayload(job_responsibility=added.group, **added_values(added))

    @mutation(needs=Scope.CONTACTS_WRITE)
    async def remove_job_responsibility_contacts(
        info: Info, input: RemoveJobResponsibilityContactsInput
    ) -> RemoveJobResponsibilityContactsPayload:
        """Take a job responsibility from persons."""
        removed = await job_responsibilities.remove_job_responsibility_contacts(**input_values(input))
        return RemoveJobResponsibilityContactsPayload(
            job_responsibility=removed.group, **removed_values(removed)
        )
