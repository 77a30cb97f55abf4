"""Letters on their way: one that cannot be made fails alone, with its attempt counted, and all others leave."""

from __future__ import annotations

from subprocess import PIPE

import pytest

from api.delivering.courier import Outcome
from db.letter_contents.letters import letters_of
from db.models import Delivery, DeliveryStatus
from tests.api.delivering.letters import delivered
from tests.api.delivering.post_office import post_office
from tests.api.delivering.processes import end_of, environment
from tests.builders import a_contact, a_content, a_delivery, an_interaction
from tests.forked_async import forked

pytestmark = pytest.mark.usefixtures("database")

COUNTED = "{{ contact.name | plus: 1 | ceil }}"
RUNAWAY = "{% if contact.name == 'runaway' %}{{ (1..30000000) | reverse | size }}{% endif %}"
REASONS = {
    "inf": "It fails on one of its values (OverflowError).",
    "nan": "It fails on one of its values (ValueError).",
    "runaway": "It takes more than 256 MB of memory to make.",
}


async def queued(*names: str) -> None:
    """A message to each, of content that only some of these names break."""
    content = await a_content(body_text=RUNAWAY + COUNTED)
    for name in names:
        entry = await an_interaction(contact_id=(await a_contact(name=name)).id, letter_content_id=content.id)
        await a_delivery(entry, email=f"{name}@example.com")


async def outcomes() -> dict[str, tuple[DeliveryStatus, int, str | None]]:
    return {
        each.email.partition("@")[0]: (each.status, each.attempt_count, each.response)
        for each in await Delivery.all()
        if each.email
    }


async def test_a_letter_that_cannot_be_made_has_failed_alone_and_its_attempt_counts() -> None:
    await queued("1", "inf", "2", "nan", "runaway", "3")
    async with post_office() as office:
        tally = await delivered(office.server(), letters_of)
    assert tally == {Outcome.SENT: 3, Outcome.FAILED: 3}
    assert office.recipients == [f"{each}@example.com" for each in (1, 2, 3)]
    found = await outcomes()
    assert {name: found[name] for name in REASONS} == {
        name: (DeliveryStatus.FAILED, 1, reason) for name, reason in REASONS.items()
    }


async def test_the_command_delivers_them_and_ends_with_all_that_it_started(database: str) -> None:
    await queued("1", "inf", "2", "runaway")
    async with post_office() as office:
        arguments = ("deliver", "--once")
        async with forked(
            "api.cli", *arguments, env=environment(database, office), stdout=PIPE, stderr=PIPE
        ) as command:
            status, output, errors = await end_of(command)
    assert (status, errors) == (0, "")
    assert output.startswith("2 sent, 2 failed, ")
    assert len(office.received) == 2
