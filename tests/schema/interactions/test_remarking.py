"""Evaluations and comments as clients give them."""

from __future__ import annotations

from schema.graph.ids import global_id
from tests.builders import (
    an_interaction,
)
from tests.schema.interacting import (
    COMMENT,
    EVALUATE,
    done,
    refused,
)


async def test_an_evaluation_is_given_left_as_it_is_and_taken_back() -> None:
    identity = global_id(await an_interaction())
    given = await done(EVALUATE, interactionId=identity, evaluation="POSITIVE")
    assert given["interaction"] == {"id": identity, "evaluation": "POSITIVE", "revision": 2}
    left = await done(EVALUATE, interactionId=identity)
    assert (left["changed"], left["interaction"]["evaluation"]) == (False, "POSITIVE")
    back = await done(EVALUATE, interactionId=identity, evaluation=None)
    assert (back["changed"], back["interaction"]["evaluation"]) == (True, None)


async def test_a_comment_comes_with_its_place_among_the_comments() -> None:
    identity = global_id(await an_interaction())
    await done(COMMENT, interactionId=identity, text="One")
    added = await done(COMMENT, interactionId=identity, text="Two\nlines")
    comment = added["interactionComment"]
    assert (comment["text"], comment["interaction"]) == ("Two\nlines", {"id": identity})
    assert added["interaction"]["comments"]["totalCount"] == 2
    assert added["interactionCommentEdge"]["cursor"] == added["interaction"]["comments"]["edges"][1]["cursor"]
    assert await refused(COMMENT, interactionId=identity, text=" ") == [("REQUIRED", "input.text")]
