"""The mutations of interactions as documents, and their payloads."""

from __future__ import annotations

from typing import Any

from tests.builders import (
    a_contact,
    a_salesperson,
)
from tests.schema.asking import ask

ERRORS = "userErrors { code message path ... on RevisionConflict { current { id } } }"

CREATE = f"""mutation ($input: CreateInteractionInput!) {{ createInteraction(input: $input) {{
    clientMutationId replayed {ERRORS}
    interaction {{ id }} interactions {{ id status revision description contact {{ id }} salesperson {{ id }} }}
    interactionEdges {{ cursor node {{ id }} }}
    contacts {{ id interactions {{ totalCount }} postponedInteractions {{ totalCount }} }} }} }}"""
POSTPONE = f"""mutation ($input: PostponeInteractionInput!) {{ postponeInteraction(input: $input) {{
    changed {ERRORS} interaction {{ id status revision description missingFields }} }} }}"""
RESUME = f"""mutation ($input: ResumeInteractionInput!) {{ resumeInteraction(input: $input) {{
    replayed removedFromPostponedId {ERRORS}
    interaction {{ id status occurredAt }} interactionEdge {{ cursor node {{ id }} }}
    contact {{ id lastInteractionAt postponedInteractions {{ totalCount }} }} }} }}"""
DELETE = f"""mutation ($input: DeleteInteractionInput!) {{ deleteInteraction(input: $input) {{
    deletedInteractionId {ERRORS} contact {{ id postponedInteractions {{ totalCount }} }} }} }}"""
CANCEL = f"""mutation ($input: CancelInteractionsInput!) {{ cancelInteractions(input: $input) {{
    changed {ERRORS} interactions {{ id status canceledAt availableActions }}
    contacts {{ id lastInteractionAt }} }} }}"""
RESTORE = CANCEL.replace("Cancel", "Restore").replace("cancelInteractions", "restoreInteractions")
EVALUATE = f"""mutation ($input: EvaluateInteractionInput!) {{ evaluateInteraction(input: $input) {{
    changed {ERRORS} interaction {{ id evaluation revision }} }} }}"""
COMMENT = f"""mutation ($input: AddInteractionCommentInput!) {{ addInteractionComment(input: $input) {{
    replayed {ERRORS} interactionComment {{ id text interaction {{ id }} }}
    interactionCommentEdge {{ cursor node {{ id }} }}
    interaction {{ id comments {{ totalCount edges {{ cursor }} }} }} }} }}"""


async def done(document: str, **given: Any) -> dict[str, Any]:
    """The payload of a mutation that was not refused."""
    payload = await answered(document, **given)
    assert payload["userErrors"] == []
    return payload


async def answered(document: str, idempotency_key: str | None = None, **given: Any) -> dict[str, Any]:
    [payload] = (await ask(document, idempotency_key, input=given)).values()
    return payload


async def refused(document: str, **given: Any) -> list[tuple[str, str]]:
    """The codes and paths of a mutation that was refused, and that answered with nothing else."""
    payload = await answered(document, **given)
    rest = {name: value for name, value in payload.items() if name not in ("userErrors", "clientMutationId")}
    assert not any(rest.values()), rest
    assert all(error["message"] for error in payload["userErrors"])
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


async def a_salespersons_contact(**values: Any):
    return await a_contact(salesperson_id=(await a_salesperson()).id, **values)
