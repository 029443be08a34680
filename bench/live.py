"""One live message a second of a brand, and how soon a front end hears of each on the brand's stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp

from contracts.inbox import MessageStored
from contracts.routing import OfferMade
from deploy.local.api import Api
from deploy.local.follow import Follower, client
from deploy.local.state import BrandAccess

OPEN_SECONDS = 1.5  # a stream begins at the log's end: it must be open before the first post
PATIENCE_LOOKS = 600  # ten a second after the last post, for what was not heard of yet
TEXT = "My flight to Oslo is cancelled and nobody answers the phone, what can I do now?"


@dataclass(slots=True)
class Heard:
    """How many were posted; by conversation, seconds until the message was readable and until it was first offered."""

    posted: int = 0
    readable: dict[str, float] = field(default_factory=dict)
    offered: dict[str, float] = field(default_factory=dict)

    @property
    def all(self) -> bool:
        """Whether everything posted was heard of and offered."""
        return min(len(self.readable), len(self.offered)) >= self.posted


class Live:
    """A brand's live messages: its stream is open for as long as the block runs.

    Every message is from another person, so each is a conversation that has to be offered to somebody.
    """

    def __init__(self, gateway: str, access: BrandAccess, name: str) -> None:
        self.heard = Heard()
        self._gateway = gateway
        self._key = access.integrations["generic"].key
        self._follower = Follower(gateway, access.keys["administrator"], [MessageStored.type, OfferMade.type])
        self._name = name
        self._began: dict[str, float] = {}
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._listening = asyncio.create_task(self._listen())
        await asyncio.sleep(OPEN_SECONDS)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    async def _listen(self) -> None:
        async with client() as session:
            async for event in self._follower.events(session):
                if isinstance(event, MessageStored):
                    began = self._began[event.subject] = event.sent_at.timestamp()
                    self.heard.readable.setdefault(event.subject, time.time() - began)
                elif event.subject in self._began:
                    self.heard.offered.setdefault(event.subject, time.time() - self._began[event.subject])

    async def post_until(self, over: asyncio.Event) -> None:
        """Post a message a second until `over`, then wait for the rest of them, for a minute at most."""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        async with aiohttp.ClientSession(headers=headers) as session:
            while not over.is_set():
                begin = time.perf_counter()
                async with session.post(f"{self._gateway}/v1/events", data=self._message()) as answer:
                    if answer.status != HTTPStatus.ACCEPTED:
                        raise SystemExit(f"a live message was refused: {answer.status}")
                self.heard.posted += 1
                await asyncio.sleep(max(0.0, begin + 1 - time.perf_counter()))
        for _ in range(PATIENCE_LOOKS):
            if self.heard.all:
                break
            await asyncio.sleep(0.1)

    def _message(self) -> bytes:
        number = f"{self._name}-{self.heard.posted}"
        contact = {"external_id": f"{number}-person", "name": "A Person", "reach": 120}
        now = datetime.now(UTC).isoformat()
        return json.dumps(
            {"kind": "message", "external_id": number, "contact": contact, "text": TEXT, "at": now}
        ).encode()


def hire(gateway: str, access: BrandAccess, employees: int) -> None:
    """Put employees with ten seats each on shift, who speak English."""
    people = [
        {"id": f"live-{number}", "name": f"Live {number}", "languages": ["en"], "seats": 10, "presence": "online"}
        for number in range(employees)
    ]
    Api(gateway, access.keys["administrator"]).post("/v1/employees/import", {"items": people})
