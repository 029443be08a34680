"""Where mail leaves to."""

from __future__ import annotations

import pytest

from channels.addresses import Reach
from channels.destinations import DestinationRefused, check_destinations
from channels.registry import channel
from tests.support.channels.accounts import SETTINGS


def test_mail_leaves_unencrypted_for_this_machine_only() -> None:
    found = channel("email")
    plain = {**SETTINGS["email"], "smtp_security": "none"}
    with pytest.raises(DestinationRefused, match="smtp_security"):
        check_destinations(found.destinations, found.settings_model(**plain), Reach(loopback=True))
    local = found.settings_model(**{**plain, "smtp_host": "127.0.0.1"})
    check_destinations(found.destinations, local, Reach(loopback=True))
