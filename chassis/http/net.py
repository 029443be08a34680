"""The outermost layer of every application: it lets only Unicode text in, and makes every answer one of this API."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import structlog

from chassis.http.body import App, Message, Receive, Scope, Send
from chassis.http.problem import FieldError, Invalid, Problem, pointer
from chassis.log_lines import places

NOSNIFF = (b"x-content-type-options", b"nosniff")

log = structlog.get_logger(__name__)


class Net:
    """ASGI middleware around all others.

    A path or query that is not Unicode text, or that holds NUL, is refused by name before anything reads it: no id, no
    search and no store has to think of them. An unforeseen error is answered as a problem without detail.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), NOSNIFF]
            await send(message)

        try:
            check_text(scope)
            await self._app(scope, receive, answer)
        except Invalid as invalid:
            await invalid.response()(scope, receive, answer)
        except Exception as error:
            log.error("unexpected", error=type(error).__name__, method=scope["method"], at=places(error))
            if started:
                raise  # the answer has begun: only closing the connection can still say that it broke
            bug = Problem(500, "Internal error", "Something went wrong on our side.", code="internal")
            await bug.response()(scope, receive, answer)


def check_text(scope: Scope) -> None:
    """Raise Invalid, naming the place, when path or query is not UTF-8 without NUL."""
    if "\0" in scope["path"] or not _is_text(scope.get("raw_path") or b""):
        raise Invalid([FieldError("#path", "must be UTF-8 without NUL", "text")])
    for part in scope["query_string"].split(b"&"):
        if not _is_text(part):
            name = part.partition(b"=")[0]
            where = f"#query{pointer([unquote_to_bytes(name).decode()])}" if _is_text(name) else "#query"
            raise Invalid([FieldError(where, "must be UTF-8 without NUL", "text")])


def _is_text(raw: bytes) -> bool:
    if b"%" not in raw and raw.isascii():
        return True
    try:
        return "\0" not in unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        return False
