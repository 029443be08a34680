"""An origin is what a browser sends: scheme, host and maybe a port."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.http.gateway.fields import Origin

READ = TypeAdapter(Origin)


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://inbox.example.com", "https://inbox.example.com"),
        ("https://Inbox.Example.com:8443", "https://inbox.example.com:8443"),
        ("https://inbox.example.com:443", "https://inbox.example.com"),
        ("http://localhost:5173", "http://localhost:5173"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"),
    ],
)
def test_an_origin_is_read_as_browsers_send_it(given: str, origin: str) -> None:
    assert READ.validate_python(given) == origin


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "null",
        "",
        "https://*.example.com",
        "https://inbox.example.com/",
        "https://inbox.example.com/inbox",
        "https://inbox.example.com?a=1",
        "https://user@inbox.example.com",
        "http://inbox.example.com",
        "inbox.example.com",
        "https://münchen.example",
        "https://inbox.example.com\n",
        "https://inbox.example.com https://b.example",
    ],
)
def test_anything_else_is_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(given)
