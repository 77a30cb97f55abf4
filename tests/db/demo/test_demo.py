"""The demo data: whole or not at all, the same every time, and worth to look at."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import phonenumbers
import pytest

from db.contacts.alternative_addresses import active_addresses
from db.demo import load_demo
from db.models import (
    AlternativeAddress,
    Campaign,
    CampaignStatus,
    Contact,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactKind,
    ContactMailingGroup,
    Formality,
    IndustryGroup,
    Interaction,
    InteractionComment,
    InteractionGroup,
    InteractionStatus,
    InteractionTemplate,
    JobResponsibility,
    MailingGroup,
    MarketingSetup,
    NumberSeries,
    Salesperson,
    Salutation,
    SavedCriteria,
    Segment,
    SegmentLine,
    SegmentStatus,
)
from db.salutations.formulas import greetings_of
from db.segments.issues import count_issues
from tests.builders import (
    a_campaign,
    a_contact,
    a_group,
    a_job_responsibility,
    a_mailing_group,
    a_salesperson,
    a_salutation,
    an_industry_group,
)
from tests.databases import on_demo_data

NOUNS = (
    Contact,
    AlternativeAddress,
    Salesperson,
    InteractionGroup,
    InteractionTemplate,
    Interaction,
    InteractionComment,
    Segment,
    MailingGroup,
    IndustryGroup,
    JobResponsibility,
    Campaign,
    CampaignStatus,
    SavedCriteria,
    Salutation,
)


async def counts() -> list[int]:
    return [await noun.all().count() for noun in NOUNS]


async def test_the_demo_is_loaded_once(now: datetime) -> None:
    assert await load_demo(now=now)
    loaded = await counts()
    assert 0 not in loaded
    assert not await load_demo(now=now + timedelta(days=1))
    assert await counts() == loaded


@pytest.mark.parametrize(
    "begin",
    [
        *(a_contact, a_group, a_salesperson, a_mailing_group, an_industry_group, a_job_responsibility),
        *(a_campaign, a_salutation),
    ],
)
async def test_where_somebody_has_begun_nothing_is_loaded(begin, now: datetime) -> None:
    await begin()
    before = await counts()
    assert not await load_demo(now=now)
    assert await counts() == before


async def test_a_demo_that_was_stopped_in_the_middle_leaves_nothing_and_can_be_loaded_again(
    now: datetime,
) -> None:
    def stop(chapter: str, done: int, total: int) -> None:
        if (chapter, done) == ("Segments", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await load_demo(now=now, progress=stop)
    assert await counts() == [0] * len(NOUNS)
    assert await NumberSeries.filter(last_value__gt=0).count() == 0
    assert (await MarketingSetup.get()).default_language is None
    assert await load_demo(now=now)
    assert (await Contact.all().order_by("id").first()).number == "CT000001"  # type: ignore[union-attr]


async def test_two_who_load_at_once_load_it_once(now: datetime) -> None:
    answers = await asyncio.gather(*[load_demo(now=now) for _ in range(2)])
    assert sorted(answers) == [False, True]
    assert await Contact.filter(number="CT000001").count() == 1


async def test_progress_goes_chapter_by_chapter_to_the_end(now: datetime) -> None:
    calls: list[tuple[str, int, int]] = []
    await load_demo(now=now, progress=lambda *call: calls.append(call))
    chapters = list(dict.fromkeys(chapter for chapter, _, _ in calls))
    assert chapters == [
        "Salespeople", "Templates", "Contacts", "Interactions", "Segments", "Postponed", "Campaign",
    ]  # fmt: skip
    for chapter in chapters:
        steps = [(done, total) for each, done, total in calls if each == chapter]
        assert steps == [(done, len(steps)) for done in range(1, len(steps) + 1)]


@on_demo_data
async def test_the_demo_shows_what_real_contacts_look_like() -> None:
    contacts = await Contact.all()
    kinds = Counter(contact.kind for contact in contacts)
    assert kinds[ContactKind.COMPANY] > 50 and kinds[ContactKind.PERSON] > 200
    assert any("а" <= contact.name[0].lower() <= "я" for contact in contacts)
    assert any(contact.name.startswith("Ż") for contact in contacts)
    for odd in (
        "privacy_blocked",
        "excluded_from_segments",
        "is_minor",
        "has_parental_consent",
        "company_id",
    ):
        assert 0 < sum(bool(getattr(contact, odd)) for contact in contacts) < len(contacts), odd
    assert any(contact.email is None for contact in contacts)
    domains = {contact.email.partition("@")[2] for contact in contacts if contact.email}
    assert domains == {"example.com", "example.org", "example.net"}
    for contact in contacts:
        assert contact.phone is None or phonenumbers.is_valid_number(phonenumbers.parse(contact.phone))


@on_demo_data
async def test_contacts_of_the_demo_are_greeted_in_their_languages() -> None:
    spoken = await Contact.filter(language__in=["en", "de", "ru", "fr"])
    for formality in Formality:
        greetings = await greetings_of([contact.id for contact in spoken], formality)
        assert set(greetings) == {contact.id for contact in spoken}
        assert not any("%" in greeted or "  " in greeted for greeted in greetings.values())
    people = [contact for contact in spoken if contact.kind is ContactKind.PERSON and contact.surname]
    assert all(contact.name == f"{contact.first_name} {contact.surname}" for contact in people)
    german = [contact.id for contact in people if contact.language == "de"]
    greeted = set((await greetings_of(german, Formality.FORMAL)).values())
    assert {each[:19].rstrip() for each in greeted} >= {"Sehr geehrte Frau W", "Sehr geehrter Herr"}


@on_demo_data
async def test_somebody_in_the_demo_is_elsewhere_today(now: datetime) -> None:
    ids = [contact.id for contact in await Contact.all()]
    assert len(await active_addresses(ids, now.date())) == 1
    assert len(await active_addresses(ids, now.date().replace(month=7))) == 2


@on_demo_data
async def test_the_demo_holds_every_state_of_the_log(now: datetime) -> None:
    entries = await Interaction.all()
    states = Counter(entry.status for entry in entries)
    assert states[InteractionStatus.LOGGED] >= 400
    assert states[InteractionStatus.CANCELED] >= 10 and states[InteractionStatus.POSTPONED] >= 5
    assert any(entry.attempt_failed for entry in entries) and any(entry.evaluation for entry in entries)
    happened = [entry.occurred_at for entry in entries if entry.occurred_at]
    assert now - timedelta(days=760) < min(happened) < now - timedelta(days=700) and max(happened) < now
    assert all(entry.created_at <= entry.updated_at <= now for entry in entries)


@on_demo_data
async def test_one_segment_is_ready_one_is_not_one_is_logged_one_is_canceled() -> None:
    logged, follow_up, ready, canceled = await Segment.filter(campaign_id=None).order_by("number").limit(4)
    assert [each.number for each in (logged, follow_up, ready, canceled)] == [
        "SM00001", "SM00002", "SM00003", "SM00004",
    ]  # fmt: skip
    assert [each.status for each in (logged, follow_up, ready, canceled)] == [
        SegmentStatus.LOGGED, SegmentStatus.OPEN, SegmentStatus.OPEN, SegmentStatus.CANCELED,
    ]  # fmt: skip
    assert follow_up.follow_up_of_id == logged.id  # type: ignore[attr-defined]
    assert (await count_issues(ready.id), await count_issues(follow_up.id)) == (0, 1)
    assert await SegmentLine.filter(segment_id=ready.id, description__isnull=False).exists()
    assert await SegmentLine.filter(segment_id=logged.id, skipped_because="CONTACT_BLOCKED").count() == 1


@on_demo_data
async def test_contacts_of_the_demo_are_in_groups_and_some_are_in_none() -> None:
    companies, people = [await Contact.filter(kind=kind).count() for kind in ContactKind]
    for group, membership, all_of_them in (
        (MailingGroup, ContactMailingGroup, companies + people),
        (IndustryGroup, ContactIndustryGroup, companies),
        (JobResponsibility, ContactJobResponsibility, people),
    ):
        assert 2 <= await group.all().count() <= 4
        members = {row.contact_id for row in await membership.all()}
        assert 10 < len(members) < all_of_them
