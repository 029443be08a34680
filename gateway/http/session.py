"""GET /v1/session: who is signed in and until when. DELETE /v1/session: signing out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from chassis.http.problem import NotFound
from chassis.http.scopes import needs_no_scope
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.domain.session import SessionId
from gateway.domain.session_state import StoredSession
from gateway.http.credentials import session_of
from gateway.http.dependencies import Running
from gateway.http.guard import caller_of
from gateway.http.session_cookies import SessionCookies

router = APIRouter(prefix="/v1/session")


@router.get("", **needs_no_scope(refuses=[NotFound]))
async def get_session(request: Request, response: Response, gateway: Running) -> http.Session:
    """The session that the cookie names, with the token that its commands need. 404 for who calls without a cookie."""
    id_, session = await _session(request, gateway)
    response.headers["Cache-Control"] = "no-store"
    return http.Session(
        brand=session.brand,
        person=session.person,
        name=caller_of(request).name or session.person,
        issuer=session.issuer,
        started_at=session.started_at,
        expires_at=gateway.sessions.ends_at(session),
        ends_at=session.started_at + gateway.sessions.lifetime.absolute,
        csrf_token=id_.csrf_token,
    )


@router.delete("", **needs_no_scope(refuses=[NotFound]))
async def delete_session(request: Request, response: Response, gateway: Running) -> http.SignOut:
    """Sign out: the session and its streams end, and the cookie goes. The session at the issuer is another one."""
    id_, session = await _session(request, gateway)
    await gateway.sessions.end(id_)
    gateway.access.changed()
    cookies = SessionCookies(gateway.settings.secure_cookies)
    response.headers.append("set-cookie", cookies.put(cookies.session, "", 0))
    return http.SignOut(sign_out_url=await gateway.sessions.sign_out_url(session))


async def _session(request: Request, gateway: Gateway) -> tuple[SessionId, StoredSession]:
    id_ = session_of(request.scope)
    if id_ is None:
        raise NotFound
    return id_, await gateway.sessions.identify(id_)
