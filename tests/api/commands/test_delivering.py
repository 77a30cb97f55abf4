"""`touchbase deliver`, run as people run it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.models import Delivery, DeliveryStatus
from tests.api.delivering.post_office import PASSWORD, USER, post_office
from tests.api.delivering.processes import end_of, working
from tests.api.test_cli import sentence, touchbase
from tests.db.deliveries.outbox import an_outbox

QUEUED = DeliveryStatus.QUEUED


async def test_it_delivers_what_is_due_and_tells_how_much(database: str) -> None:
    await an_outbox(20)
    async with post_office() as office:
        office.of_recipients["c7@example.com"] = ["550 no"]
        office.of_recipients["c9@example.com"] = ["451 later"]
        async with working(database, office, "--once") as worker:
            status, output, errors = await end_of(worker)
    assert (status, errors) == (0, "")
    assert re.fullmatch(
        r"18 sent, 1 failed, 0 skipped, 0 canceled, 1 put off in [\d.]+ s \([\d.,]+ messages/s\)\.\n", output
    )
    assert len(office.received) == 18


async def test_a_server_that_is_not_there_is_one_sentence_and_all_stays_queued(database: str) -> None:
    await an_outbox(3)
    async with post_office() as office:
        pass
    async with working(database, office, "--once") as worker:
        status, output, errors = await end_of(worker)
    assert status == 1 and output.startswith("0 sent, 0 failed, 0 skipped, ")
    assert re.search(r"\nThe mail server cannot be used: .+\. Deliveries stay queued\.\n$", errors)
    assert "Traceback" not in errors
    assert await Delivery.filter(status=QUEUED, attempt_count=0, held_by=None).count() == 3


async def test_a_refused_password_is_one_sentence_without_it(database: str) -> None:
    await an_outbox(3)
    async with post_office() as office:
        url = f"smtp://{USER}:never-shown@127.0.0.1:{office.port}"
        async with working(database, office, SMTP_URL=url) as worker:
            status, output, errors = await end_of(worker)
    assert status == 1
    assert errors.splitlines()[-1].startswith("The mail server cannot be used: ")
    assert errors.endswith("Deliveries stay queued.\n")
    assert "never-shown" not in output + errors and PASSWORD not in output + errors


def test_without_a_sender_it_says_what_to_set(tmp_path: Path) -> None:
    message = sentence(touchbase("deliver", folder=tmp_path), 2)
    assert message == (
        "Nothing can be delivered: set SMTP_FROM to the address that mails come from, and SMTP_URL to the mail server."
    )


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"SMTP_URL": "http://u:secret@x"}, "SMTP_URL cannot be used: it must start with smtp://, smtps://"),
        ({"SMTP_URL": "smtp://u:secret@x:y"}, "SMTP_URL cannot be used: its port is not a number."),
        ({"SMTP_FROM": "nobody"}, "SMTP_FROM cannot be used: it is not an e-mail address."),
        ({"DELIVERY_RATE": "-1"}, "DELIVERY_RATE cannot be used: "),
        ({"DELIVERY_CONNECTIONS": "0"}, "DELIVERY_CONNECTIONS cannot be used: "),
        ({"DELIVER": "on"}, "DELIVER cannot be used: there is no SMTP_FROM"),
    ],
)
def test_a_bad_setting_is_one_sentence(tmp_path: Path, variables: dict[str, str], expected: str) -> None:
    message = sentence(touchbase("deliver", "--once", folder=tmp_path, **variables), 2)
    assert message.startswith(expected) and "secret" not in message
