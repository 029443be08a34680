"""What every process reads from the environment."""

from __future__ import annotations

import base64

import pytest
from pydantic import ValidationError

from chassis.settings import CommonSettings

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("KAFKA", "k:1"), ("MONGO", "m"), ("INTERNAL_KEY", KEY), ("SEAL_KEY", KEY)):
        monkeypatch.setenv(f"MUSTER_{name}", value)
    for name in ("ALLOW_LOOPBACK", "API_BASES"):
        monkeypatch.delenv(f"MUSTER_{name}", raising=False)


def test_nothing_but_the_public_internet_is_open_unless_the_operator_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (CommonSettings().allow_loopback, CommonSettings().api_bases) == (False, ())
    monkeypatch.setenv("MUSTER_ALLOW_LOOPBACK", "true")
    monkeypatch.setenv("MUSTER_API_BASES", "http://127.0.0.1:*, https://proxy.example.org/graph")
    settings = CommonSettings()
    assert settings.allow_loopback
    assert settings.api_bases == ("http://127.0.0.1:*", "https://proxy.example.org/graph")


@pytest.mark.parametrize("base", ["*", "https://*", "proxy.example.org", "https://a@b.example", "ftp://a.example"])
def test_a_base_that_says_too_little_stops_the_start(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setenv("MUSTER_API_BASES", base)
    with pytest.raises(ValidationError, match="api_bases"):
        CommonSettings()
