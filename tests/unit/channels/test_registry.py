"""The registry finds a channel by its folder."""

from __future__ import annotations

import pytest

from channels.registry import UnknownChannel, all_channels, channel


def test_the_registry_finds_the_first_channels_by_their_folders() -> None:
    assert {"x", "messenger", "instagram", "whatsapp", "email", "generic"} <= set(all_channels())
    with pytest.raises(UnknownChannel):
        channel("pigeon")
