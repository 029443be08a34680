"""Where secrets go: every channel names each such setting, and none of them may lead anywhere else unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from channels.addresses import Reach
from channels.destinations import DestinationRefused, check_destinations, secrets_that_move
from channels.ports import ChannelSettings, kept_settings
from channels.registry import all_channels, channel
from tests.unit.channels.rig import SECRETS, SETTINGS

CHANNELS = sorted(all_channels())
ADDRESS = re.compile(r"url|uri|host|port$|base|server|endpoint|security|proxy")  # how settings of this kind are called
ELSEWHERE: dict[str, Any] = {
    "api_base": "https://api.x.com/other",
    "callback_url": "https://other.example.org/",
    "smtp_host": "other.example.org",
    "smtp_port": 2525,
    "smtp_security": "tls",
}


@pytest.mark.parametrize("name", CHANNELS)
def test_every_setting_that_is_an_address_is_the_destination_of_a_secret(name: str) -> None:
    found = channel(name)
    declared = {setting for destination in found.destinations for setting in destination.settings}
    assert {setting for setting in found.settings_model.model_fields if ADDRESS.search(setting)} == declared
    for destination in found.destinations:
        assert destination.secrets
        assert set(destination.secrets) <= set(found.secrets_model.model_fields)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_secret_moves_with_each_setting_of_its_destination_and_with_no_other(name: str) -> None:
    found = channel(name)
    before = found.settings_model(**SETTINGS[name])
    assert secrets_that_move(found.destinations, before, before, SECRETS[name]) == {}
    threaded = found.settings_model(**SETTINGS[name], threading="thread")
    assert secrets_that_move(found.destinations, before, threaded, SECRETS[name]) == {}
    for destination in found.destinations:
        for setting in destination.settings:
            after = found.settings_model(**{**SETTINGS[name], setting: ELSEWHERE[setting]})
            moved = secrets_that_move(found.destinations, before, after, SECRETS[name])
            assert moved == dict.fromkeys(destination.secrets, setting)
            assert secrets_that_move(found.destinations, before, after, ()) == {}
        assert set(secrets_that_move(found.destinations, None, before, SECRETS[name])) == set(destination.secrets)


def test_replies_that_go_nowhere_take_no_secret_along() -> None:
    found = channel("generic")
    before, after = found.settings_model(**SETTINGS["generic"]), found.settings_model()
    assert secrets_that_move(found.destinations, before, after, SECRETS["generic"]) == {}
    assert secrets_that_move(found.destinations, after, before, SECRETS["generic"]) == {
        "signing_secret": "callback_url"
    }


@pytest.mark.parametrize(
    "base",
    [
        "https://collector.example.org", "http://graph.facebook.com", "https://graph.facebook.com.evil.example/v23.0",
        "https://graph.facebook.com@evil.example/", "https://graph.facebook.com:444/v23.0", "https://127.0.0.1/",
        "https://graph.facebook.com/../x", "https://graph.facebook.com/v23.0?a=", "https://graph.facebook.com\\.evil/",
        "https://graph.facebook.com/v23.0#", "https://GRAPH.facebook.com/", "https://evil.example/graph.facebook.com",
        "",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["messenger", "instagram", "whatsapp"])
def test_a_platforms_api_is_the_platforms_own(name: str, base: str) -> None:
    found = channel(name)
    check_destinations(found.destinations, found.settings_model(**SETTINGS[name]), Reach())
    given = found.settings_model(**{**SETTINGS[name], "api_base": base})
    with pytest.raises(DestinationRefused, match="api_base"):
        check_destinations(found.destinations, given, Reach(loopback=True))


def test_an_operator_may_list_other_bases() -> None:
    found = channel("x")

    def reached(base: str, *listed: str, loopback: bool = False) -> bool:
        given = found.settings_model(**{**SETTINGS["x"], "api_base": base})
        try:
            check_destinations(found.destinations, given, Reach(loopback, listed))
        except DestinationRefused:
            return False
        return True

    assert reached("https://proxy.example.org/x/2", "https://proxy.example.org/x/")
    assert not reached("https://proxy.example.org/xyz", "https://proxy.example.org/x")
    assert reached("http://127.0.0.1:8899/x", "http://127.0.0.1:*", loopback=True)
    assert not reached("http://127.0.0.1:8899/x", "http://127.0.0.1:*")
    assert not reached("http://127.0.0.1:8899/x", "http://127.0.0.1:88", loopback=True)
    assert not reached("http://127.0.0.1:8899/x", loopback=True)


def test_mail_leaves_unencrypted_for_this_machine_only() -> None:
    found = channel("email")
    plain = {**SETTINGS["email"], "smtp_security": "none"}
    with pytest.raises(DestinationRefused, match="smtp_security"):
        check_destinations(found.destinations, found.settings_model(**plain), Reach(loopback=True))
    local = found.settings_model(**{**plain, "smtp_host": "127.0.0.1"})
    check_destinations(found.destinations, local, Reach(loopback=True))


@pytest.mark.parametrize("name", CHANNELS)
def test_a_brand_cannot_open_this_machine_to_itself_and_what_was_kept_can_still_be_read(name: str) -> None:
    given: dict[str, Any] = {**SETTINGS[name], "allow_loopback": True}
    with pytest.raises(ValidationError, match="allow_loopback"):
        channel(name).settings_model(**given)
    read: ChannelSettings = channel(name).settings_model(**kept_settings(given))
    assert read == channel(name).settings_model(**SETTINGS[name])
