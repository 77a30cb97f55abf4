"""Statistics of campaigns as clients ask for them."""

from __future__ import annotations

from tests.builders import (
    a_campaign,
    an_interaction,
)
from tests.db.segments.lines import euros
from tests.schema.asking import ask, refusal
from tests.statements import counted_statements

STATISTICS = """totals { interactionCount totalCost { amount currency } totalDurationMinutes }
    targetCount responseCount"""


async def test_statistics_of_campaigns_cost_the_same_whatever_their_number() -> None:
    counts = []
    for _ in range(2):
        campaign = await a_campaign()
        await an_interaction(campaign_id=campaign.id, cost=euros("2.50"), is_campaign_target=True)
        await an_interaction(campaign_id=campaign.id, duration_minutes=5, is_campaign_response=True)
        with counted_statements() as statements:
            answer = await ask(f"{{ campaigns {{ nodes {{ statistics {{ {STATISTICS} }} }} }} }}")
        counts.append(len(statements))
    assert answer["campaigns"]["nodes"] == [
        {
            "statistics": {
                "totals": {
                    "interactionCount": 2, "totalDurationMinutes": "5",
                    "totalCost": {"amount": "2.50", "currency": "USD"},
                },
                "targetCount": 1, "responseCount": 1,
            }
        }
    ] * 2  # fmt: skip
    assert counts[0] == counts[1] == 3  # the campaigns, what they came to, the currency


async def test_statistics_are_asked_for_in_a_range_of_time() -> None:
    campaign = await a_campaign()
    await an_interaction(campaign_id=campaign.id)
    document = """{ campaigns { nodes {
        before: statistics(range: { until: "2026-03-02T09:30:00Z" }) { totals { interactionCount } }
        after: statistics(range: { from: "2026-03-02T09:30:00Z", until: null }) { totals { interactionCount } }
        always: statistics(range: null) { totals { interactionCount } } } } }"""
    assert (await ask(document))["campaigns"]["nodes"] == [
        {
            "before": {"totals": {"interactionCount": 0}},
            "after": {"totals": {"interactionCount": 1}},
            "always": {"totals": {"interactionCount": 1}},
        }
    ]


async def test_a_range_that_ends_before_it_begins_is_told() -> None:
    await a_campaign()
    turned = 'range: { from: "2026-03-02T09:30:00Z", until: "2026-03-02T09:29:00Z" }'
    message = await refusal(
        f"{{ campaigns {{ nodes {{ statistics({turned}) {{ totals {{ interactionCount }} }} }} }} }}"
    )
    assert message == "The range ends before it begins. Give an `until` that is not before `from`."
