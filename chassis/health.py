"""The health of a process as three checks: alive, ready to work, started."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from prometheus_client import Gauge

from chassis.errors import Unavailable

Check = Callable[[], Awaitable[object]]

READY = Gauge("muster_ready", "1 when this check of readiness is well, 0 when not.", ("check",))

CHECK_SECONDS = 1.0  # an orchestrator asks every few seconds and must get its answer within one


class Health:
    """The health of a process. A check that raises or is slow makes it not ready; a process that answers is alive."""

    def __init__(self, service: str) -> None:
        """Begin as not started, without checks."""
        self.service = service
        self._checks: dict[str, Check] = {}
        self._started = False

    def add(self, name: str, check: Check) -> None:
        """Ask `check` for readiness: it returns when all is well and raises when not."""
        self._checks[name] = check

    def started(self) -> None:
        """Record that start-up is complete."""
        self._started = True

    def has_started(self) -> bool:
        """Whether start-up is complete."""
        return self._started

    async def ready(self) -> tuple[bool, dict[str, str]]:
        """Whether the process can work now, with the result of each check."""
        names = list(self._checks)
        results = dict(zip(names, await asyncio.gather(*(self._ask(name) for name in names)), strict=True))
        for name, word in results.items():
            READY.labels(name).set(word == "ok")
        if not self._started:
            results["start"] = "starting"
        return all(word == "ok" for word in results.values()), results

    async def _ask(self, name: str) -> str:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self._checks[name]()
        except TimeoutError:
            return "slow"
        except Unavailable:
            return "away"
        except Exception as failure:  # whatever a check raises is an answer, and its text may quote anything
            return type(failure).__name__
        return "ok"
