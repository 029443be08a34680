"""What came of a drill, asked of the services for the brand it was played in, and how its incidents are ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from chassis.auth import Principal
from gateway.application.service_calls import ServiceCalls
from gateway.domain.drill import Drill

READS = frozenset({"incidents:read", "measures:read"})
COMMANDS = frozenset({"incidents:read", "incidents:write"})
OVER = ("stood_down", "reviewed")
MARGIN = timedelta(minutes=1)  # the report is of whole minutes


class NotAnswered(Exception):
    """A service did not do what was asked; `what` is the request and the status it answered."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class DrillReports:
    """Ends what a drill began, and reads what came of it."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls

    async def stand_down(self, drill: Drill) -> bool:
        """Stand down what is on, so that nobody is paged any more; whether there was anything.

        Raises:
            NotAnswered: A service refused.
            Unavailable, Problem: It is away, or did not answer in time.
        """
        caller = Principal(drill.id, "drill", "service", scopes=COMMANDS)
        page = await self._ask(caller, "crisis", "GET", "/v1/incidents?limit=200")
        on = [each["id"] for each in page["items"] if each["state"] not in OVER]
        for incident in on:
            await self._ask(caller, "crisis", "POST", f"/v1/incidents/{incident}/stand-down")
        return bool(on)

    async def of(self, drill: Drill, now: datetime) -> dict[str, Any]:
        """The report, as it is stored and shown; raises as `stand_down` does."""
        began = drill.began_at or now
        caller = Principal(drill.id, "drill", "service", scopes=READS)
        signals = await self._ask(caller, "crisis", "GET", "/v1/signals?limit=200")
        span = urlencode({"from": began.isoformat(), "to": (now + MARGIN).isoformat(), "window": "minute"})
        overview = await self._ask(caller, "analytics", "GET", f"/v1/reports/overview?{span}")
        return report_of(began, signals["items"], overview)

    async def _ask(self, caller: Principal, service: str, method: str, path: str) -> Any:  # noqa: ANN401 - JSON
        answer = await self._calls.ask(service, caller, method, path)
        if not answer.is_good:
            raise NotAnswered(f"{method} {path.partition('?')[0]} answered {answer.status}")
        return answer.body


def report_of(began: datetime, signals: list[Mapping[str, Any]], overview: Mapping[str, Any]) -> dict[str, Any]:
    """The report of a drill that began then, from the signals and the overview of its brand.

    Times are seconds since its first phase began.
    """
    totals, incidents = overview["totals"], sorted(overview["incidents"], key=lambda each: str(each["declared_at"]))
    response = totals.get("first_response") or {}
    opened = [datetime.fromisoformat(each["opened_at"]) for each in signals]
    return {
        "messages": (totals.get("volume_in") or {}).get("count", 0),
        "answered": response.get("count", 0),
        "first_response_median_seconds": response.get("p50"),
        "first_response_p90_seconds": response.get("p90"),
        "signals": len(signals),
        "first_signal_seconds": max(0.0, (min(opened) - began).total_seconds()) if opened else None,
        "incidents": [_incident(began, each) for each in incidents],
    }


def _incident(began: datetime, incident: Mapping[str, Any]) -> dict[str, Any]:
    declared = (datetime.fromisoformat(incident["declared_at"]) - began).total_seconds()
    after = {
        name: None if incident[f"to_{given}_seconds"] is None else round(declared + incident[f"to_{given}_seconds"], 3)
        for name, given in (
            ("paged_seconds", "first_page"),
            ("acknowledged_seconds", "acknowledged"),
            ("first_place_seconds", "first_place"),
            ("stood_down_seconds", "stand_down"),
        )
    }
    return {
        "incident": incident["incident"],
        "title": incident["title"],
        "worst_severity": incident["worst_severity"],
        "declared_seconds": round(declared, 3),
        **after,
        "pages": incident["pages"],
        "volunteers_asked": incident["volunteers_asked"],
        "volunteers_accepted": incident["volunteers_accepted"],
    }
