"""How long documents that are made to be expensive take to refuse or to check, beside a cheap one."""

from __future__ import annotations

import time
from collections.abc import Iterator

from schema import schema
from schema.guards.limits import Limits

ROUNDS = 5
REPEATED = Limits().repeated_fields


def documents() -> Iterator[tuple[str, str]]:
    """As large as the limits of size and tokens let them be."""
    size, most = Limits().document_size - 200, Limits().tokens - 20
    yield "cheap", "{ contacts { totalCount } }"
    yield "long comment", "#" + "x" * size + "\n{ __typename }"
    yield "long string", '{ contacts(search: "' + "x" * size + '") { totalCount } }'
    yield "long block string", '{ contacts(search: """' + "x\n" * (size // 2) + '""") { totalCount } }'
    yield "one field often", "{" + "__typename " * most + "}"
    yield "fields that are not there", "{contacts{nodes{" + " ".join(f"x{n}" for n in range(most)) + "}}}"
    yield "aliases", "{contacts{nodes{" + " ".join(f"a{n}: id" for n in range(most // 3)) + "}}}"
    for times in (REPEATED, REPEATED // 2):
        groups = [f"{name}{{totalCount}} " * times for name in CONNECTIONS]
        yield f"connections, each {times} times", "{contacts{nodes{" + "".join(groups)[: size // 2] + "}}}"
    again = "company{id name number address{city countryCode}} " * REPEATED
    yield "one object often", "{contacts{nodes{" + again + "}}}"
    fields = " ".join(["id name number email phone address{city} kind revision createdAt"] * REPEATED)
    yield "fields often", "{contacts{nodes{" + fields + "}}}"
    several = "".join(f"... on Query {{ contacts {{ nodes {{ {fields} }} }} }}" for _ in range(1))
    yield (
        "fields often, in six operations",
        "{"
        + several
        + "}"
        + "".join(f" query Q{n} {{ contacts {{ nodes {{ {fields} }} }} }}" for n in range(5)),
    )
    many = most // 11
    spreads, plain = (" ".join(f"...F{n}" for n in range(many)), "fragment F{} on Contact{{{}}} ")
    names = ("id", "name", "number", "email", "phone", "city", "kind", "revision")
    yield (
        "fragments side by side",
        "{contacts{nodes{"
        + spreads
        + "}}}"
        + "".join(plain.format(n, names[n % len(names)]) for n in range(many)),
    )
    yield (
        "fragments that nobody spreads",
        "{__typename}" + "".join(plain.format(n, "id") for n in range(most // 8)),
    )
    yield (
        "fragment bomb",
        "{...F0}"
        + "".join(f"fragment F{n} on Query{{...F{n + 1} ...F{n + 1}}}" for n in range(most // 14))
        + f"fragment F{most // 14} on Query{{__typename}}",
    )
    yield (
        "fragments in a circle",
        "{...F0}"
        + "".join(f"fragment F{n} on Query{{...F{(n + 1) % (most // 10)}}}" for n in range(most // 10)),
    )
    yield "operations", "".join(f"query Q{n}{{__typename}}" for n in range(most // 5))
    yield (
        "operations and fragments",
        "".join(f"query Q{n}{{...F0}}" for n in range(most // 12))
        + "".join(f"fragment F{n} on Query{{...F{n + 1}}}" for n in range(most // 20))
        + f"fragment F{most // 20} on Query{{__typename}}",
    )
    yield "variables", "query(" + "".join(f"$v{n}:Int " for n in range(most // 4)) + "){__typename}"
    yield "directives", "{__typename" + " @include(if:true)" * 50 + "}"
    yield "deep", "{a" * (most // 3) + "}" * (most // 3)
    yield "list of ids", "{nodes(ids:[" + '"a" ' * (most - 10) + "]){id}}"
    yield (
        "deep input",
        "{contacts(where:" + "{not:" * (most // 8) + "{}" + "}" * (most // 8) + "){totalCount}}",
    )


CONNECTIONS = ("interactions", "postponedInteractions", "timeline", "alternativeAddresses", "mailingGroups")


def main() -> None:
    schema.limits = Limits()
    schema._read_limited("{ __typename }")
    cheap = None
    for name, text in documents():
        seconds = min(_took(text) for _ in range(ROUNDS))
        cheap = cheap or seconds
        errors = schema._read_limited(text).errors
        found = (errors[0].extensions or {}).get("setting", "not valid") if errors else "valid"
        print(f"{name:32} {len(text):6} characters {seconds * 1000:8.2f} ms {seconds / cheap:7.1f}x  {found}")


def _took(text: str) -> float:
    began = time.process_time()
    schema._read_limited(text)
    return time.process_time() - began


if __name__ == "__main__":
    main()
