"""A session as it is stored, and what has to happen with it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredSession:
    """Whose session it is, by which issuer and login; `roles` came from claims and add to the person's own.

    With a refresh token the issuer's word counts until `fresh_until` and is asked for again at `refresh_at`;
    `refresh_failed` says that the last try got no answer. Without one all three say nothing.
    """

    brand: str
    person: str
    login: str
    issuer: str
    roles: tuple[str, ...]
    started_at: datetime
    seen_at: datetime
    refresh_token: str | None = None
    fresh_until: datetime | None = None
    refresh_at: datetime | None = None
    refresh_failed: bool = False

    def is_due(self, now: datetime) -> bool:
        """Whether the issuer is to be asked again."""
        return self.refresh_at is not None and self.refresh_at <= now

    def is_in_doubt(self, now: datetime) -> bool:
        """Whether the issuer's last word has ended and it gave no other."""
        return self.refresh_failed and self.fresh_until is not None and self.fresh_until <= now
