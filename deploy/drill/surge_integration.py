"""Where the surge drill posts: an integration of its own, whose messages are counted in the end."""

from __future__ import annotations

import contextlib
import http.client
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from deploy.drill.brand import drill_key, revoke
from deploy.local.api import Api, ApiError
from deploy.local.state import LocalState

BRAND, NAME = "surge-drill", "Surge drill"
NOWHERE = "http://127.0.0.1:9/nobody"  # where replies would go; there are none


@dataclass(frozen=True, slots=True)
class StoredFigures:
    """What the inbox has: messages in conversations, and the brand's ledger since the drill began."""

    in_conversations: int
    received: int
    stored: int
    duplicate: int
    difference: int

    def as_json(self) -> dict[str, int]:
        """The same for a program."""
        return asdict(self)


class SurgeIntegration:
    """What one drill posts to.

    Args:
        administrator: Calls with an administrator's key of the drill's brand.
        integration: Its id.
        key: With which events are posted.
    """

    def __init__(self, administrator: Api, integration: str, key: str) -> None:
        self.key = key
        self._api, self._integration = administrator, integration
        self._since = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        self._before = self._ledger()

    def stored(self) -> StoredFigures:
        """Count what the inbox has of this drill."""
        now = self._ledger()
        return StoredFigures(self._messages(), **{name: now[name] - count for name, count in self._before.items()})

    def _ledger(self) -> dict[str, int]:
        """The brand's ledger from the hour on in which the drill began."""
        total = self._api.get(f"/v1/ledger?{urlencode({'since': self._since.isoformat()})}")["total"] or {}
        return {name: total.get(name, 0) for name in ("received", "stored", "duplicate", "difference")}

    def _messages(self) -> int:
        """Messages in the conversations of the integration, page by page."""
        count, query = 0, {"integration": self._integration, "limit": "100"}
        while True:
            page = self._api.get(f"/v1/conversations?{urlencode(query)}")
            count += sum(int(each["inbound"]) for each in page["items"])
            if page.get("next") is None:
                return count
            query["cursor"] = page["next"]


@contextlib.contextmanager
def surge_integration(state: LocalState) -> Iterator[SurgeIntegration]:
    """Give one to post to; afterwards it is disabled and its keys are revoked."""
    with drill_key(state, BRAND, NAME) as administrator_key:
        api = Api(state.gateway, administrator_key)
        name = f"{NAME} {uuid.uuid4().hex[:8]}"
        made = api.post("/v1/integrations", {"channel": "generic", "name": name, "settings": {"callback_url": NOWHERE}})
        key = str(api.post("/v1/keys", {"name": name, "integration": made["id"]})["key"])
        try:
            yield SurgeIntegration(api, made["id"], key)
        finally:
            revoke(api, key)
            _disable(api, made["id"])


def _disable(api: Api, integration: str) -> None:
    try:
        api.call("POST", f"/v1/integrations/{integration}/disable")
    except ApiError as refused:
        if refused.status != http.client.CONFLICT:
            raise
