"""Our types behind graphql-core's own executor, Strawberry's own view and a data loader for each place.

    DATABASE_URL=postgres://... uvicorn bench.servers.plain_strawberry:app

What people write with Strawberry today: parser and validation cached, orjson as the encoder, batches by data loaders.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import strawberry
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, Info
from strawberry.types.field import StrawberryField

from api.app import MIDDLEWARE
from api.settings import settings
from db.engine.database import close_db, open_db
from schema import Mutation, Query
from schema.graph.context import Context
from schema.graph.errors import ERROR_TYPES
from schema.graph.scalars import SCALARS

Places = dict[Any, DataLoader[Any, Any]]


@dataclass
class LoadingContext(Context):
    """A request and its loaders, one for each place in the document where a batch resolver stands."""

    places: Places = field(default_factory=dict)


class PlainSchema(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Not logged: the load looks at every answer."""


class PlainEndpoint(GraphQL[LoadingContext, None]):
    """Strawberry's own view, with orjson. What it leaves out (callers, limits, request ids) costs it nothing."""

    def __init__(self, plain: strawberry.Schema) -> None:
        super().__init__(plain, graphql_ide=None, subscription_protocols=())

    async def get_context(self, request: Any, response: Any) -> LoadingContext:
        return LoadingContext(max_page_size=settings().max_page_size)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)


def load_batches(schema: strawberry.Schema) -> int:
    """Let every asynchronous batch resolver be called through a data loader; how many there are."""
    count = 0
    for kind in schema._schema.type_map.values():
        for each in getattr(kind, "fields", {}).values():
            declared = each.extensions.get("strawberry-definition")
            resolver = declared.base_resolver if isinstance(declared, StrawberryField) else None
            if resolver is None or not inspect.iscoroutinefunction(
                getattr(resolver.wrapped_func, "batch", None)
            ):
                continue
            shared = getattr(resolver.wrapped_func, "shared", None)
            resolver.wrapped_func = _loaded(resolver.wrapped_func.batch, shared)  # type: ignore[attr-defined]
            count += 1
    return count


def _loaded(many: Callable[..., Any], shared: Callable[..., Any] | None) -> Callable[..., Any]:
    async def resolve(root: Any, info: Info, **arguments: Any) -> Any:
        places: Places = info.context.places
        place = (many, *map(id, info._raw_info.field_nodes))
        if place not in places:
            places[place] = DataLoader(_loader(many, shared, info, arguments), cache=False)
        return await places[place].load(root)

    resolve.batch = many  # type: ignore[attr-defined]
    resolve.shared = shared  # type: ignore[attr-defined]
    return resolve


def _loader(
    many: Callable[..., Any], shared: Callable[..., Any] | None, info: Info, arguments: dict[str, Any]
) -> Callable[[list[Any]], Any]:
    async def load(parents: list[Any]) -> Sequence[Any]:
        if shared is None:
            return await many(parents, info, **arguments)
        together = shared(parents, info)
        if inspect.isawaitable(together):
            together = await together
        return await many(parents, info, shared=together, **arguments)

    return load


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    await open_db(os.environ["DATABASE_URL"])
    yield
    await close_db()


schema = PlainSchema(
    query=Query,
    mutation=Mutation,
    types=list(ERROR_TYPES.values()),
    extensions=[ParserCache, ValidationCache],
    config=StrawberryConfig(scalar_map=SCALARS),
)
assert load_batches(schema), "no batch resolver was found: every edge would be read parent by parent"
app = Starlette(
    routes=[Route("/graphql", PlainEndpoint(schema))],
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    max_body_size=4 * 1024 * 1024,
)
