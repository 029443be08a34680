"""The pages that the `type` of a problem leads to: what happened, what to do, whether to send it again."""

from __future__ import annotations

import re
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.http.problem import NotFound
from contracts.http.problems import PAGES, PROBLEM_CODES, ProblemCode

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=3600"}
QUOTED = re.compile(r"`([^`]*)`")

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 45rem; padding: 0 1rem; }}</style>
</head><body>
{body}
</body></html>
"""


def error_routes() -> list[BaseRoute]:
    """The list of all codes, and the page of each."""
    pages = {code: _page(code, problem) for code, problem in PROBLEM_CODES.items()}
    listed = _list()

    async def index(_: Request) -> Response:
        return HTMLResponse(listed, headers=HEADERS)

    async def page(request: Request) -> Response:
        found = pages.get(request.path_params["code"])
        if found is None:
            raise NotFound
        return HTMLResponse(found, headers=HEADERS)

    return [Route(PAGES.rstrip("/"), index), Route(f"{PAGES}{{code}}", page)]


def _page(code: str, problem: ProblemCode) -> str:
    statuses = ", ".join(map(str, problem.statuses))
    body = (
        f"<h1><code>{code}</code></h1>\n<p>HTTP status {statuses}</p>\n"
        f"<h2>What happened</h2>\n<p>{_words(problem.happened)}</p>\n"
        f"<h2>What to do</h2>\n<p>{_words(problem.remedy)}</p>\n"
        f"<h2>Send the same again?</h2>\n<p>{_words(problem.retry)}</p>\n"
        f'<p><a href="{PAGES.rstrip("/")}">All codes</a> · <a href="/docs">Reference</a></p>'
    )
    return _FRAME.format(title=code, body=body)


def _list() -> str:
    rows = "\n".join(
        f'<li><a href="{PAGES}{code}"><code>{code}</code></a> ({", ".join(map(str, problem.statuses))})</li>'
        for code, problem in sorted(PROBLEM_CODES.items())
    )
    return _FRAME.format(title="Problem codes", body=f"<h1>Problem codes</h1>\n<ul>\n{rows}\n</ul>")


def _words(text: str) -> str:
    return QUOTED.sub(r"<code>\1</code>", escape(text, quote=False))
