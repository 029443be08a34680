"""What an integration is made and changed with: refused with 422 and the field's name, before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from channels.addresses import Reach
from channels.registry import all_channels, channel
from chassis.http.problem import Invalid
from gateway.application.channel_options import check_given_again, checked_settings, fresh_secrets

CHANNELS = sorted(all_channels())
SIGNING = "whsec_" + "QUJD" * 8
EMAIL = {"address": "care@klm.example", "smtp_host": "mail.klm.example"}
INSIDE = (
    "https://127。0。0。1/",
    "https://ⓛocalhost/",
    "https://2130706433/",
    "http://hook.klm.example/",
    "https://[::1]/",
)


def pointers(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [each["pointer"] for each in refused.value.body["errors"]]


@pytest.mark.parametrize("url", INSIDE)
def test_a_bad_callback_address_is_refused_where_it_is_given(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_settings("generic", {"callback_url": url}, Reach())
    assert pointers(refused) == ["/settings/callback_url"]


@pytest.mark.parametrize("host", ["127.0.0.1", "１２７.0.0.1", "localhost", "0x7f000001", "::1", ""])
def test_a_bad_mail_server_is_refused_where_it_is_given(host: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_settings("email", {**EMAIL, "smtp_host": host}, Reach())
    assert pointers(refused) == ["/settings/smtp_host"]


def test_the_base_of_a_platform_is_not_the_brands_to_choose() -> None:
    given = {"user_id": "1", "api_base": "https://collector.example.org"}
    with pytest.raises(Invalid) as refused:
        checked_settings("x", given, Reach(loopback=True))
    assert pointers(refused) == ["/settings/api_base"]
    assert checked_settings("x", given, Reach(api_bases=("https://collector.example.org",))) == given


@pytest.mark.parametrize("name", CHANNELS)
def test_a_brand_cannot_open_this_machine_to_itself(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_settings(name, {"allow_loopback": True}, Reach(loopback=True))
    assert "/settings/allow_loopback" in pointers(refused)


@pytest.mark.parametrize("name", CHANNELS)
def test_each_secret_that_is_blank_or_too_short_is_named(name: str) -> None:
    fields = channel(name).secrets_model.model_fields
    needed = [field for field, described in fields.items() if described.is_required()]
    for bad in ("", "a", " " * 32, "a" * 31 + "\n"):
        with pytest.raises(Invalid) as refused:
            fresh_secrets(name, dict.fromkeys(needed, bad))
        assert set(pointers(refused)) == {f"/secrets/{field}" for field in needed}


def missing(before: dict[str, Any], after: dict[str, Any], held: Iterable[str], *given: str, name: str) -> list[str]:
    try:
        check_given_again(name, before, after, tuple(held), given)
    except Invalid as refused:
        return [each["pointer"] for each in refused.body["errors"]]
    return []


def test_a_secret_is_given_again_with_every_change_of_where_it_goes() -> None:
    moved = {**EMAIL, "smtp_host": "mail.other.example"}
    account = ("signing_secret", "smtp_username", "smtp_password")
    asked = ["/secrets/smtp_username", "/secrets/smtp_password"]
    assert missing(EMAIL, moved, account, name="email") == asked
    assert missing(EMAIL, {**EMAIL, "smtp_port": 25}, account, "smtp_username", name="email") == asked[1:]
    assert missing(EMAIL, moved, account, "smtp_username", "smtp_password", name="email") == []
    assert missing(EMAIL, moved, ["signing_secret"], name="email") == []
    assert missing(EMAIL, {**EMAIL, "smtp_port": 587, "sender_name": "Care"}, account, name="email") == []
    assert missing(
        {"user_id": "1"}, {"user_id": "1", "api_base": "https://api.twitter.com"}, ["access_token"], name="x"
    )
    assert (
        missing({"user_id": "1"}, {"user_id": "2", "api_base": "https://api.x.com"}, ["access_token"], name="x") == []
    )


def test_where_it_went_before_need_not_be_readable() -> None:
    kept = {"user_id": "no number any more"}
    assert missing(kept, {"user_id": "1"}, ["access_token"], name="x") == ["/secrets/access_token"]
