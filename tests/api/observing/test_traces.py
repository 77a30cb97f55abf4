"""Traces: spans with the right parents arrive at a collector, and no value is in them."""

from __future__ import annotations

from typing import Any

from schema.graph.ids import encoded
from tests.api.observing.collector import attributes, collector
from tests.api.servers import running
from tests.builders import a_contact

QUERY = """
query People($secret: String) {
  contacts(first: 10, search: $secret) { nodes { name company { name } interactions { totalCount } } }
  campaigns { totalCount }
}
"""
MUTATION = """
mutation Rename($input: UpdateContactInput!) {
  updateContact(input: $input) { contact { name } userErrors { code } }
}
"""
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def named(spans: list[Any], name: str) -> Any:
    [found] = [span for span in spans if span.name == name]
    return found


async def test_a_query_its_resolvers_and_their_statements_are_one_trace(database: str) -> None:
    company = await a_contact(kind="COMPANY", name="Confidential Ltd")
    for number in range(3):
        await a_contact(name=f"Confidential {number}", company_id=company.id)
    with collector() as collected:
        async with running(database, TRACES_URL=collected.url) as server:
            headers = {"traceparent": f"00-{TRACE}-{CALLER}-01", "X-Request-Id": "mine"}
            body = {"query": QUERY, "operationName": "People", "variables": {"secret": "Confidential"}}
            answer = await server.http.post("/graphql", json=body, headers=headers)
            assert len(answer.json()["data"]["contacts"]["nodes"]) == 4
            await server.stop()
        spans = [span for span in collected.spans if span.trace_id.hex() == TRACE]
    operation = named(spans, "query People")
    assert operation.parent_span_id.hex() == CALLER
    assert attributes(operation)["touchbase.request_id"] == "mine"
    by_id = {span.span_id: span for span in spans}
    for name, parents in (("Query.contacts", "1"), ("Query.campaigns", "1"), ("Contact.company", "4")):
        assert named(spans, name).parent_span_id == operation.span_id
        assert attributes(named(spans, name))["graphql.parents"] == parents
    statements = [span for span in spans if "db.query.text" in attributes(span)]
    assert {by_id[span.parent_span_id].name for span in statements} >= {"Query.contacts", "Contact.company"}
    system = "postgresql" if database.startswith("postgres") else "sqlite"
    assert {attributes(span)["db.system.name"] for span in statements} == {system}
    assert not [body for body in collected.bodies if b"Confidential" in body]


async def test_a_change_shows_its_statements_and_no_value_of_them(database: str) -> None:
    contact = await a_contact()
    with collector() as collected:
        async with running(database, TRACES_URL=collected.url) as server:
            values = {"contactId": encoded("Contact", contact.id), "name": "Confidential"}
            answer = await server.ask(MUTATION, input=values)
            assert answer["updateContact"]["contact"]["name"] == "Confidential"
            await server.stop()
        spans = collected.spans
    operation = next(span for span in spans if span.name.startswith("mutation"))
    change = named(spans, "Mutation.updateContact")
    assert change.parent_span_id == operation.span_id
    assert [
        span
        for span in spans
        if span.parent_span_id == change.span_id and span.name in ("UPDATE", "WITH", "BEGIN")
    ]
    assert not [body for body in collected.bodies if b"Confidential" in body]


async def test_a_server_whose_collector_is_away_answers_all_the_same(database_url: str) -> None:
    async with running(database_url, TRACES_URL="http://127.0.0.1:9") as server:
        assert await server.ask("{ __typename }") == {"__typename": "Query"}
