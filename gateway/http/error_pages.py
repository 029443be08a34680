"""The pages that the `type` of a problem leads to: what happened, what to do, whether to send it again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.http.problem import NotFound
from contracts.http.problems import PAGES, PROBLEM_CODES, ProblemCode
from gateway.http.plain_pages import HEADERS, plain_page, words


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
        f"<h2>What happened</h2>\n<p>{words(problem.happened)}</p>\n"
        f"<h2>What to do</h2>\n<p>{words(problem.remedy)}</p>\n"
        f"<h2>Send the same again?</h2>\n<p>{words(problem.retry)}</p>\n"
        f'<p><a href="{PAGES.rstrip("/")}">All codes</a> · <a href="/docs">Reference</a></p>'
    )
    return plain_page(code, body)


def _list() -> str:
    rows = "\n".join(
        f'<li><a href="{PAGES}{code}"><code>{code}</code></a> ({", ".join(map(str, problem.statuses))})</li>'
        for code, problem in sorted(PROBLEM_CODES.items())
    )
    return plain_page("Problem codes", f"<h1>Problem codes</h1>\n<ul>\n{rows}\n</ul>")
