"""Which content a line has: its own, else that of the segment in its language, else that of the template."""

from __future__ import annotations

from db.errors import Code
from db.models import LetterContent, Segment, SegmentLetterContent
from db.segments.editing import ApplyTo, delete_segment, update_segment
from db.segments.follow_up import FollowUp
from db.segments.letter_contents import set_segment_letter_content
from db.segments.lines import personalize_segment_lines
from db.segments.logging import log_segment
from tests.builders import (
    a_contact,
    a_content,
    a_segment,
    a_segment_letter_content,
    a_template,
    a_template_language,
)
from tests.conftest import NOW
from tests.db.segments.lines import a_line, entries_of, lines_of, shown
from tests.refusals import refused


async def a_spoken_template(**values: object) -> dict[str, int]:
    """A template with content in English and German: its id, and those of the contents."""
    template = await a_template(**values)
    ids = {"template": template.id}
    for language in ("en", "de"):
        ids[language] = (await a_content(subject=language)).id
        await a_template_language(template, language=language, letter_content_id=ids[language])
    return ids


async def test_content_follows_the_language_of_the_line() -> None:
    ids = await a_spoken_template()
    people = [(await a_contact(language=language)).id for language in ("en", "de", "fr")]
    segment = await a_segment(template_id=ids["template"], contact_ids=people, language="de")
    assert [await shown(segment, "letter_content_id", place) for place in range(3)] == [
        (ids["en"], "TEMPLATE"), (ids["de"], "TEMPLATE"), (ids["de"], "TEMPLATE"),
    ]  # fmt: skip
    await update_segment(segment.id, {}, {"language": "es"}, now=NOW)
    assert await shown(segment, "letter_content_id", 2) == (None, "TEMPLATE")


async def test_the_segment_adapts_a_language_and_a_line_adapts_it_for_itself() -> None:
    ids = await a_spoken_template()
    people = [(await a_contact(language="de")).id for _ in range(2)]
    segment = await a_segment(template_id=ids["template"], contact_ids=people)
    adapted = (await a_segment_letter_content(segment, "de")).letter_content_id
    assert await shown(segment, "letter_content_id") == (adapted, "SEGMENT")
    own = (await a_content()).id
    first, _ = await lines_of(segment)
    await personalize_segment_lines([first.id], {"letter_content_id": own}, now=NOW)
    assert await shown(segment, "letter_content_id") == (own, "LINE")
    await set_segment_letter_content(segment.id, "de", None, now=NOW)
    assert await shown(segment, "letter_content_id", 1) == (ids["de"], "TEMPLATE")
    await personalize_segment_lines([first.id], {"letter_content_id": None}, now=NOW)
    assert await shown(segment, "letter_content_id") == (ids["de"], "TEMPLATE")


async def test_a_line_with_a_template_of_its_own_does_not_ask_the_segment() -> None:
    ids, others = await a_spoken_template(), await a_spoken_template()
    segment = await a_segment(0, template_id=ids["template"])
    await a_segment_letter_content(segment, "en")
    await a_line(segment, await a_contact(language="en"), template_id=others["template"])
    assert await shown(segment, "letter_content_id") == (others["en"], "TEMPLATE")


async def test_setting_changing_and_taking_away_say_whether_anything_differed() -> None:
    segment, first, second = await a_segment(0), (await a_content()).id, (await a_content()).id
    steps = [("de", first), ("de", first), ("DE", second), ("en", None), ("de", None), ("de", None)]
    done = [
        (await set_segment_letter_content(segment.id, language, content, now=NOW)).changed
        for language, content in steps
    ]
    assert done == [True, False, True, False, True, False]
    assert (await Segment.get(id=segment.id)).revision == segment.revision + 3
    assert not await SegmentLetterContent.exists()


async def test_content_of_a_segment_is_refused_where_it_cannot_be() -> None:
    segment, content = await a_segment(1), await a_content()
    with refused((Code.INVALID, "language"), (Code.NOT_FOUND, "letter_content_id")):
        await set_segment_letter_content(segment.id, "klingonish", 999, now=NOW)
    with refused((Code.NOT_FOUND, "segment_id")):
        await set_segment_letter_content(999, "de", content.id, now=NOW)
    with refused((Code.REVISION_CONFLICT, "expected_revision")):
        await set_segment_letter_content(segment.id, "de", content.id, expected_revision=99, now=NOW)
    with refused((Code.NOT_FOUND, "values.letter_content_id")):
        await personalize_segment_lines(
            [(await lines_of(segment))[0].id], {"letter_content_id": 999}, now=NOW
        )
    await log_segment(segment.id, now=NOW)
    with refused((Code.SEGMENT_ALREADY_LOGGED, "segment_id")):
        await set_segment_letter_content(segment.id, "de", content.id, now=NOW)


async def test_lines_that_keep_their_template_keep_the_content_that_the_segment_gave() -> None:
    ids, others = await a_spoken_template(), await a_spoken_template()
    people = [(await a_contact(language=language)).id for language in ("de", "en")]
    segment = await a_segment(template_id=ids["template"], contact_ids=people)
    adapted = (await a_segment_letter_content(segment, "de")).letter_content_id
    changes = {"template_id": others["template"]}
    await update_segment(segment.id, {}, changes, apply_to=ApplyTo.NONE, now=NOW)
    assert [(await shown(segment, "letter_content_id", place))[0] for place in range(2)] == [
        adapted,
        ids["en"],
    ]


async def test_content_is_logged_as_it_was_shown_and_kept_by_a_follow_up_if_so_asked() -> None:
    ids = await a_spoken_template()
    segment = await a_segment(0, template_id=ids["template"])
    own = (await a_content()).id
    await a_line(segment, await a_contact(language="de"))
    await a_line(segment, await a_contact(language="en"), letter_content_id=own)
    made = await log_segment(segment.id, follow_up=FollowUp(keep_personalization=True), now=NOW)
    assert [each.letter_content_id for each in await entries_of(segment)] == [ids["de"], own]
    assert made.follow_up is not None
    assert [line.letter_content_id for line in await lines_of(made.follow_up)] == [None, own]


async def test_the_content_of_a_segment_goes_with_it_and_the_letter_stays() -> None:
    segment = await a_segment(0)
    content = (await a_segment_letter_content(segment, "de")).letter_content_id
    await delete_segment(segment.id)
    assert not await SegmentLetterContent.exists() and await LetterContent.exists(id=content)
