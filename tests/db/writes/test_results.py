"""Results of verbs are known by names of their own, which outlive the files that they stand in."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from typing import Any, get_origin

import pytest
from tortoise.models import Model

import db
from db.segments.logging import SegmentLogged
from db.writes.result_names import NAMES_OF_BEFORE
from db.writes.results import registered_results, result_name
from db.writes.transactions import transactional
from tests.test_agreement import ROOT, verbs

NAMES = {
    "AlternativeAddressCreated",
    "AlternativeAddressDeleted",
    "AlternativeAddressUpdated",
    "ApiKeyCreated",
    "ApiKeyRevoked",
    "AttachmentUploaded",
    "CampaignCreated",
    "CampaignEntriesDeleted",
    "CampaignEntriesMarked",
    "CampaignEntryDeleted",
    "CampaignEntryMarked",
    "CampaignStatusCreated",
    "CampaignStatusUpdated",
    "CampaignUpdated",
    "CommentAdded",
    "CommentDeleted",
    "CommentUpdated",
    "ContactCreated",
    "ContactDeleted",
    "ContactUpdated",
    "ContactsAdded",
    "ContactsDeleted",
    "ContactsDistinguished",
    "ContactsGrouped",
    "ContactsMerged",
    "ContentCreated",
    "CriteriaReused",
    "CriteriaSaved",
    "DeliveriesCanceled",
    "DeliveriesRetried",
    "FollowUpCreated",
    "GroupCreated",
    "GroupUpdated",
    "GroupingCreated",
    "GroupingUpdated",
    "InteractionCorrected",
    "InteractionDeleted",
    "InteractionEvaluated",
    "InteractionPostponed",
    "InteractionResumed",
    "InteractionsCreated",
    "InteractionsDeleted",
    "InteractionsEvaluated",
    "InteractionsMarked",
    "LineContactReplaced",
    "LetterContentCreated",
    "LinesPersonalized",
    "LinesRemoved",
    "MailingGroupApplied",
    "NumberSeriesCreated",
    "NumberSeriesUpdated",
    "Placing",
    "SalespersonCreated",
    "SalespersonUpdated",
    "SalutationCreated",
    "SalutationFormulaCreated",
    "SalutationFormulaDeleted",
    "SalutationFormulaUpdated",
    "SalutationUpdated",
    "SavedCriteriaUpdated",
    "SegmentContentSet",
    "SegmentCreated",
    "SegmentDeleted",
    "SegmentGrouped",
    "SegmentLetterContentSet",
    "SegmentLogged",
    "SegmentMarked",
    "SegmentUpdated",
    "SegmentsDeleted",
    "SetupUpdated",
    "StepTaken",
    "StepUndone",
    "TemplateCreated",
    "TemplateDeleted",
    "TemplateLanguageCreated",
    "TemplateLanguageDeleted",
    "TemplateLanguageUpdated",
    "TemplateUpdated",
}
"""Every name that a database may hold. A new one joins; one that is given up stays, and is in `NAMES_OF_BEFORE`."""

PLAIN_VALUES = {"load_demo"}
"""Verbs without a result to keep: no request asks for them."""


@pytest.fixture(autouse=True)
def _open() -> None:
    """No database is needed, but every module that may declare a verb."""
    for module in pkgutil.walk_packages(db.__path__, "db."):
        if not module.name.startswith("db.migrations.0"):
            importlib.import_module(module.name)


def test_every_verb_returns_a_row_or_a_registered_result() -> None:
    for name, path in verbs().items():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        verb = inspect.unwrap(getattr(importlib.import_module(module), name))
        stated = eval(verb.__annotations__["return"], verb.__globals__)
        kind: Any = get_origin(stated) or stated
        if name not in PLAIN_VALUES and not issubclass(kind, Model):
            assert registered_results()[kind.__name__] is kind, name


def test_no_name_of_a_result_goes_away() -> None:
    assert registered_results().keys() <= NAMES, "add the new name to the names that a database may hold"
    assert registered_results().keys() | NAMES_OF_BEFORE.keys() >= NAMES
    assert set(NAMES_OF_BEFORE.values()) <= registered_results().keys()


def test_the_places_that_databases_hold_are_those_of_before_whatever_moves() -> None:
    places = "\n".join(sorted(name for name in NAMES_OF_BEFORE if ":" in name))
    digest = hashlib.sha256(places.encode()).hexdigest()
    assert digest == "677452469f03cf45b982b0efd5b71b7df5698ccbdcb57840d346e7309c71dc5a"


def test_two_results_do_not_share_a_name() -> None:
    another = dataclass(type("SegmentLogged", (), {}))

    async def verb() -> Any: ...

    verb.__annotations__["return"] = another
    with pytest.raises(TypeError, match="SegmentLogged, a name that a result in db"):
        transactional(verb)
    assert registered_results()["SegmentLogged"] is SegmentLogged


def test_a_verb_says_what_it_returns() -> None:
    async def verb(): ...  # type: ignore[no-untyped-def]

    with pytest.raises(TypeError, match="has to say what it returns"):
        transactional(verb)


def test_what_no_verb_says_is_not_kept() -> None:
    @dataclass
    class Secret:
        value: int

    with pytest.raises(TypeError, match="No verb says that it returns Secret"):
        result_name(Secret(1))
