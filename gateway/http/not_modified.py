"""Answers 304 where the caller has the present version already (`If-None-Match`), whoever gave the answer its ETag."""

from __future__ import annotations

from http import HTTPStatus

from chassis.http.body import App, Message, Receive, Scope, Send, header

READS = frozenset({"GET", "HEAD"})
OF_THE_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


class NotModified:
    """ASGI middleware; a body that is not sent is still made, so it saves the way and not the work."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        given = header(scope, b"if-none-match") if scope["type"] == "http" and scope["method"] in READS else None
        if given is None:
            await self._app(scope, receive, send)
            return
        held = {tag.strip().removeprefix(b"W/") for tag in given.split(b",")}
        unchanged = False

        async def answer(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start":
                fields = message.get("headers", ())
                tag = next((bytes(value) for name, value in fields if name.lower() == b"etag"), None)
                unchanged = message["status"] == HTTPStatus.OK and tag is not None and _among(tag, held)
                if unchanged:
                    kept = [(name, value) for name, value in fields if name.lower() not in OF_THE_BODY]
                    message = {**message, "status": HTTPStatus.NOT_MODIFIED, "headers": kept}
            elif unchanged:
                if message.get("more_body", False):
                    return
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, receive, answer)


def _among(tag: bytes, held: set[bytes]) -> bool:
    return b"*" in held or tag.removeprefix(b"W/") in held
