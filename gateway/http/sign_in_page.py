"""What a browser shows where a sign-in ends without a session: what happened, and no way onward by itself."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from chassis.http.problem import Problem
from contracts.http.problems import type_of

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}  # codes and states stand in these addresses

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 45rem; padding: 0 1rem; }}</style>
</head><body>
<h1>{title}</h1>
<p>{detail}</p>
<p><a href="{more}">What this means</a></p>
</body></html>
"""


def answer(request: Request, problem: Problem, code: str) -> Response:
    """A page for a browser, else problem details."""
    problem.headers |= PRIVATE
    if "text/html" not in request.headers.get("accept", ""):
        return problem.response()
    title, detail = (escape(str(problem.body.get(name, ""))) for name in ("title", "detail"))
    page = _PAGE.format(title=title, detail=detail, more=type_of(code))
    return HTMLResponse(page, problem.status, headers={**problem.headers, "Content-Security-Policy": POLICY})
