"""What came of the hub's work, asked of the API afterwards: the ledger of the one answer, the forecast, the badge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

from deploy.demo.cast import Company
from deploy.demo.hub import Hub
from deploy.local.api import Api

SHOWN_SLOTS = 12
PAGE = 200
JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class HubOutcome:
    """The answer with its recipients, the forecast beside what came, the mails, and the badge."""

    answer: Mapping[str, Any] | None
    ledger: Sequence[Mapping[str, Any]]
    forecast: Mapping[str, Any] | None
    mails: Sequence[tuple[str, str]]
    badge_words: str
    badge: bytes


def read_outcome(company: Company, hub: Hub) -> HubOutcome:
    """Ask for everything; the brand publishes how soon it answers from here on."""
    api = company.administrator
    answer = None if hub.answer is None else api.get(f"/v1/story-answers/{hub.answer['id']}")
    ledger = [] if hub.answer is None else list(_every(api, f"/v1/story-answers/{hub.answer['id']}/recipients"))
    forecast = None
    if hub.forecast is not None:
        forecast = api.get(f"/v1/forecast?{urlencode({'at': hub.forecast['made_at']})}")
    api.call("PATCH", f"/v1/brands/{company.brand}", b'{"publishes_response_time": true}', JSON)
    badge = f"/v1/badges/{company.brand}/response-time"
    public = Api(api.base)
    return HubOutcome(answer, ledger, forecast, hub.mails, public.get(badge)["text"], public.raw("GET", f"{badge}.svg"))


def _every(api: Api, path: str) -> Iterator[dict[str, Any]]:
    query: dict[str, Any] = {"limit": PAGE}
    while True:
        page = api.get(f"{path}?{urlencode(query)}")
        yield from page["items"]
        if page.get("next") is None:
            return
        query["cursor"] = page["next"]


def show_outcome(console: Console, came: HubOutcome) -> None:
    """Print it."""
    console.print(f"pages in the hub's mail: {len(came.mails)}, to {_counted(to for to, _ in came.mails)}")
    if came.answer is None:
        console.print("[yellow]no answer to a story was given[/]")
    else:
        states = _counted(each["state"] for each in came.ledger)
        replies = [each["reply"] for each in came.ledger if each["state"] == "sent"]
        console.print(
            f"one answer to a story: {states}; {len(replies)} replies, {len(replies) - len(set(replies))} doubled"
        )
        for reason, count in came.answer["reasons"].items():
            console.print(f"  left out, {reason}: {count}")
    if came.forecast is not None:
        console.print(_beside(came.forecast))
    console.print(f"the public badge: “{came.badge_words}”")


def _counted(values: Iterator[str]) -> str:
    return ", ".join(f"{value} {count}" for value, count in Counter(values).most_common()) or "none"


def _beside(forecast: Mapping[str, Any]) -> Table:
    """The forecast beside what came."""
    table = Table(title=f"Forecast of {forecast['made_at']}, each slot {forecast['slot_seconds']} s")
    for name in ("slot", "messages", "came", "waiting", "waited"):
        table.add_column(name, justify="right")
    for number, point in enumerate(forecast["points"][:SHOWN_SLOTS], 1):
        came = [point["came_messages"], point["came_backlog"]]
        shown = ["" if each is None else str(each) for each in came]
        table.add_row(str(number), _band(point["messages"]), shown[0], _band(point["backlog"]), shown[1])
    return table


def _band(band: Mapping[str, float] | None) -> str:
    return "" if band is None else f"{band['expected']:.0f} ({band['low']:.0f} to {band['high']:.0f})"
