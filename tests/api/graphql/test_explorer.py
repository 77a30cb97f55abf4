"""The GraphiQL page: what it serves, what it keeps out, and that a real browser can work with it."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import httpx2
import pytest
import strawberry
import uvicorn
from graphql import parse
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from api.graphql import explorer
from tests.api.graphql.browser import CHROMIUM, needs_build, needs_chromium


@strawberry.type
class Query:
    @strawberry.field
    def contacts(self) -> list[str]:
        return ["Aurora Ltd"]


def an_app() -> Starlette:
    endpoint = GraphQL(strawberry.Schema(Query), graphql_ide=None)
    page = Route("/graphql", explorer.page, methods=["GET"])
    return Starlette(
        routes=[page, Route("/graphql", endpoint, methods=["POST"]), *explorer.routes("/graphql")]
    )


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=an_app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://touchbase") as client:
        yield client


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dist/ of our own, so that serving can be tested without npm."""
    (tmp_path / "manifest.json").write_text('{"script": "script-A1.js", "style": "style-B2.css"}')
    (tmp_path / "script-A1.js").write_text("export {};")
    (tmp_path / "style-B2.css").write_text("body {}")
    monkeypatch.setattr(explorer, "DIST", tmp_path)
    return tmp_path


async def test_the_page_names_its_assets_and_its_endpoint(client: httpx2.AsyncClient, built: Path):
    answer = await client.get("/graphql")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Touchbase</title>" in answer.text
    assert 'src="/explorer/assets/script-A1.js"' in answer.text
    assert 'href="/explorer/assets/style-B2.css"' in answer.text
    assert 'data-graphql="/graphql"' in answer.text


async def test_behind_a_proxy_the_page_keeps_its_prefix(built: Path):
    transport = httpx2.ASGITransport(app=an_app(), root_path="/crm")
    async with httpx2.AsyncClient(transport=transport, base_url="http://touchbase") as client:
        page = (await client.get("/crm/graphql")).text
        assert 'data-graphql="/crm/graphql"' in page
        assert 'src="/crm/explorer/assets/script-A1.js"' in page
        assert (await client.get("/crm/explorer")).headers["location"] == "/crm/graphql"


async def test_the_page_lets_no_foreign_and_no_inline_script_run(client: httpx2.AsyncClient, built: Path):
    answer = await client.get("/graphql")
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "//" not in answer.headers["content-security-policy"]
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", answer.text))


@pytest.mark.parametrize(
    ("name", "kind"), [("script-A1.js", "text/javascript"), ("style-B2.css", "text/css")]
)
async def test_assets_have_their_type_and_may_be_kept_for_ever(
    client: httpx2.AsyncClient, built: Path, name: str, kind: str
):
    answer = await client.get(f"/explorer/assets/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == kind
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["gone.js", "manifest.json", "%2e%2e%2fexplorer.py", "..%2fpage.html"])
async def test_nothing_but_assets_is_served_as_an_asset(client: httpx2.AsyncClient, built: Path, name: str):
    assert (await client.get(f"/explorer/assets/{name}")).status_code == 404


async def test_explorer_leads_to_the_page(client: httpx2.AsyncClient):
    answer = await client.get("/explorer")
    assert (answer.status_code, answer.headers["location"]) == (307, "/graphql")


async def test_without_assets_the_page_tells_how_to_build_them(
    client: httpx2.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(explorer, "DIST", tmp_path / "missing")
    page = await client.get("/graphql")
    assert page.status_code == 200
    assert "make explorer" in page.text
    assert "<script" not in page.text
    answer = await client.post("/graphql", json={"query": "{ contacts }"})
    assert answer.json()["data"] == {"contacts": ["Aurora Ltd"]}


async def test_prepared_operations_come_in_order_and_parse(client: httpx2.AsyncClient):
    operations = (await client.get("/explorer/operations.json")).json()
    names = [operation["name"] for operation in operations]
    assert names == sorted(file.stem for file in explorer.OPERATIONS.glob("*.graphql")) != []
    for operation in operations:
        assert parse(operation["query"]).definitions
        assert operation["query"].startswith("# ")
        assert operation["title"]
        assert "#" not in operation["title"]


def test_variables_belong_to_an_operation():
    names = {file.stem for file in explorer.OPERATIONS.glob("*.graphql")}
    assert {file.stem for file in explorer.OPERATIONS.glob("*.json")} <= names


@needs_build
async def test_whatever_the_built_page_loads_is_served_by_us(client: httpx2.AsyncClient):
    page = unescape((await client.get("/graphql")).text)
    waiting = set(re.findall(r'(?:src|href)="([^"]+)"', page)) - {"data:,"}
    seen = set[str]()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        if address.startswith("data:"):
            continue
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert not re.search(r"""(?:import|fetch|Worker|url)\(\s*["'`]?https?:""", answer.text), address
        names = re.findall(r"""["']\.?/?([\w.]+-[A-Z0-9]{8}\.(?:js|css))["']""", answer.text)
        waiting |= {f"/explorer/assets/{name}" for name in names} - seen
    workers = {name for name in seen if re.search(r"/(editor|graphql|json)-", name)}
    assert len(workers) >= 3
    assert len(seen) > 10


@needs_build
@needs_chromium
async def test_a_browser_shows_the_job_and_opens_the_linked_step(tmp_path: Path):
    app = RecordingApp(an_app())
    async with a_server(app) as address:
        dom = await dom_in_chromium(f"{address}/graphql#02-create-interaction", tmp_path)

    shown = re.findall(r'<a[^>]* href="#([^"]+)"', dom)
    assert shown == [file.stem for file in sorted(explorer.OPERATIONS.glob("*.graphql"))]
    assert re.search(r'<a href="#02-create-interaction" aria-current="step"', dom)
    assert "CreateInteraction" in "".join(re.findall(r'<span class="mtk\d+[^"]*">([^<]*)</span>', dom))
    assert ("POST", "/graphql") in app.requests  # the editor has asked for the schema
    assert any(path.startswith("/explorer/assets/graphql-") for _, path in app.requests)  # in a worker


class RecordingApp:
    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.requests: list[tuple[str, str]] = []

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            self.requests.append((scope["method"], scope["path"]))
        await self.app(scope, receive, send)


@asynccontextmanager
async def a_server(app: RecordingApp) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listener.close()


async def dom_in_chromium(url: str, home: Path) -> str:
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-sync "
        "--disable-background-networking --disable-component-update --disable-default-apps "
        "--virtual-time-budget=20000 --dump-dom"
    )
    process = await asyncio.create_subprocess_exec(
        str(CHROMIUM),
        *flags.split(),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={home / 'chromium'}",
        url,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    output, _ = await asyncio.wait_for(process.communicate(), timeout=90)
    return output.decode()
