"""GET and POST /v1/notice-links/{link}: who was told of a page or a callout answers without signing in.

Reading changes nothing, because mail programs follow links by themselves; the answer is posted, and counts once.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.auth import Principal
from chassis.errors import Unavailable
from chassis.http.answers import MEDIA_TYPE
from chassis.http.body import Disconnected, read_body
from chassis.http.problem import FieldError, Invalid, NotFound, Problem
from chassis.signed_links import Link
from chassis.strictjson import NotStrictJson, loads
from gateway.application.access import VerifiedCaller
from gateway.application.audit_recording import Answered, AuditedRequest
from gateway.application.gateway import Gateway
from gateway.domain.openapi import Operation
from gateway.http.notice_link_page import POLICY, asked_page, done_page, over_page
from gateway.http.sign_in_page import PRIVATE

OPERATION = Operation("POST", "/v1/notice-links/{link}", "crisis", (), "answerNoticeLink")
ANSWERS = ("accept", "decline")
SCOPE = "notices:answer"  # in no role: only a link gives it, for the one notice it carries
BODY_LIMIT = 1_024  # bytes of an answer


def notice_link_routes() -> list[BaseRoute]:
    """The routes; the link is the credential."""
    path = "/v1/notice-links/{link}"
    return [Route(path, _view, methods=["GET"]), Route(path, _answer, methods=["POST"])]


async def _view(request: Request) -> Response:
    """What is asked, as a page with buttons, or as JSON."""
    status, raw = await _call(request, _link(request), "GET", None)
    if status != HTTPStatus.OK or not _for_people(request):
        return _passed_on(status, raw)
    asked = json.loads(raw)
    return _page(asked_page(asked) if asked["awaited"] else over_page(), HTTPStatus.OK)


async def _answer(request: Request) -> Response:
    """Pass the answer on."""
    link = _link(request)
    try:
        answer = _answer_of(await read_body(request.scope, request.receive, BODY_LIMIT))
    except Disconnected:
        return Response(status_code=400)
    status, raw = await _audited_call(request, link, answer)
    if status == HTTPStatus.CONFLICT and _for_people(request):
        return _page(over_page(), HTTPStatus.CONFLICT)
    if status != HTTPStatus.OK or not _for_people(request):
        return _passed_on(status, raw)
    return _page(done_page(json.loads(raw)), HTTPStatus.OK)


def _link(request: Request) -> Link:
    """The link as it was made; raises NotFound."""
    gateway: Gateway = request.app.state.application
    link = gateway.credentials.links.read(request.path_params["link"])
    if link is None:
        raise NotFound
    return link


async def _audited_call(request: Request, link: Link, answer: str) -> tuple[int, bytes]:
    """Ask with the act stored before it and its outcome after; the link itself, a credential, is in neither."""
    gateway: Gateway = request.app.state.application
    body = json.dumps({"answer": answer}).encode()
    path = OPERATION.path.replace("{link}", link.id)
    act = AuditedRequest(OPERATION, "POST", path, b"", body, None, None, None)
    begun = await gateway.audit.recording.begin(VerifiedCaller(_caller(link), "service", None), act)
    try:
        status, raw = await _call(request, link, "POST", body)
    except (Unavailable, Problem) as failed:
        await gateway.audit.recording.finish(begun, Answered(getattr(failed, "status", 503)))
        raise
    await gateway.audit.recording.finish(begun, Answered(status))
    return status, raw


def _caller(link: Link) -> Principal:
    """Whoever brings a link: they may answer its notice, and nothing else."""
    return Principal(link.brand, "notice-link", "service", frozenset(), frozenset({SCOPE}))


async def _call(request: Request, link: Link, method: str, body: bytes | None) -> tuple[int, bytes]:
    """Ask the crisis service for who brings the link."""
    gateway: Gateway = request.app.state.application
    headers = [] if body is None else [("Content-Type", "application/json")]
    target = f"/v1/notice-links/{link.id}"
    async with gateway.upstream.call("crisis", _caller(link), method, target, headers, body) as answer:
        return answer.status, await answer.read()


def _answer_of(raw: bytes) -> str:
    """The answer of a form or of JSON; raises Invalid."""
    try:
        read = loads(raw) if raw.lstrip()[:1] == b"{" else {k: v[0] for k, v in parse_qs(raw.decode()).items()}
    except (NotStrictJson, UnicodeDecodeError):
        read = None
    answer = read.get("answer") if isinstance(read, dict) else None
    if answer not in ANSWERS:
        raise Invalid([FieldError("/answer", "must be accept or decline", "answer")])
    return str(answer)


def _passed_on(status: int, raw: bytes) -> Response:
    """What the service answered, as it is."""
    media_type = "application/json" if status == HTTPStatus.OK else MEDIA_TYPE
    return Response(raw, status, headers=PRIVATE, media_type=media_type)


def _for_people(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _page(html: str, status: int) -> Response:
    return HTMLResponse(html, status, headers={**PRIVATE, "Content-Security-Policy": POLICY})
