"""The guard of every request to a service: the caller's token, the body's limit and form, the Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable

from chassis import strictjson
from chassis.auth import InternalTokens, Principal
from chassis.errors import Unauthenticated, Unavailable
from chassis.http.body import App, Disconnected, Message, Receive, Scope, Send, header, read_body, replay
from chassis.http.idempotency import KEY_LIMIT, IdempotencyStore, StoredAnswer, fingerprint
from chassis.http.problem import FieldError, Invalid, Malformed, Problem, unauthenticated, unavailable

OPEN_PATHS = frozenset({"/metrics", "/openapi.json"})
COMMANDS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
STORED_HEADERS = frozenset({b"content-type", b"etag", b"location"})


class Guard:
    """ASGI middleware in front of a service's routes."""

    def __init__(
        self,
        app: App,
        *,
        tokens: InternalTokens,
        idempotency: Callable[[], IdempotencyStore | None] | None,
        body_limit: int,
    ) -> None:
        """`idempotency` returns the store once the service has started; None ignores the key. `body_limit` is bytes."""
        self._app = app
        self._tokens = tokens
        self._idempotency = idempotency
        self._limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS or scope["path"].startswith("/health/"):
            await self._app(scope, receive, send)
            return
        try:
            await self._serve(scope, receive, send)
        except Disconnected:
            return
        except Unauthenticated as reason:
            await unauthenticated(reason).response()(scope, receive, send)
        except Unavailable as error:
            await unavailable(error).response()(scope, receive, send)
        except Problem as problem:
            await problem.response()(scope, receive, send)

    async def authenticate(self, scope: Scope) -> Principal:
        """The caller, from the internal token; the edge takes other credentials and puts its own way here."""
        authorization = header(scope, b"authorization") or b""
        if authorization[:7].lower() != b"bearer ":
            raise Unauthenticated("a bearer token is needed")
        return self._tokens.verify(authorization[7:].decode("latin-1"))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = scope["principal"] = await self.authenticate(scope)
        if scope["method"] not in COMMANDS:
            await self._app(scope, receive, send)
            return
        body = await read_body(scope, receive, self._limit)
        _check_json(scope, body)
        receive = replay(body, receive)
        given = header(scope, b"idempotency-key")
        store = self._idempotency() if self._idempotency is not None else None
        if given is None or store is None:
            await self._app(scope, receive, send)
            return
        await self._once(store, caller, given, body, scope, receive, send)

    async def _once(
        self,
        store: IdempotencyStore,
        caller: Principal,
        given: bytes,
        body: bytes,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        name = _name(caller, given)
        mark = fingerprint(scope["method"], scope["path"], scope["query_string"], body)
        first = await store.begin(name, mark, caller.scopes)
        if first is not None:
            await _send_first_answer(first, send)
            return
        recorder = _Recorder()
        try:
            async with store.running(name):
                await self._app(scope, receive, recorder)
        except BaseException:
            await store.forget(name)
            raise
        answer = recorder.answer()
        if answer.status >= 500:  # our own failure: the caller may try again under the same key
            await store.forget(name)
        else:
            await store.finish(name, answer)
        for message in recorder.messages:
            await send(message)


class _Recorder:
    """Collects an answer's messages, so that it can be stored before it is sent."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)

    def answer(self) -> StoredAnswer:
        start = self.messages[0]
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in start["headers"]
            if name.lower() in STORED_HEADERS
        )
        body = b"".join(message.get("body", b"") for message in self.messages[1:])
        return StoredAnswer(start["status"], headers, body)


def _name(caller: Principal, given: bytes) -> str:
    key = given.decode("latin-1")
    if not 1 <= len(key) <= KEY_LIMIT or not key.isprintable():
        wrong = FieldError("#header/Idempotency-Key", f"must be 1 to {KEY_LIMIT} printable characters", "length")
        raise Invalid([wrong])
    return f"{caller.brand}/{caller.kind}/{caller.subject}/{key}"


def _check_json(scope: Scope, body: bytes) -> None:
    media = (header(scope, b"content-type") or b"").split(b";")[0].strip().lower()
    if not body:
        return
    if media != b"application/json" and not media.endswith(b"+json"):
        raise Problem(415, "Unsupported media type", "Send application/json.", code="unsupported_media_type")
    try:
        strictjson.loads(body)
    except strictjson.NotStrictJson as bad:
        raise Malformed("The body is not JSON as this API takes it.", bad.reason) from None


async def _send_first_answer(answer: StoredAnswer, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    headers += [(b"content-length", str(len(answer.body)).encode()), (b"idempotency-replayed", b"true")]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
