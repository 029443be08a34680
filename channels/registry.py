"""Finds the channels: each folder beside this file that offers `CHANNELS`. A new folder needs no other change."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import channels
from channels.ports import Channel


class UnknownChannel(LookupError):
    """No folder offers a channel of this name."""


@cache
def all_channels() -> Mapping[str, Channel]:
    """Every channel by its name.

    Raises:
        TypeError: two folders offer the same name.
    """
    by_name: dict[str, Channel] = {}
    for folder in sorted(pkgutil.iter_modules(channels.__path__), key=lambda module: module.name):
        if not folder.ispkg:
            continue
        offered: tuple[Channel, ...] = importlib.import_module(f"channels.{folder.name}").CHANNELS
        for channel in offered:
            if channel.name in by_name:
                raise TypeError(f"two folders offer the channel {channel.name}")
            by_name[channel.name] = channel
    return MappingProxyType(by_name)


def channel(name: str) -> Channel:
    """The channel of this name.

    Raises:
        UnknownChannel: there is none.
    """
    try:
        return all_channels()[name]
    except KeyError:
        raise UnknownChannel(name) from None
