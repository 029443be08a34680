"""Settings that say where a secret goes: their addresses are checked, and to change one needs the secret again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from channels.addresses import AddressRefused, Reach, checked_url

_BASE = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?")  # nothing a parser could bend
_PORT = re.compile(r":\d+")


class DestinationRefused(Exception):
    """A setting leads where nothing may go; `setting` is its name, `detail` a sentence without its value."""

    def __init__(self, setting: str, detail: str) -> None:
        """Keep which, and why."""
        super().__init__(setting)
        self.setting = setting
        self.detail = detail


class Destination(Protocol):
    """Where secrets go, or where goes what they sign."""

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings that name the place together; where the first is None nothing goes out."""
        ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that go there, or sign what goes there."""
        ...

    def check(self, settings: Any, reach: Reach) -> None:  # noqa: ANN401 - the channel's own settings model
        """Check the place as it is checked again when a reply leaves; a name is not resolved.

        Raises:
            DestinationRefused: nothing may go there.
        """
        ...


@dataclass(frozen=True, slots=True)
class CallbackUrl:
    """An address of the brand's own choice in one setting."""

    setting: str
    secrets: tuple[str, ...]

    @property
    def settings(self) -> tuple[str, ...]:
        """See Destination."""
        return (self.setting,)

    def check(self, settings: Any, reach: Reach) -> None:  # noqa: ANN401 - see Destination
        """See Destination."""
        url = getattr(settings, self.setting)
        if url is None:
            return
        try:
            checked_url(url, reach)
        except AddressRefused:
            raise DestinationRefused(self.setting, "must be an https address on the public internet") from None


@dataclass(frozen=True, slots=True)
class PlatformApi:
    """The base of a platform's API: below one of the platform's own, or one the operator lists."""

    own: tuple[str, ...]
    secrets: tuple[str, ...]
    setting: str = "api_base"

    @property
    def settings(self) -> tuple[str, ...]:
        """See Destination."""
        return (self.setting,)

    def check(self, settings: Any, reach: Reach) -> None:  # noqa: ANN401 - see Destination
        """See Destination."""
        base = getattr(settings, self.setting)
        allowed = _BASE.fullmatch(base) and any(_lies_below(base, root) for root in (*self.own, *reach.api_bases))
        try:
            if allowed and checked_url(base, reach):
                return
        except AddressRefused:
            pass
        raise DestinationRefused(self.setting, "must be an address of the platform's own, or one the operator allows")


def _lies_below(base: str, root: str) -> bool:
    root = root.rstrip("/")
    if root.endswith(":*"):
        base = _PORT.sub(":*", base, count=1)
    return base == root or base.startswith(f"{root}/")


def check_destinations(destinations: Iterable[Destination], settings: object, reach: Reach) -> None:
    """Check every place the settings name.

    Raises:
        DestinationRefused: nothing may go to one of them.
    """
    for destination in destinations:
        destination.check(settings, reach)


def secrets_that_move(
    destinations: Iterable[Destination], before: object, after: object, held: Collection[str]
) -> dict[str, str]:
    """The secrets held that would go to another place than before (None: not known), each with the setting of it."""
    moved: dict[str, str] = {}
    for destination in destinations:
        if getattr(after, destination.settings[0]) is None:
            continue
        changed = [name for name in destination.settings if getattr(before, name, None) != getattr(after, name)]
        if changed:
            moved |= {secret: changed[0] for secret in destination.secrets if secret in held}
    return moved
