"""Drills over a real store, with services that answer from memory and a log that keeps what it is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.auth import Principal
from chassis.clock import FixedClock
from chassis.errors import Unavailable
from contracts.event import Event
from gateway.application.drill_commands import DrillCommands
from gateway.application.service_calls import ServiceAnswer


class FakeServices:
    """ServiceCalls in memory: settings of brands by path, each written at version 1 more; `away` answers nobody."""

    def __init__(self) -> None:
        self.settings: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.incidents: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.asked: list[tuple[str, str, str]] = []
        self.away = False
        self.refuses: set[tuple[str, str]] = set()

    async def ask(
        self, service: str, principal: Principal, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> ServiceAnswer:
        if self.away:
            raise Unavailable(service)
        plain = path.partition("?")[0]
        self.asked.append((principal.brand, method, plain))
        if (method, plain) in self.refuses:
            return ServiceAnswer(422, {})
        own = self.settings[principal.brand]
        if method == "PUT":
            before = own.get(plain, {"version": 0})
            own[plain] = {**(body or {}), "id": plain.rpartition("/")[2], "version": before["version"] + 1}
            return ServiceAnswer(200, own[plain])
        if method == "POST":
            for each in self.incidents[principal.brand]:
                if plain == f"/v1/incidents/{each['id']}/stand-down":
                    each["state"] = "stood_down"
            return ServiceAnswer(200, {})
        return self._read(principal.brand, plain)

    def _read(self, brand: str, path: str) -> ServiceAnswer:
        own = self.settings[brand]
        if path == "/v1/incidents":
            return ServiceAnswer(200, {"items": self.incidents[brand], "next": None})
        if path == "/v1/reports/overview":
            return ServiceAnswer(200, {"totals": {"volume_in": {"count": 3}}, "incidents": []})
        if path in own:
            return ServiceAnswer(200, own[path])
        listed = [view for name, view in own.items() if name.startswith(f"{path}/")]
        if path in {"/v1/workflows/current", "/v1/triage-rules", "/v1/sla-policy", "/v1/guideline"}:
            return ServiceAnswer(200, {"version": 0})
        if path == "/v1/crisis-policy":
            return ServiceAnswer(200, {"version": 0, "escalation": {"levels": []}})
        if path.startswith("/v1/employees/"):
            return ServiceAnswer(404, {})
        return ServiceAnswer(200, {"items": listed, "next": None})


class KeptLog:
    """A publisher that keeps events by id, as a consumer that drops duplicates would; `dies` after one publication."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}
        self.published = 0
        self.dies = False

    async def publish(self, events: Sequence[Event]) -> None:
        self.published += len(events)
        self.events |= {event.id: event for event in events}
        if self.dies:
            self.dies = False
            raise ProcessEnded


class ProcessEnded(BaseException):
    """Stands for the end of the process."""


@dataclass
class Drilled:
    """A gateway's drills for one test."""

    clock: FixedClock
    commands: DrillCommands
    services: FakeServices
    log: KeptLog
    parts: dict[str, Any] = field(default_factory=dict)

    async def look(self) -> int:
        """Take up what is due now; gives how much that was."""
        due = await self.commands.timers.claim(["drill"], 10, 30)
        await self.commands.runner.take_up(due)
        return len(due)

    async def play(self, seconds: int) -> None:
        """Let time pass, second by second."""
        for _ in range(seconds):
            while await self.look():
                pass
            self.clock.advance(1)
