"""A letter from its first draft to what a contact received, through HTTP."""

from __future__ import annotations

from tests.api.conftest import Client
from tests.api.reaching import a_world


async def test_a_marketer_writes_in_two_languages_adapts_one_line_and_logs_with_delivery(
    client: Client,
) -> None:
    world = await a_world(client)
    letters = {
        language: (await client.change("createLetterContent", subject=subject, bodyText=body))[
            "letterContent"
        ]["id"]
        for language, subject, body in (
            ("en", "Spring", "Dear {{ contact.name }}, see you on {{ interaction.date | date: '%d %B' }}."),
            ("de", "Frühling", "Guten Tag {{ contact.name | default: 'und hallo' }}!"),
        )
    }
    for language, content in letters.items():
        await client.change(
            "createTemplateLanguage",
            interactionTemplateId=world["template"], language=language, description="Letter", letterContentId=content,
        )  # fmt: skip
    for contact, language in ((world["company"], "de"), (world["person"], "en")):
        await client.change("updateContact", contactId=contact, language=language, correspondenceType="EMAIL")
    refused = await client.refused("logSegment", segmentId=world["segment"], delivery={})
    assert refused == [("LINES_INVALID", "input.segmentId")]
    await client.change("updateContact", contactId=world["company"], email="acme@example.com")
    await client.change("updateContact", contactId=world["person"], email="eve@example.com")
    own = await client.change(
        "createLetterContent", subject="For {{ company.name }}", bodyHtml="<p>{{ contact.name }}</p>"
    )
    values = {"letterContentId": own["letterContent"]["id"]}
    await client.change("personalizeSegmentLines", lineIds=[world["line"]], values=values)
    shown = await client.ask(
        """query ($line: ID!) { previewInteractionLetter(input: { lineId: $line }) { letter { subject bodyHtml } } }""",
        line=world["line"],
    )
    assert shown["data"]["previewInteractionLetter"]["letter"] == {
        "subject": "For Acme",
        "bodyHtml": "<p>Acme</p>",
    }
    logged = await client.change("logSegment", segmentId=world["segment"], delivery={})
    assert logged["loggedCount"] == 2
    kept = await client.ask(
        """query ($id: ID!) { segment(by: { id: $id }) {
            interactions { nodes { contact { name } letter { subject bodyText language } } } } }""",
        id=world["segment"],
    )
    read = {
        each["contact"]["name"]: each["letter"] for each in kept["data"]["segment"]["interactions"]["nodes"]
    }
    assert read["Acme"]["subject"] == "For Acme"
    assert read["Eve"]["subject"] == "Spring" and read["Eve"]["bodyText"].startswith("Dear Eve, see you on ")
