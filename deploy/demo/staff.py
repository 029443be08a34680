"""What the people of the scenario do: take offers, read, answer, say yes or no to a callout, lead the incident."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp

from contracts.crisis import IncidentDeclared, PlaceRevoked, VolunteerAsked
from contracts.event import Event
from contracts.routing import OfferMade
from deploy.demo.board import DemoBoard
from deploy.demo.cast import Company, Member
from deploy.demo.hub import Hub
from deploy.demo.phrases import REPLIES

READ_SECONDS = (0.4, 1.2)
WRITE_SECONDS = (1.0, 3.0)
THINK_SECONDS = (1.0, 4.0)
TRIES = 3
YES = 0.65
NEVER_ANSWERS = 0.1


@dataclass(slots=True)
class Staff:
    """Reacts to the stream as each person would; every action is a call of the public API with that person's key."""

    gateway: str
    company: Company
    session: aiohttp.ClientSession
    board: DemoBoard
    chance: random.Random
    refused: dict[str, int] = field(default_factory=dict)
    _doing: set[asyncio.Task[None]] = field(default_factory=set)
    hub: Hub = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(self.call, self.company, self.board)

    def on_event(self, event: Event) -> None:
        """Let the person concerned act on an event."""
        match event:
            case OfferMade(task=task) if task.employee in self.company.members:
                self._do(self._answer(self.company.members[task.employee], event))
            case VolunteerAsked() if event.employee in self.company.members:
                self._do(self._consider(self.company.members[event.employee], event.callout))
            case IncidentDeclared():
                self._do(self._lead(event.incident))
                self._do(self.hub.answer_story())
                self._do(self.hub.look_ahead())
            case PlaceRevoked():
                self.board.add_news(f"{event.employee.removeprefix('volunteer-')} goes home, rights taken back")

    def on_mail(self, content: bytes) -> None:
        """Let the person it is for act on a mail."""
        link = self.hub.mail(content)
        if link is not None:
            self._do(self.hub.take(link))

    async def wait_until_idle(self) -> None:
        """Let what was begun come to its end."""
        while self._doing:
            await asyncio.wait(self._doing)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _pause(self, between: tuple[float, float]) -> None:
        await asyncio.sleep(self.chance.uniform(*between))

    async def call(self, key: str | None, method: str, path: str, body: object = None) -> dict[str, Any] | None:
        """One call, again where it was answered 503; None when it was refused, which is counted by status and path."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        for _ in range(TRIES):
            async with self.session.request(method, self.gateway + path, json=body, headers=headers) as answer:
                status = answer.status
                if status < HTTPStatus.BAD_REQUEST:
                    content: dict[str, Any] = await answer.json()
                    return content
                if status != HTTPStatus.SERVICE_UNAVAILABLE:
                    break
                await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
        name = f"{status} {method} /{path.split('/')[2]}/…/{path.rsplit('/', 1)[1]}"
        self.refused[name] = self.refused.get(name, 0) + 1
        return None

    async def _answer(self, member: Member, offer: OfferMade) -> None:
        await self._pause(READ_SECONDS)
        held = await self.call(member.key, "POST", f"/v1/offers/{offer.offer}/accept")
        if held is None:
            return
        await self._pause(WRITE_SECONDS)
        words = self.chance.choice(REPLIES.get(offer.task.language or "en", REPLIES["en"]))
        reply = {"text": words, "epoch": held["epoch"]}
        await self.call(member.key, "POST", f"/v1/conversations/{offer.task.conversation}/replies", reply)

    async def _consider(self, member: Member, callout: str) -> None:
        await self._pause(THINK_SECONDS)
        if self.chance.random() < NEVER_ANSWERS:
            return
        answer = "accept" if self.chance.random() < YES else "decline"
        await self.call(member.key, "POST", f"/v1/callouts/{callout}/answers", {"answer": answer})

    async def _lead(self, incident: str) -> None:
        """Marco leads: activate, take roles, and have a holding statement that somebody else approves."""
        manager, strategist = self.company.keys["social_media_manager"], self.company.keys["strategist"]
        await self._pause(THINK_SECONDS)
        base = f"/v1/incidents/{incident}"
        await self.call(manager, "POST", f"{base}/activate")
        await self.call(manager, "POST", f"{base}/roles", {"commander": "marco", "deputy": "sofia", "scribe": "chloe"})
        words = "Flights stand still because of ash in the air. We answer everyone, and changing your date is free."
        statement = await self.call(manager, "POST", f"{base}/statements", {"language": "en", "text": words})
        if statement is not None:
            await self._pause(READ_SECONDS)
            await self.call(strategist, "POST", f"{base}/statements/{statement['id']}/approve")
