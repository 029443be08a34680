"""The credential of a request: a key or token in its head, else the session in its cookie."""

from __future__ import annotations

from chassis.http.body import Scope, header
from gateway.domain.session import PREFIX, SessionId, read_session_id
from gateway.http.session_cookies import SessionCookies, cookie


def credential_of(scope: Scope) -> str | None:
    """A token or key in Authorization, a key in X-API-Key, or a session, which counts in its cookie alone."""
    presented = _presented(scope)
    if presented is not None:
        return None if presented.startswith(PREFIX) else presented
    session = session_of(scope)
    return None if session is None else session.text


def session_of(scope: Scope) -> SessionId | None:
    """The session that a request comes by; None where it has another credential, whose cookie is ignored."""
    if header(scope, b"authorization") is not None or header(scope, b"x-api-key") is not None:
        return None
    if header(scope, b"cookie") is None:
        return None
    cookies = SessionCookies(scope["app"].state.application.settings.secure_cookies)
    return read_session_id(cookie(scope["headers"], cookies.session) or "")


def _presented(scope: Scope) -> str | None:
    authorization = header(scope, b"authorization")
    if authorization is not None and authorization[:7].lower() == b"bearer ":
        return authorization[7:].decode("latin-1").strip()
    key = header(scope, b"x-api-key")
    return None if key is None else key.decode("latin-1").strip()
