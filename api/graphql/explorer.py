"""The GraphiQL page, its assets and the prepared operations: nothing of it comes from another host."""

import json
from html import escape
from pathlib import Path
from string import Template

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

HERE = Path(__file__).parents[1] / "graphiql"
DIST = HERE / "dist"
OPERATIONS = HERE / "operations"

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Monaco places its text with inline styles
        "font-src 'self' data:",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
}
# The name of an asset carries a hash of its contents, so a name never changes its meaning.
ASSET_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
# Not left to the machine's mime.types: a browser refuses a module with the wrong one.
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"}


def routes(graphql_path: str) -> list[BaseRoute]:
    """What the page loads, and `/explorer` itself for whoever types it."""

    def explorer(request: Request) -> Response:
        return RedirectResponse(_prefix(request) + graphql_path)

    return [
        Route("/explorer", explorer),
        Route("/explorer/operations.json", operations),
        Route("/explorer/assets/{name}", asset),
    ]


async def page(request: Request) -> HTMLResponse:
    """GraphiQL for the endpoint that the request came to, or how to build it."""
    return HTMLResponse(await run_in_threadpool(_render_page, request), headers=PAGE_HEADERS)


def asset(request: Request) -> Response:
    file = next((each for each in DIST.glob("*") if each.name == request.path_params["name"]), None)
    if file is None or file.suffix not in MEDIA_TYPES or not file.is_file():
        raise HTTPException(404)  # no name that somebody sends reaches the file system
    return FileResponse(file, media_type=MEDIA_TYPES[file.suffix], headers=ASSET_HEADERS)


def operations(request: Request) -> Response:
    return JSONResponse(read_operations(), headers={"Cache-Control": "no-cache"})


def read_operations() -> list[dict[str, str | None]]:
    """The files of `operations/` in the order of their numbers; the first comment line is the title."""
    return [_read_operation(file) for file in sorted(OPERATIONS.glob("*.graphql"))]


def _read_operation(file: Path) -> dict[str, str | None]:
    query = file.read_text("utf-8")
    variables = file.with_suffix(".json")
    return {
        "name": file.stem,
        "title": query.split("\n", 1)[0].lstrip("# "),
        "query": query,
        "variables": variables.read_text("utf-8") if variables.is_file() else None,
    }


def _render_page(request: Request) -> str:
    prefix = _prefix(request)
    places = {"graphql": request.url.path, "operations": f"{prefix}/explorer/operations.json"}
    try:
        built = json.loads((DIST / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return _fill("unbuilt.html", places)
    assets = {part: f"{prefix}/explorer/assets/{name}" for part, name in built.items()}
    return _fill("page.html", places | assets)


def _fill(template: str, values: dict[str, str]) -> str:
    text = (HERE / template).read_text("utf-8")
    return Template(text).substitute({name: escape(value) for name, value in values.items()})


def _prefix(request: Request) -> str:
    """Where a proxy has mounted us."""
    return request.scope.get("root_path", "")
