"""The letters of single interactions: checked, frozen with the entry, and put into the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.deliveries.queuing import WantedDelivery, queue_interactions
from db.errors import Code, Path, Problems
from db.interactions.surroundings import Surroundings, Values
from db.letter_contents.merge_fields import frozen_values
from db.models import CorrespondenceType, Interaction
from db.sql import statements
from db.writes.names_in_messages import called, called_within


def check_deliverable(
    draft: Values, whole: Values, around: Surroundings, problems: Problems, paths: Mapping[str, Path]
) -> None:
    """Report what keeps a letter from being sent: an e-mail without an address, or no content."""
    template = around.templates[whole["template_id"]]
    wanted = draft.get("correspondence_type") or template.correspondence_type
    contact = around.contacts[whole["contact_id"]]
    if wanted is CorrespondenceType.EMAIL and not contact.email:
        message = (
            f"{called(contact)} has no e-mail address. Give it one, or choose another correspondence type."
        )
        problems.add(Code.EMAIL_ADDRESS_MISSING, message, *paths["contact_id"])
    if wanted is not CorrespondenceType.NONE and whole["letter_content_id"] is None:
        named = called_within(template)
        message = f"There is nothing to send: {named} has no content in the language {whole['language']}."
        problems.add(Code.CONTENT_MISSING, message, *paths["letter_content_id"])


async def keep_letters(
    interactions: Sequence[Interaction], delivery: WantedDelivery | None, now: datetime
) -> None:
    """Store the merge values of entries that have content; with `delivery` their letters are queued too."""
    if written := [each.id for each in interactions if each.letter_content_id is not None]:
        await statements.change(
            f"UPDATE interaction SET merge_values = {frozen_values('interaction')} WHERE id {statements.among('ids')}",
            ids=written,
            today=now.date(),
        )
    if delivery is not None:
        await queue_interactions([each.id for each in interactions], delivery, now)
