"""Which credential of a request counts, and how the cookies are given."""

from types import SimpleNamespace

import pytest

from gateway.domain.session import SECRET_BYTES, make_session_id
from gateway.http.credentials import credential_of, session_of
from gateway.http.session_cookies import SessionCookies

ID = make_session_id("klm", bytes(SECRET_BYTES))
COOKIE = (b"cookie", f"a=b; __Host-muster={ID.text}; c".encode())


def a_request(*headers: tuple[bytes, bytes], secure: bool = True) -> dict[str, object]:
    gateway = SimpleNamespace(settings=SimpleNamespace(secure_cookies=secure))
    return {"headers": list(headers), "app": SimpleNamespace(state=SimpleNamespace(application=gateway))}


def test_a_session_counts_in_its_cookie() -> None:
    assert credential_of(a_request(COOKIE)) == ID.text
    assert session_of(a_request((b"cookie", b"x=y"), COOKIE)) == ID


@pytest.mark.parametrize("field", [b"authorization", b"x-api-key"])
def test_a_session_in_place_of_a_key_or_a_token_counts_for_nothing(field: bytes) -> None:
    value = ID.text.encode() if field == b"x-api-key" else b"Bearer " + ID.text.encode()

    assert credential_of(a_request((field, value))) is None
    assert credential_of(a_request((field, value), COOKIE)) is None


@pytest.mark.parametrize(
    ("field", "value", "credential"),
    [
        (b"authorization", b"Bearer mst_key", "mst_key"),
        (b"authorization", b"bearer a.b.c", "a.b.c"),
        (b"authorization", b"Basic YTpi", None),
        (b"x-api-key", b" mst_key ", "mst_key"),
    ],
)
def test_with_another_credential_the_cookie_is_ignored(field: bytes, value: bytes, credential: str | None) -> None:
    assert credential_of(a_request(COOKIE, (field, value))) == credential
    assert session_of(a_request(COOKIE, (field, value))) is None


def test_a_cookie_of_the_name_for_this_machine_counts_there_alone() -> None:
    plain = (b"cookie", f"muster={ID.text}".encode())

    assert credential_of(a_request(plain)) is None
    assert credential_of(a_request(plain, secure=False)) == ID.text
    assert credential_of(a_request(COOKIE, secure=False)) is None


def test_cookies_are_out_of_reach_of_scripts_and_of_other_hosts() -> None:
    given = SessionCookies(secure=True)

    cookie = given.put(given.session, "v", 60)

    assert cookie == "__Host-muster=v; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert given.binding == "__Host-muster-sign-in"
