"""The brands' accounts on platforms, as the directory tells of them: which can take a statement as a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from channels.ports import stored_settings
from channels.registry import UnknownChannel, channel
from contracts.directory import IntegrationChanged
from contracts.event import Event


@dataclass(frozen=True, slots=True)
class Account:
    """One integration of a brand."""

    id: str
    channel: str
    enabled: bool
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why an account cannot take a text; `limit` and `length` are as its platform counts."""

    code: str
    channel: str
    limit: int = 0
    length: int = 0


class AccountsCopy:
    """A copy of what the directory says of integrations; the highest version of one wins."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], IntegrationChanged] = {}

    async def take(self, events: Sequence[Event]) -> None:
        """Take changes of the directory."""
        for event in events:
            if isinstance(event, IntegrationChanged):
                name = (event.brand, event.integration)
                known = self._known.get(name)
                if known is None or event.version >= known.version:
                    self._known[name] = event

    def find(self, brand: str, id_: str) -> Account | None:
        """An account of a brand, or None."""
        known = self._known.get((brand, id_))
        if known is None or known.removed:
            return None
        return Account(id_, known.channel, known.enabled, stored_settings(known.settings))


def unfit_for(account: Account, text: str) -> Unfit | None:
    """Why a text cannot be published on an account; None: it can."""
    if not account.enabled:
        return Unfit("disabled", account.channel)
    try:
        channel_ = channel(account.channel)
        settings = channel_.settings_model.model_validate(account.settings)
    except (UnknownChannel, ValidationError):
        return Unfit("cannot_publish", account.channel)
    publishing = channel_.publishing
    if publishing is None or not publishing.takes(settings):
        return Unfit("cannot_publish", account.channel)
    limit, length = publishing.limit(settings), publishing.length(text)
    return Unfit("too_long", account.channel, limit, length) if limit is not None and length > limit else None
