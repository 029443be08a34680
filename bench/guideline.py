"""`python -m bench.guideline`: how soon a new version of a guideline holds everywhere, and how long an import takes.

On a stack of its own, through the public API: a version that asks a certificate is written again and again, with and
without it, until the inbox refuses a reply for it and routing demands it of who is asked. Then a company is imported
with certificates, batch after batch side by side, and a campaign asks all of it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.gets import percentile
from bench.own_stack import own_stack
from bench.record import announce, keep
from deploy.local.api import Api
from deploy.local.state import LocalState
from deploy.local.webhook import message_item

EMPLOYEES, BATCH, SIDE_BY_SIDE = 103_000, 1_000, 2
VERSIONS = 20
WORDS = "We look into it."
LONGEST_SECONDS = 30.0
RULE = {"id": "speakers", "certificate": "speaks", "applies": {}, "why": "Who answers has learnt how"}


def until(look: Callable[[], bool], began: float) -> float:
    """The milliseconds since `began` at which something is first true."""
    while not look():
        if time.perf_counter() - began > LONGEST_SECONDS:
            raise SystemExit("it never came")
    return (time.perf_counter() - began) * 1e3


def reach(api: Api, own: Api, conversation: str, console: Console) -> dict[str, list[float]]:
    """Write versions that ask a certificate and that ask none by turns; milliseconds until each place goes by it."""
    refused: list[float] = []
    demanded: list[float] = []
    explained = f"/v1/tasks/{conversation}/explanation"
    for number in range(VERSIONS):
        asks = number % 2 == 0
        api.change("/v1/guideline", {"certificates": [RULE] if asks else []})
        began = time.perf_counter()
        refused.append(until(lambda asks=asks: (_verdict(own) == "refused") == asks, began))  # type: ignore[misc]
        demanded.append(until(lambda asks=asks: ("cert:speaks" in str(api.get(explained))) == asks, began))  # type: ignore[misc]
        console.print(f"[dim]version {number + 1} of {VERSIONS}[/]")
    return {"the inbox judges by it": refused, "routing demands it": demanded}


def _verdict(own: Api) -> str:
    return str(own.post("/v1/guideline/check", {"text": WORDS})["verdict"])


def people(employees: int) -> Iterator[list[dict[str, Any]]]:
    """The company in batches: one department of 200, one certificate in three that ends."""
    speaks = {"id": "speaks", "expires_at": (datetime.now(UTC) + timedelta(days=300)).isoformat()}
    for first in range(0, employees, BATCH):
        yield [
            {
                "id": f"e{number:06d}",
                "name": f"Employee {number}",
                "department": f"d{number % 200}",
                "languages": ["en"],
                "certificates": [
                    {"id": "listens"},
                    *([speaks] if number % 3 == 0 else []),
                ],
                "seats": 1,
            }
            for number in range(first, min(first + BATCH, employees))
        ]


def enter(api: Api, employees: int, console: Console) -> float:
    """Import the company; gives the seconds."""
    began = time.perf_counter()
    with Progress(console=console, transient=True) as progress, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        task = progress.add_task("importing", total=employees)

        def one(batch: list[dict[str, Any]]) -> None:
            results = api.post("/v1/employees/import", {"items": batch})["items"]
            wrong = [each for each in results if each["status"] >= 400]  # noqa: PLR2004 - the first status of a refusal
            if wrong:
                raise SystemExit(f"an employee was refused: {wrong[0]}")
            progress.advance(task, len(batch))

        list(pool.map(one, people(employees)))
    return time.perf_counter() - began


def campaign(api: Api, employees: int) -> dict[str, float]:
    """Seconds until the inbox has heard of everybody, and milliseconds of the campaign's figures."""
    due_at = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    version = api.get("/v1/guideline")["version"]
    begun = api.post("/v1/guideline/campaigns", {"guideline_version": version, "due_at": due_at})
    path = f"/v1/guideline/campaigns/{begun['number']}"
    began = time.perf_counter()
    while api.get(path)["total"]["people"] < employees:
        time.sleep(0.5)
        if time.perf_counter() - began > 10 * LONGEST_SECONDS:
            raise SystemExit("the inbox has not heard of everybody")
    heard = time.perf_counter() - began
    began = time.perf_counter()
    api.get(path)
    return {"heard_seconds": heard, "figures_ms": (time.perf_counter() - began) * 1e3}


def measure(state: LocalState, employees: int, console: Console) -> dict[str, Any]:
    """All of it on one brand."""
    first = {"person": "ada", "name": "Ada"}
    body = {"id": "bench", "name": "Bench", "timezone": "UTC", "languages": ["en"], "administrator": first}
    api = Api(state.gateway, Api(state.gateway, state.bootstrap_key).post("/v1/brands", body)["key"])
    made = api.post("/v1/integrations", {"channel": "generic", "name": "Events", "settings": {}})
    api.post("/v1/people", {"id": "own", "name": "Own", "roles": ["employee"]})
    own = Api(state.gateway, api.post("/v1/keys", {"name": "own", "person": "own"})["key"])
    key = api.post("/v1/keys", {"name": "events", "integration": made["id"]})["key"]
    Api(state.gateway, key).post(
        "/v1/events", [message_item("m-1", "c-1", "Sam", "Where is my suitcase?", datetime.now(UTC))]
    )
    began = time.perf_counter()
    until(lambda: bool(api.get("/v1/tasks")["items"]), began)
    found: dict[str, Any] = {"reach_ms": reach(api, own, api.get("/v1/tasks")["items"][0]["conversation"], console)}
    found["import_seconds"] = enter(api, employees, console)
    return found | campaign(api, employees)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.guideline", description=__doc__)
    parser.add_argument("--employees", type=int, default=EMPLOYEES)
    options, console = parser.parse_args(), Console(width=120)
    announce(console, None)
    with own_stack(console) as state:
        found = measure(state, options.employees, console)
    table = Table("", "p50 ms", "most ms", title=f"A new version of the guideline, {VERSIONS} times")
    for name, each in found["reach_ms"].items():
        table.add_row(name, f"{percentile(sorted(each), 0.5):,.0f}", f"{max(each):,.0f}")
    console.print(table)
    console.print(
        f"{options.employees:,} employees with certificates: imported in {found['import_seconds']:.1f} s, "
        f"all heard of by the inbox {found['heard_seconds']:.1f} s later; "
        f"figures of a campaign for all of them in {found['figures_ms']:.0f} ms"
    )
    keep(None, {"guideline": found})


if __name__ == "__main__":
    main()
