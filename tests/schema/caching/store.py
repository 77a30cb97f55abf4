"""A normalised store, as Relay, Apollo and urql keep one: records by id, lists by the field that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import get_named_type

from tests.schema.asking import ask
from tests.schema.caching.screens import GRAPH, PAGE, is_connection, is_edge, is_node, lists_of_root, whole

ROOT = "Query"
Record = dict[str, Any]


@dataclass
class List:
    """A list as far as it is known: how many there are, and which."""

    total: int
    ids: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Ref:
    """In the place of a node."""

    id: str


@dataclass
class Store:
    records: dict[str, Record] = field(default_factory=dict)

    def merge(self, kind: str, answer: Record, identity: str | None = None) -> None:
        """Take over the fields of a node that came with an answer."""
        record = self.records.setdefault(identity or answer["id"], {"__typename": kind})
        fields = GRAPH.type_map[kind].fields  # type: ignore[union-attr]
        for name, value in answer.items():
            if name == "__typename":
                continue
            if not is_connection(get_named_type(fields[name].type)):
                record[name] = self._normal(value)
                continue
            known = record.setdefault(name, List(0))
            known.total = value["totalCount"]
            if "nodes" in value:
                known.ids = {node["id"] for node in value["nodes"] if "id" in node}

    def _normal(self, value: Any) -> Any:
        """A value with references in the places of nodes; of these, all that came is taken over."""
        if isinstance(value, list):
            return [self._normal(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "id" in value and is_node(GRAPH.type_map[value["__typename"]]):
            self.merge(value["__typename"], value)
            return Ref(value["id"])
        return {name: self._normal(each) for name, each in value.items()}

    def insert(self, owner: str, name: str, identity: str, *, counts: bool) -> None:
        """Put a node into a list. A list of the root is counted by the client, others come with their total."""
        known = self.records.get(owner, {}).setdefault(name, List(0))
        if identity not in known.ids:
            known.ids.add(identity)
            known.total += counts

    def take_out(self, owner: str, name: str, identity: str) -> None:
        known = self.records[owner][name]
        if identity in known.ids:
            known.ids.discard(identity)
            known.total -= owner == ROOT

    def take_out_of_all(self, name: str, identity: str, payload: Record | None) -> None:
        """Take a node out of all lists of this name, or only out of those of the nodes in a payload."""
        nodes = [each["id"] for each in (payload or {}).values() if isinstance(each, dict) and name in each]
        for owner, record in self.records.items():
            if name in record and (payload is None or owner in nodes):
                self.take_out(owner, name, identity)

    def delete(self, identity: str) -> None:
        """Forget a node, wherever it stands. What was reached through it alone is reached no more."""
        self.records.pop(identity, None)
        for owner, record in self.records.items():
            for name, value in record.items():
                if isinstance(value, List):
                    self.take_out(owner, name, identity)

    def reached(self) -> Iterator[str]:
        """The ids of what a client can show, from the lists of the root on."""
        waiting, seen = [ROOT], set[str]()
        while waiting:
            identity = waiting.pop()
            if identity in seen or identity not in self.records:
                continue
            seen.add(identity)
            yield identity
            for value in self.records[identity].values():
                waiting += ids_in(value)


async def fresh() -> Store:
    """Everything that there is, asked for anew."""
    store = Store()
    lists = " ".join(
        f"{name}(first: {PAGE}) {{ totalCount nodes {{ __typename id }} }}" for name in lists_of_root()
    )
    answer = await ask(f"{{ {lists} marketingSetup {{ __typename id }} }}")
    kinds = {node["id"]: node["__typename"] for each in answer.values() for node in each.get("nodes", [each])}
    store.merge(ROOT, answer, ROOT)
    while kinds:
        for kind in set(kinds.values()):
            ids = [identity for identity, its in kinds.items() if its == kind]
            for begin in range(0, len(ids), PAGE):
                await _read(store, kind, ids[begin : begin + PAGE])
        kinds = {
            identity: type_of(identity)
            for record in list(store.records.values())
            for value in record.values()
            for identity in ids_in(value)
            if identity not in store.records
        }
    return store


async def _read(store: Store, kind: str, ids: list[str]) -> None:
    query = (
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{"
        f" {whole(GRAPH.type_map[kind], with_lists=True)} }} }} }}"
    )
    for node in (await ask(query, ids=ids))["nodes"]:
        store.merge(kind, node)


def type_of(identity: str) -> str:
    """A client has the type beside each id; here it is that of the noun in the id."""
    from schema.graph.ids import MODELS, TYPE_NAMES, decoded

    return TYPE_NAMES[MODELS[decoded(identity)[0]]]


def ids_in(value: Any) -> Iterator[str]:
    if isinstance(value, Ref):
        yield value.id
    elif isinstance(value, List):
        yield from value.ids
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from ids_in(each)


def apply(store: Store, mutation: str, payload: Record) -> None:
    """What a client does with a payload that it knows nothing of but the schema: types, names and descriptions."""
    assert GRAPH.mutation_type is not None
    kind: Any = get_named_type(GRAPH.mutation_type.fields[mutation].type)
    given = {name: value for name, value in payload.items() if name in kind.fields and value}
    for name, value in given.items():
        for node in value if isinstance(value, list) else [value]:
            below = get_named_type(kind.fields[name].type)
            if is_node(below):
                store.merge(node["__typename"], node)
            elif is_edge(below):
                store.merge(node["node"]["__typename"], node["node"])
    for name, value in given.items():
        below = get_named_type(kind.fields[name].type)
        values = value if isinstance(value, list) else [value]
        if is_edge(below):
            for place in places(str(kind.fields[name].description)):
                for edge in values:
                    _insert(store, place, edge["node"], payload)
        elif re.fullmatch(r"deleted\w*Ids?", name):
            for identity in values:
                store.delete(identity)
        elif taken := re.search(r"taken? out of (its )?`(\w+)`", str(kind.fields[name].description)):
            for gone in values:
                identity = gone if isinstance(gone, str) else gone["id"]
                store.take_out_of_all(taken[2], identity, payload if taken[1] else None)


def places(description: str) -> list[str]:
    """The lists that an edge joins, as its description names them: `contacts`, `Segment.lines`."""
    return re.findall(r"`(\w+(?:\.\w+)?)`", description)


def _insert(store: Store, place: str, node: Record, payload: Record) -> None:
    owner, _, name = place.rpartition(".")
    if not owner and place in lists_of_root():
        if takes(place, node):
            store.insert(ROOT, place, node["id"], counts=True)
        return
    for parent in payload.values():
        if isinstance(parent, dict) and parent.get("id") and name in parent and parent["id"] != node["id"]:
            store.insert(parent["id"], name, node["id"], counts=False)


def takes(place: str, node: Record) -> bool:
    """Two lists share the interactions: what is postponed stands in one, what is not in the other."""
    if place in ("interactions", "postponedInteractions"):
        return (node["status"] == "POSTPONED") == (place == "postponedInteractions")
    return True


def differences(kept: Store, now: Store) -> set[str]:
    """Which fields of which types are stale in what the client has kept.

    A list may lack members as long as its length is right: then the client knows that there are more, and pages.
    """
    found = set[str]()
    theirs = set(now.reached())
    for identity in kept.reached():
        if identity not in theirs:
            continue  # a list that it stands in is stale, and says so
        for name, value in now.records[identity].items():
            if not _is_current(kept.records[identity].get(name), value):
                found.add(f"{now.records[identity]['__typename']}.{name}")
    return found


def _is_current(kept: Any, now: Any) -> bool:
    if isinstance(kept, List) and isinstance(now, List):
        return kept.total == now.total and kept.ids <= now.ids
    return kept == now
