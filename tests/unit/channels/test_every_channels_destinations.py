"""Where secrets go: every channel names each such setting, and none of them may lead anywhere else unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from channels.destinations import secrets_that_move
from channels.ports import ChannelSettings, stored_settings
from channels.registry import all_channels, channel
from tests.support.channels.accounts import ACCOUNTS, SECRETS, SETTINGS

CHANNELS = sorted(all_channels())
ADDRESS = re.compile(r"url|uri|host|port$|base|server|endpoint|security|proxy")  # how settings of this kind are called


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
            after = found.settings_model(**{**SETTINGS[name], setting: ACCOUNTS[name].elsewhere[setting]})
            moved = secrets_that_move(found.destinations, before, after, SECRETS[name])
            assert moved == dict.fromkeys(destination.secrets, setting)
            assert secrets_that_move(found.destinations, before, after, ()) == {}
        assert set(secrets_that_move(found.destinations, None, before, SECRETS[name])) == set(destination.secrets)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_brand_cannot_open_this_machine_to_itself_and_what_was_kept_can_still_be_read(name: str) -> None:
    given: dict[str, Any] = {**SETTINGS[name], "allow_loopback": True}
    with pytest.raises(ValidationError, match="allow_loopback"):
        channel(name).settings_model(**given)
    read: ChannelSettings = channel(name).settings_model(**stored_settings(given))
    assert read == channel(name).settings_model(**SETTINGS[name])
