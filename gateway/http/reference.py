"""The reference for people at `/docs`: Swagger UI over the one document, out of a package and from no other host."""

from __future__ import annotations

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.http.problem import NotFound

PREFIX = "/docs/assets/"
POLICY = (  # inline styles are how Swagger UI lays out; no script but its own, and requests to this host only
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PACKAGED = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
START = "start.js"
AGE = {"Cache-Control": "public, max-age=86400"}  # a newer build's assets are there within a day

_PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{title}} API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{PREFIX}swagger-ui.css">
</head><body>
<noscript>This page needs scripts. The whole document is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<div id="reference"></div>
<script src="{PREFIX}swagger-ui-bundle.js"></script>
<script src="{PREFIX}{START}"></script>
</body></html>
"""

_START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  filter: true,
  docExpansion: "none",
  operationsSorter: "alpha",
  defaultModelsExpandDepth: 0,
  defaultModelRendering: "example",
  displayRequestDuration: true,
  tryItOutEnabled: true,
  requestSnippetsEnabled: true,
  persistAuthorization: false,
  validatorUrl: null
});
"""


def reference_routes(title: str) -> list[BaseRoute]:
    """The page, what it loads, and the way to it from `/`."""
    assets = {name: (files("fastapi_offline") / "static" / name).read_bytes() for name in PACKAGED}
    page = _PAGE.format(title=title)

    async def root(_: Request) -> Response:
        return RedirectResponse("/docs")

    async def docs(_: Request) -> Response:
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name == START:
            return Response(_START, media_type="text/javascript", headers=AGE)
        if name not in assets:
            raise NotFound
        return Response(assets[name], media_type=PACKAGED[name], headers=AGE)

    return [Route("/", root), Route("/docs", docs), Route(f"{PREFIX}{{name}}", asset)]
