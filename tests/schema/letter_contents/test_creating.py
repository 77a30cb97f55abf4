"""Content and letters as clients see them."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLInputObjectType

from db.deliveries.waking import listening
from db.letter_contents.merge_fields import NAMES
from db.models import Delivery
from schema import schema
from schema.graph.context import Context
from schema.graph.errors import coded
from schema.graph.ids import encoded, global_id, number_of
from tests.builders import (
    a_contact,
    a_content,
    a_salesperson,
    a_segment,
    a_template,
    a_template_language,
    an_interaction,
)
from tests.conftest import NOW
from tests.schema.asking import ask, refusal
from tests.schema.test_story import done
from tests.statements import counted_statements

LETTER = "subject bodyHtml bodyText language letterContent { id }"
PREVIEW = f"""query ($input: PreviewInteractionLetterInput!) {{
    previewInteractionLetter(input: $input) {{ letter {{ {LETTER} }} userErrors {{ code path }} }} }}"""


async def a_template_with_content(language: str = "en", **values: Any) -> str:
    template = await a_template(**values)
    await a_template_language(template, language=language, letter_content_id=(await a_content()).id)
    return global_id(template)


def test_the_schema_lists_every_merge_field() -> None:
    kind = schema._schema.type_map["CreateLetterContentInput"]
    assert isinstance(kind, GraphQLInputObjectType) and kind.description
    listed = set()
    for noun in kind.description.split("Merge fields: ")[1].rstrip(".").replace("\n", " ").split("; "):
        first, *others = noun.split(", ")
        listed |= {first, *(f"{first.split('.')[0]}.{each.split('.')[-1]}" for each in others)}
    assert listed == set(NAMES)


async def test_content_is_created_once_for_a_key_and_listed_the_latest_first() -> None:
    given = {"subject": "Spring", "bodyText": "Dear {{ contact.name }}", "idempotencyKey": "key"}
    fields = "replayed letterContentEdge { cursor } letterContent { id subject bodyHtml bodyText }"
    first, again = [await done("createLetterContent", fields, **given) for _ in range(2)]
    assert again == first | {"replayed": True} and not first["replayed"]
    later = await done("createLetterContent", "letterContent { id }", subject="Later", bodyHtml="<p>Hi</p>")
    listed = (await ask("{ letterContents { nodes { id } } }"))["letterContents"]["nodes"]
    assert listed == [later["letterContent"], {"id": first["letterContent"]["id"]}]


async def test_a_template_speaks_content_in_a_language_until_it_is_taken_away() -> None:
    template, content = global_id(await a_template()), global_id(await a_content())
    fields = "templateLanguage { id letterContent { id } }"
    made = await done(
        "createTemplateLanguage",
        fields,
        interactionTemplateId=template,
        language="fr",
        description="Lettre",
        letterContentId=content,
    )
    assert made["templateLanguage"]["letterContent"] == {"id": content}
    spoken = made["templateLanguage"]["id"]
    cleared = await done("updateTemplateLanguage", fields, templateLanguageId=spoken, letterContentId=None)
    assert cleared["templateLanguage"]["letterContent"] is None


async def test_a_segment_and_a_line_say_what_they_send_and_where_it_comes_from() -> None:
    segment = await a_segment(2, language="en")
    content, own = global_id(await a_content()), global_id(await a_content(subject="Own"))
    fields = """changed segmentLetterContent { id language letterContent { id } }
        segmentLetterContentEdge { cursor node { id } } deletedSegmentLetterContentId
        segment { letterContents { edges { cursor node { id } } nodes { language } }
            lines { nodes { id letterContent { origin value { id } } } } }"""
    given = {"segmentId": global_id(segment), "language": "en", "letterContentId": content}
    adapted = await done("setSegmentLetterContent", fields, **given)
    lines = adapted["segment"]["lines"]["nodes"]
    assert [line["letterContent"] for line in lines] == [{"origin": "SEGMENT", "value": {"id": content}}] * 2
    placed = adapted["segmentLetterContent"].pop("id")
    assert adapted["segmentLetterContent"] == {"language": "en", "letterContent": {"id": content}}
    assert adapted["segment"]["letterContents"]["edges"] == [adapted["segmentLetterContentEdge"]]
    assert (adapted["segmentLetterContentEdge"]["node"]["id"], adapted["deletedSegmentLetterContentId"]) == (
        placed,
        None,
    )
    personal = await done(
        "personalizeSegmentLines",
        "lines { letterContent { origin value { id } } }",
        lineIds=[lines[0]["id"]],
        values={"letterContentId": own},
    )
    assert personal["lines"] == [{"letterContent": {"origin": "LINE", "value": {"id": own}}}]
    shown = (await ask(PREVIEW, input={"lineId": lines[0]["id"]}))["previewInteractionLetter"]["letter"]
    assert (shown["subject"], shown["letterContent"]["id"]) == ("Own", own)
    cleared = await done("setSegmentLetterContent", fields, **given | {"letterContentId": None})
    assert cleared["deletedSegmentLetterContentId"] == placed and cleared["segmentLetterContentEdge"] is None
    assert cleared["segmentLetterContent"] is None and cleared["segment"]["letterContents"]["nodes"] == []


async def test_what_was_previewed_is_the_letter_of_the_entry() -> None:
    template = await a_template_with_content()
    contact = global_id(await a_contact(name="Ann", language="en", email="ann@example.com"))
    values = {"contactId": contact, "templateId": template}
    shown = (await ask(PREVIEW, input={"fromTemplate": values}))["previewInteractionLetter"]["letter"]
    assert (shown["subject"], shown["bodyText"], shown["language"]) == ("Spring", "Dear Ann", "en")
    made = await done(
        "createInteraction",
        f"interaction {{ letterContent {{ id }} letter {{ {LETTER} }} }}",
        source={"contactIds": [contact]},
        values={"templateId": template, "salespersonId": global_id(await a_salesperson())},
        delivery={},
    )
    assert (
        made["interaction"]["letter"] == shown
        and made["interaction"]["letterContent"] == shown["letterContent"]
    )
    assert await Delivery.all().count() == 1


async def test_what_is_postponed_has_no_letter_and_no_link_yet_even_with_content_of_its_own() -> None:
    contact = global_id(await a_contact(salesperson_id=(await a_salesperson()).id))
    postponed = await done(
        "createInteraction",
        "interaction { id letterContent { id } letter { subject } hardCopyLink { url } }",
        mode="POSTPONE",
        source={"contactIds": [contact]},
        values={"letterContentId": global_id(await a_content())},
    )
    shown = postponed["interaction"]
    assert shown["letterContent"] and (shown["letter"], shown["hardCopyLink"]) == (None, None)
    resumed = await done(
        "resumeInteraction",
        "interaction { letter { subject } hardCopyLink { url } }",
        interactionId=shown["id"],
        values={"templateId": global_id(await a_template())},
    )
    assert resumed["interaction"]["letter"] and resumed["interaction"]["hardCopyLink"]


async def test_a_preview_starts_from_just_one_thing() -> None:
    contact, content = global_id(await a_contact()), global_id(await a_content())
    given = {"contactId": contact, "letterContentId": content}
    shown = (await ask(PREVIEW, input={"fromLetterContent": given}))["previewInteractionLetter"]
    assert shown["letter"]["letterContent"] == {"id": content} and shown["userErrors"] == []
    both = {"lineId": encoded("SegmentLine", 1), "fromLetterContent": given}
    assert "exactly one" in (await refusal(PREVIEW, input=both)).lower()


async def test_a_preview_of_a_letter_that_cannot_be_tells_what_is_wrong_beside_it() -> None:
    contact, template = global_id(await a_contact()), global_id(await a_template())

    async def refused_with(**given: Any) -> list[tuple[str, str]]:
        answer = (await ask(PREVIEW, input=given))["previewInteractionLetter"]
        assert answer["letter"] is None
        return [(each["code"], ".".join(each["path"])) for each in answer["userErrors"]]

    assert await refused_with(lineId=encoded("SegmentLine", 99)) == [("NOT_FOUND", "input.lineId")]
    assert await refused_with(lineId=contact) == [("INVALID", "input.lineId")]
    assert await refused_with(fromTemplate={"contactId": contact, "templateId": template}) == [
        ("CONTENT_MISSING", "input.fromTemplate.templateId")
    ]
    given = {
        "contactId": encoded("Contact", 99),
        "letterContentId": encoded("Content", 99),
        "templateId": encoded("InteractionTemplate", 99),
        "salespersonId": encoded("Salesperson", 99),
        "language": "klingon",
    }
    assert await refused_with(fromLetterContent=given) == [
        ("INVALID", "input.fromLetterContent.language"),
        ("NOT_FOUND", "input.fromLetterContent.contactId"),
        ("NOT_FOUND", "input.fromLetterContent.templateId"),
        ("NOT_FOUND", "input.fromLetterContent.letterContentId"),
        ("NOT_FOUND", "input.fromLetterContent.salespersonId"),
    ]


async def test_letters_of_a_page_cost_no_statement_for_each() -> None:
    template = await a_template_with_content()
    salesperson = global_id(await a_salesperson())
    counts = []
    for size in (1, 8):
        people = [global_id(await a_contact(language="en")) for _ in range(size)]
        values = {"templateId": template, "salespersonId": salesperson}
        await done("createInteraction", "replayed", source={"contactIds": people}, values=values)
        with counted_statements() as statements:
            page = await ask(
                f"{{ interactions {{ nodes {{ letterContent {{ id }} letter {{ {LETTER} }} }} }} }}"
            )
        assert all(node["letter"] for node in page["interactions"]["nodes"])
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_a_letter_that_cannot_be_made_is_an_error_at_its_entry_alone() -> None:
    content = await a_content(body_text="{{ contact.name | plus: 1 | ceil }}")
    for name in ("1", "inf", "2"):
        await an_interaction(contact_id=(await a_contact(name=name)).id, letter_content_id=content.id)
    context = Context(now=NOW)
    page = "{ interactions(orderBy: [{ field: CREATED_AT }]) { nodes { id letter { bodyText } } } }"
    result = await schema.execute(page, context_value=context)
    assert result.data is not None and result.errors is not None
    nodes = result.data["interactions"]["nodes"]
    [error] = coded(result.errors, None)
    place = next(place for place, node in enumerate(nodes) if node["letter"] is None)
    assert error.path == ["interactions", "nodes", place, "letter"]
    assert error.extensions == {"code": "CONTENT_INVALID"}
    assert error.message == "This is no letter. It fails on one of its values (OverflowError)."
    assert {(node["letter"] or {}).get("bodyText") for node in nodes} == {"2", "3", None}


async def test_a_worker_beside_the_server_hears_that_something_was_queued() -> None:
    template = await a_template_with_content()
    values = {"templateId": template, "salespersonId": global_id(await a_salesperson())}
    contact = global_id(await a_contact(language="en", email="ann@example.com"))
    arguments = {"source": {"contactIds": [contact]}, "values": values}
    for delivery in (None, {}):
        with listening() as woken:
            await done("createInteraction", "replayed", delivery=delivery, **arguments)
            assert woken.is_set() is (delivery is not None)
    postponed = await done("createInteraction", "interaction { id }", mode="POSTPONE", **arguments)
    with listening() as woken:
        resumed = {"interactionId": postponed["interaction"]["id"], "delivery": {}}
        await done("resumeInteraction", "replayed", **resumed)
        assert woken.is_set()
    segment = await a_segment(1, template_id=number_of(template, "InteractionTemplate"))
    with listening() as woken:
        refusals = {"segmentId": global_id(segment), "delivery": {}, "errorPolicy": "SKIP_INVALID"}
        await ask(
            "mutation ($input: LogSegmentInput!) { logSegment(input: $input) { loggedCount } }",
            input=refusals,
        )
        assert not woken.is_set()
    assert await Delivery.all().count() == 2
