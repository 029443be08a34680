"""Requests that are framed to be read in two ways, packed to grow, or too many, too large, too slow, never read."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import time
from collections.abc import Iterator
from http import HTTPStatus

from tests.abuse.attack import REFUSED, Attack, Attempts
from tests.abuse.wire import Request, statuses
from tests.e2e.rig import Answer, ask, words

BOMB_BYTES = 64 * 1024 * 1024
PARTS = 20_000
SLOW_CLIENTS = 200
SLOW_SECONDS = 5.0
STREAMS = 30
STREAMS_ALLOWED = 10
SMALL_BUFFER = 2_048
PROMPT_SECONDS = 5.0


def _head(line: str, *fields: str) -> bytes:
    return "\r\n".join([line, "Host: muster", *fields, "", ""]).encode("latin-1")


def _framings(key: str) -> Iterator[tuple[str, bytes]]:
    """Heads that two readers would understand differently, each with a request hidden in what would be its body."""
    hidden = _head("GET /v1/me HTTP/1.1", f"Authorization: Bearer {key}", "Content-Length: 0")
    body = b"0\r\n\r\n" + hidden
    post = "POST /v1/events HTTP/1.1"
    who, length = f"Authorization: Bearer {key}", f"Content-Length: {len(body)}"
    yield "both lengths", _head(post, who, length, "Transfer-Encoding: chunked") + body
    yield (
        "both, the other way round",
        _head(post, who, "Transfer-Encoding: chunked", "Content-Length: 3") + b"1\r\nx\r\n" + body,
    )
    yield "two lengths", _head(post, who, length, "Content-Length: 0") + body
    yield "a list of lengths", _head(post, who, f"Content-Length: {len(body)}, 0") + body
    yield "a signed length", _head(post, who, f"Content-Length: +{len(body)}") + body
    yield "a negative length", _head(post, who, "Content-Length: -1") + body
    yield "a length past 64 bits", _head(post, who, f"Content-Length: {2**64 + 1}") + body
    yield "an unknown coding", _head(post, who, "Transfer-Encoding: xchunked", length) + body
    yield "a coding said twice", _head(post, who, "Transfer-Encoding: chunked, chunked") + body
    yield "a space before the colon", _head(post, who, "Transfer-Encoding : chunked", length) + body
    yield "a folded field", _head(post, who, "X-A: b", " Transfer-Encoding: chunked", length) + body
    yield "a chunk's size too large", _head(post, who, "Transfer-Encoding: chunked") + b"F" * 17 + b"\r\nx\r\n" + body
    yield "a chunk's size negative", _head(post, who, "Transfer-Encoding: chunked") + b"-1\r\n" + body
    yield "NUL in a field", _head("GET /v1/me HTTP/1.1", who, "X-A: a\0b")
    yield "no version", b"GET /v1/me\r\n\r\n"
    yield "another version", _head("GET /v1/me HTTP/9.9", who)
    yield "an unknown method", _head("G\x00T /v1/me HTTP/1.1", who)
    yield "a space in the path", _head("GET /v1/me /v1/people HTTP/1.1", who)


def _smuggled(attempts: Attempts) -> None:
    key = attempts.target.own.admin.key
    for name, content in _framings(key):
        said = attempts.target.wire.raw(content)
        for status in statuses(said):
            attempts.judge(f"framing: {name}", Answer(status, {}, b""), REFUSED)
        attempts.expect(len(statuses(said)) <= 1, f"framing: {name} is read as several requests: {said[:300]!r}")


def _large_heads(attempts: Attempts) -> None:
    key = f"Authorization: Bearer {attempts.target.own.admin.key}"
    for name, content in {
        "a long line": _head(f"GET /v1/{'a' * 200_000} HTTP/1.1", key),
        "a long field": _head("GET /v1/me HTTP/1.1", key, f"X-A: {'a' * 200_000}"),
        "many fields": _head("GET /v1/me HTTP/1.1", key, *(f"X-{number}: a" for number in range(20_000))),
        "a field without an end": _head("GET /v1/me HTTP/1.1", key)[:-4] + b"\r\nX-A: " + b"a" * 500_000,
    }.items():
        for status in statuses(attempts.target.wire.raw(content)):
            attempts.judge(f"a head with {name}", Answer(status, {}, b""), REFUSED)


def _bombs(attempts: Attempts) -> None:
    brand = attempts.target.own
    bomb = gzip.compress(b"[" * BOMB_BYTES)
    item = json.dumps(words(1)).encode()
    for coding in ("gzip", "deflate", "br", "gzip, gzip", "x-gzip", "zstd", "identity, gzip"):
        for body in (bomb, gzip.compress(item)):
            for path in ("/v1/events", "/v1/incidents", brand.generic.webhook):
                key = brand.generic.key if path == "/v1/events" else brand.admin.key
                attempts.send(Request("POST", path, key, body, {"content-encoding": coding}), REFUSED)
    edge = b"x"
    parts = b"".join(b'--%s\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' % edge for _ in range(PARTS))
    for media in (
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/xml",
    ):
        for path in ("/v1/events", "/v1/incidents", "/v1/people", brand.generic.webhook):
            attempts.send(Request("POST", path, brand.admin.key, parts, {"content-type": media}), REFUSED)


def _forged_origin(attempts: Attempts) -> None:
    """What proxies say of a caller is not believed where no proxy is."""
    for name in ("x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host", "x-original-url", "x-rewrite-url"):
        for value in ("127.0.0.1", "for=127.0.0.1", "/v1/me", "evil.example"):
            attempts.send(Request("GET", "/v1/me", headers={name: value}), frozenset({401}))
            answer = attempts.send(Request("GET", "/v1/sign-in", headers={name: value, "host": "muster"}))
            led = answer.headers.get("location", "")
            attempts.expect("evil.example" not in led, f"{name} leads a sign-in to {led}")
    attempts.send(
        Request("POST", "/v1/people", attempts.target.own.admin.key, {}, {"x-http-method-override": "GET"}), REFUSED
    )


def _slow(attempts: Attempts) -> None:
    """Many clients that never end what they say; others are answered all the while."""
    wire, state = attempts.target.wire, attempts.target.state
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(wire.socket()) for _ in range(SLOW_CLIENTS)]
        for number, each in enumerate(waiting):
            whole = _head("POST /v1/events HTTP/1.1", "Content-Length: 100000")
            each.sendall(whole if number % 2 else b"GET /v1/me HT")
        until = time.monotonic() + SLOW_SECONDS
        while time.monotonic() < until:
            for each in waiting:
                with contextlib.suppress(OSError):
                    each.sendall(b"x")
            began = time.monotonic()
            answer = ask(state.gateway, "GET", "/v1/me", key=attempts.target.own.admin.key)
            attempts.judge("GET /v1/me beside slow clients", answer, {HTTPStatus.OK})
            took = time.monotonic() - began
            attempts.expect(took < PROMPT_SECONDS, f"an answer beside slow clients took {took:.1f} s")
            time.sleep(0.2)


def _streams(attempts: Attempts) -> None:
    """Many streams of one person, none of them read, while events come."""
    wire, brand = attempts.target.wire, attempts.target.new_brand()
    head = _head("GET /v1/stream HTTP/1.1", f"Authorization: Bearer {brand.admin.key}")
    with contextlib.ExitStack() as stack:
        opened = 0
        for _ in range(STREAMS):
            connection = stack.enter_context(wire.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            connection.sendall(head)
            status = statuses(connection.recv(64))[0]
            opened += status == HTTPStatus.OK
            attempts.judge("GET /v1/stream", Answer(status, {}, b""), {HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS})
        attempts.expect(opened <= STREAMS_ALLOWED, f"one person has {opened} streams open")
        for first in range(0, 2_000, 500):
            attempts.judge("events", brand.post([words(first + each) for each in range(500)]), {HTTPStatus.ACCEPTED})
        attempts.target.still_answers()


ATTACKS = [
    Attack("smuggled_framing", "lengths and chunks that two readers understand differently", _smuggled),
    Attack("large_heads", "heads that are long or do not end", _large_heads, "smoke"),
    Attack("bombs_and_floods", "compressed bombs, multipart floods, media types nobody takes", _bombs),
    Attack("forged_origin", "forwarding headers of a proxy that is not there", _forged_origin, "smoke"),
    Attack("slow_clients", "clients that never end their request", _slow),
    Attack("streams_never_read", "many streams of one person that nobody reads", _streams),
]
