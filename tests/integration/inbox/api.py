"""The inbox's service behind a client, over HTTP and a log in memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.errors import Unavailable
from chassis.messaging import EventLog, Publisher
from chassis.seal import Sealer
from chassis.settings import CommonSettings
from contracts.channel import MessageReceived
from contracts.event import Event
from tests.support.inbox.events import a_message as a_message_at
from tests.support.inbox.events import an_integration

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
SCOPES = (
    *("conversations:read", "conversations:write", "replies:write", "replies:approve", "rules:write"),
    *("ledger:read", "integrations:write", "tasks:assign"),
)
Headers = dict[str, str]


def a_message(
    external_id: str = "1", text: str = "My flight is cancelled, please help me?", **fields: Any
) -> MessageReceived:
    """Give a message of now: the service's clock runs, so an old one would be late at once."""
    return a_message_at(external_id, text, at=SystemClock().now(), **fields)


class Api:
    """The service behind a client, and the log it reads."""

    def __init__(self, client: TestClient, log: EventLog, common: CommonSettings) -> None:
        self.client = client
        self.log = log
        self._tokens = InternalTokens(common.internal_key.get_secret_value(), SystemClock())
        self._sealer = Sealer(common.seal_key.get_secret_value())

    def as_(self, subject: str = "anna", brand: str = "klm", scopes: tuple[str, ...] = SCOPES) -> Headers:
        token = self._tokens.mint(Principal(brand, subject, "person", scopes=frozenset(scopes)))
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **who: Any) -> Any:
        answer = self.client.get(path, headers=self.as_(**who))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def tell(self, *events: Event) -> None:
        assert self.client.portal is not None
        self.client.portal.call(self._publish, list(events))

    async def _publish(self, events: list[Event]) -> None:
        publisher = self.log.publisher()
        await publisher.start()
        try:
            await self._acknowledged(publisher, events)
        finally:
            await publisher.stop()

    @staticmethod
    async def _acknowledged(publisher: Publisher, events: list[Event]) -> None:
        for tries_left in reversed(range(10)):
            try:
                return await publisher.publish(events)
            except Unavailable:  # a broker that has just made its topics is slow; the same again is always right
                if not tries_left:
                    raise
        return None

    def integration(self, url: str, brand: str = "klm") -> Event:
        secret = "whsec_" + KEY
        sealed = self._sealer.seal({"signing_secret": secret}, f"{brand}/x1")
        known = an_integration(brand, callback_url=url)
        return known.model_copy(update={"sealed": sealed})

    def until(self, ask: Callable[[], Any], seconds: float = 40.0) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = ask()
            if answer:
                return answer
            time.sleep(0.02)  # the background has no event a client could wait on
        raise AssertionError("nothing came")

    def conversation(self, brand: str = "klm") -> dict[str, Any]:
        items = self.until(lambda: self.get("/v1/conversations", brand=brand)["items"])
        found: dict[str, Any] = items[0]
        return found


def common_settings(kafka: str, mongo_url: str, prefix: str) -> CommonSettings:
    return CommonSettings.model_validate(
        {"kafka": kafka, "mongo": mongo_url, "internal_key": KEY, "seal_key": KEY, "prefix": prefix}
    )
