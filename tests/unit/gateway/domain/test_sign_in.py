"""What a sign-in sends to the issuer, and where it may lead afterwards."""

import pytest

from gateway.domain.sign_in import LONGEST_RETURN, challenge_of, is_binding, is_own_path, origin_of, random_text


def test_the_challenge_is_that_of_the_example_in_rfc_7636() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/errors/csrf?x=//y#z", "/a//b", "/?next=https://evil.example"])
def test_a_path_of_the_gateway_is_one(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize(
    "path",
    ["", "docs", "//evil.example", "/\\evil.example", "/\t/evil.example", "/a\\b", "/a b", "/a\r\nX: y", "/é", "\n/"]
    + ["https://evil.example", "javascript:alert(1)", "/" + "a" * LONGEST_RETURN],
)
def test_what_a_browser_could_read_as_another_place_is_no_path(path: str) -> None:
    assert not is_own_path(path)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://inbox.example", "https://inbox.example"),
        ("https://Inbox.Example:443/a?b#c", "https://inbox.example"),
        ("https://inbox.example:8443/a", "https://inbox.example:8443"),
        ("http://localhost:3000/", "http://localhost:3000"),
        ("http://inbox.example/", None),
        ("https://inbox.example@evil.example/", None),
        ("https://inbox.example\\@evil.example/", None),
        ("https://inbox.example/\\a", None),
        ("https://inbox.example /", None),
        ("https:inbox.example", None),
        ("//inbox.example", None),
        ("https://ínbox.example/", None),
        ("javascript:https://inbox.example", None),
        ("https://inbox.example/" + "a" * LONGEST_RETURN, None),
    ],
)
def test_an_address_has_the_origin_that_browsers_give_it(address: str, origin: str | None) -> None:
    assert origin_of(address) == origin


def test_a_binding_is_kept_where_it_could_be_one_of_ours() -> None:
    assert is_binding(random_text(bytes(32)))
    for other in (None, "", "a" * 42, "a" * 44, "é" * 43, "a" * 42 + "="):
        assert not is_binding(other)
