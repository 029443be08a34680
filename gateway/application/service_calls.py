"""JSON between the gateway and the services, for what the gateway asks of them by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.auth import Principal
from gateway.adapters.upstream import Upstream


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """What a service answered; `body` is the decoded JSON, None where there was none."""

    status: int
    body: Any

    @property
    def is_good(self) -> bool:
        """Whether it did what was asked."""
        return 200 <= self.status < 300


class ServiceCalls:
    """Asks services as a principal of the gateway's own making."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    async def ask(
        self, service: str, principal: Principal, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> ServiceAnswer:
        """Call a service.

        Raises:
            Unavailable: No process of the service can be reached; nothing was done.
            Problem: 504 when one did not answer in time, so that the outcome is not known.
        """
        headers = [] if body is None else [("Content-Type", "application/json")]
        raw = None if body is None else json.dumps(body).encode()
        async with self._upstream.call(service, principal, method, path, headers, raw) as answer:
            read = await answer.read()
            return ServiceAnswer(answer.status, json.loads(read) if read else None)
