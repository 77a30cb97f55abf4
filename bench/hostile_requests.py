"""Requests of three kinds for `hostile.py`: valid ones, such as are made to be expensive, and broken ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any

import orjson

JSON = {"Content-Type": "application/json", "Accept": "application/json"}
COMBINING = "\u0301\u0323\u0308"


@dataclass
class Ids:
    """What may be named, by noun."""

    contacts: list[str] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    salespeople: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)


READ_IDS = """{
    contacts(first: 100) { nodes { id } } segments(first: 20) { nodes { id } }
    salespeople(first: 20) { nodes { id } } interactionTemplates(first: 20) { nodes { id } }
}"""
LINES = "query ($id: ID!) { node(id: $id) { ... on Segment { lines(first: 20) { nodes { id } } } } }"
STATISTICS = "query ($id: ID!) { node(id: $id) { ... on Contact { statistics { interactionCount } } } }"
WHERE = "query ($where: ContactWhere) { contacts(where: $where, first: 5) { nodes { id name } } }"
SEARCH = "query ($search: String) { contacts(search: $search, first: 5) { nodes { id } } }"
PREVIEW = (
    "query ($input: PreviewInteractionLetterInput!) {"
    " previewInteractionLetter(input: $input) { letter { subject } userErrors { code } } }"
)


def mutation(name: str, values: dict[str, Any]) -> bytes:
    kind = f"{name[0].upper()}{name[1:]}Input"
    return body(f"mutation ($i: {kind}!) {{ {name}(input: $i) {{ userErrors {{ code path }} }} }}", i=values)


def body(query: str, **variables: Any) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})


def valid(dice: random.Random, ids: Ids) -> tuple[str, bytes]:
    """What clients ask for all day."""
    contact, salesperson = dice.choice(ids.contacts), dice.choice(ids.salespeople)
    segment, template = dice.choice(ids.segments), dice.choice(ids.templates)
    number = dice.randrange(10**6)
    town = f"Town {number}"
    values = {"templateId": template, "salespersonId": salesperson}
    pages = "nodes { id name company { name } interactions(first: 5) { nodes { description occurredAt } } }"
    return dice.choice(
        [
            ("page", body(f"{{ contacts(first: 20) {{ {pages} }} }}")),
            ("search", body(SEARCH, search=dice.choice(["an", "ma", "bern", f"x{number}"]))),
            ("some names", body(WHERE, where={"name": {"in": [f"N{n}" for n in range(dice.randrange(1, 90))]}})),
            ("lines", body(LINES, id=segment)),
            ("statistics", body(STATISTICS, id=contact)),
            ("count", body("{ interactions { totalCount } }")),
            ("create contact", mutation("createContact", {"kind": "PERSON", "name": f"Soak {number}"})),
            ("change contact", mutation("updateContact", {"contactId": contact, "address": {"city": town}})),
            ("log", mutation("createInteraction", {"source": {"contactIds": [contact]}, "values": values})),
        ]
    )  # fmt: skip


def hostile(dice: random.Random, ids: Ids, without: Container[str] = ()) -> tuple[str, bytes]:
    """Each is within the form of a request, and made to cost as much as may be."""
    name, made = dice.choice([each for each in HOSTILE if each[0] not in without])
    return name, made(dice, ids)


def _letter(source: str) -> Callable[[random.Random, Ids], bytes]:
    return lambda dice, ids: mutation("createLetterContent", {"subject": "Hello", "bodyText": source})


def _nested(depth: int) -> dict[str, Any]:
    where: dict[str, Any] = {"name": {"contains": "a"}}
    for _ in range(depth):
        where = {"not": where}
    return where


def _names(dice: random.Random, most: int) -> dict[str, Any]:
    return {"name": {"in": [f"N{dice.randrange(10**6)}" for _ in range(dice.randrange(1, most))]}}


def _languages(dice: random.Random, ids: Ids) -> bytes:
    values = {"code": "X", "description": "X", "interactionGroupId": "x"}
    languages = [{"language": "en", "description": "x"}] * 40_000
    return mutation("createInteractionTemplate", {**values, "languages": languages})


def _segment(dice: random.Random, ids: Ids) -> bytes:
    return mutation("createSegment", {"description": "x", "contactIds": ["Q29udGFjdDo5OTk5OTk5"] * 100_000})


def _numbers(dice: random.Random, ids: Ids) -> bytes:
    return body(f"{{ contacts(first: {'9' * dice.choice([4301, 10_000])}) {{ totalCount }} }}")


def _introspection(dice: random.Random, ids: Ids) -> bytes:
    fields = "types { name fields { name description args { name } type { name ofType { name } } } }"
    return body("{" + " ".join(f"a{place}: __schema {{ {fields} }}" for place in range(30)) + "}")


def _search(text: Callable[[random.Random], str]) -> Callable[[random.Random, Ids], bytes]:
    return lambda dice, ids: body(SEARCH, search=text(dice))


def _where(made: Callable[[random.Random], dict[str, Any]]) -> Callable[[random.Random, Ids], bytes]:
    return lambda dice, ids: body(WHERE, where=made(dice))


def _order(dice: random.Random, ids: Ids) -> bytes:
    ordered = "query ($by: [ContactOrder!]) { contacts(orderBy: $by) { nodes { id } } }"
    return body(ordered, by=[{"field": "NAME"}] * 2000)


def _preview(dice: random.Random, ids: Ids) -> bytes:
    contact, template = dice.choice(ids.contacts), dice.choice(ids.templates)
    given = {"contactId": contact, "templateId": template, "language": "\u0000"}
    return body(PREVIEW, input={"fromTemplate": given})


def _cursor(dice: random.Random, ids: Ids) -> bytes:
    forged = dice.choice(["WyJcdTAwMDAiLDFd", "WzFlNDAwLDFd", "WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5IiwxXQ"])
    return body(f'{{ contacts(after: "{forged}") {{ nodes {{ id }} }} }}')


def _aliases(dice: random.Random, ids: Ids) -> bytes:
    return body(
        "{" + " ".join(f"a{n}: contacts(first: 100) {{ nodes {{ id name }} }}" for n in range(40)) + "}"
    )


HOSTILE: list[tuple[str, Callable[[random.Random, Ids], bytes]]] = [
    ("or of 1,000", _where(lambda dice: {"or": [{"name": {"contains": f"x{n}"}} for n in range(1000)]})),
    ("and of 3,000", _where(lambda dice: {"and": [{"kind": "PERSON"}] * 3000})),
    ("not of 19", _where(lambda dice: _nested(19))),
    ("in of any length", _where(lambda dice: _names(dice, 3_000))),
    ("in of 40,000", _where(lambda dice: {"number": {"in": [str(n) for n in range(40_000)]}})),
    ("long contains", _where(lambda dice: {"name": {"contains": "%_" * 100_000}})),
    ("5,000 words", _search(lambda dice: " ".join(f"w{n}" for n in range(5_000)))),
    ("combining marks", _search(lambda dice: "a" + COMBINING * dice.choice([7_000, 50_000]))),
    ("orderBy of 2,000", _order),
    ("long number", _numbers),
    ("introspection", _introspection),
    ("NUL as language", _preview),
    ("forged cursor", _cursor),
    ("forty aliases", _aliases),
    ("40,000 languages", _languages),
    ("100,000 wrong ids", _segment),
    ("Liquid range", _letter("{{ (1..30000000) | reverse | join }}")),
    (
        "Liquid work",
        _letter("{% for i in (1..2000) %}{{ contact.name | split: '' | sort | join }}{% endfor %}"),
    ),
    ("Liquid fault", _letter("{{ contact.name | plus: 1 | ceil }}{{ contact.name | compact: 1 }}")),
    ("deep document", lambda dice, ids: body("{a" * 3_000 + "}" * 3_000)),
]
"""By what is too much in it."""


def broken(dice: random.Random) -> tuple[str, bytes]:
    """A whole connection as it goes over the wire; some end in the middle."""
    name, text = dice.choice(BROKEN)
    return name, text


def _post(content: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = ["POST /graphql HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(content) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + content


def _get(path: str, *headers: str) -> bytes:
    return "\r\n".join(
        [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]
    ).encode()


PLAIN = body("{ __typename }")
BROKEN: list[tuple[str, bytes]] = [
    ("no JSON", _post(b"{", "Connection: close")),
    ("no UTF-8", _post(b'{"query": "\xff"}', "Connection: close")),
    ("a list", _post(b"[1]", "Connection: close")),
    ("half a body", _post(PLAIN[:5], length=500)),
    ("half a header", b"POST /graphql HTTP/1.1\r\nHost: local"),
    ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 5),
    ("h2c", _post(PLAIN, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")),
    ("long header", _get("/health/live", "X-Long: " + "x" * 100_000)),
    ("long line", _get("/explorer/assets/" + "x" * 20_000)),
    ("long name", _get("/explorer/assets/" + "x" * 300)),
    ("other host", _get("/graphql/", "X-Forwarded-Host: evil.example")),
    ("mutation by GET", _get("/graphql?query=mutation%7BcreateContact%7D")),
    ("two lengths", _post(PLAIN, "Content-Length: 3", "Connection: close")),
    ("chunked badly", b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
]  # fmt: skip
"""By what is wrong with it."""
