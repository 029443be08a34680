"""What goes through the edge to a service."""

import pytest

from gateway.domain.forwarding import ANSWER_HEADERS, REQUEST_HEADERS, forwardable_headers, is_plain_path


@pytest.mark.parametrize("path", ["/v1/conversations", "/v1/conversations/c_1/replies", "/v1/tasks/a.b~c:d"])
def test_a_plain_path_may_go_on(path: str) -> None:
    assert is_plain_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "/v1//x",
        "/v1/../x",
        "/v1/./x",
        "/v1/a\x00b",
        "/v1/a b",
        "/v1/a?b",
        "/v1/a#b",
        "/v1/a%2Fb",
        "/v1/é",
        "/v1/" + "a" * 257,
    ],
)
def test_a_path_that_could_mean_another_is_stopped(path: str) -> None:
    assert not is_plain_path(path)


def test_hop_by_hop_credentials_and_forged_headers_never_reach_a_service() -> None:
    sent = [
        ("Authorization", "Bearer x"),
        ("X-Forwarded-For", "1.2.3.4"),
        ("Forwarded", "for=1.2.3.4"),
        ("Connection", "keep-alive, X-Trick"),
        ("X-Trick", "1"),
        ("Transfer-Encoding", "chunked"),
        ("Cookie", "a=b"),
        ("Host", "evil.example"),
        ("If-Match", '"3"'),
        ("Idempotency-Key", "k"),
    ]

    assert forwardable_headers(sent, REQUEST_HEADERS) == [("if-match", '"3"'), ("idempotency-key", "k")]


def test_a_service_cannot_set_cookies_through_the_edge() -> None:
    assert forwardable_headers([("Set-Cookie", "a=b"), ("ETag", '"1"'), ("Server", "x")], ANSWER_HEADERS) == [
        ("etag", '"1"')
    ]
