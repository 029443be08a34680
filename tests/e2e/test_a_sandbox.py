"""The clock of a sandbox is moved an hour: what falls due happens within seconds, and a brand beside it sees none."""

from __future__ import annotations

import json
import os
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.local.api import Api
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, eventually, found_brand, words
from tests.support.snippets import Terminal, snippets_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
HOUR = 3600
DUE_SECONDS = 30.0  # of waiting for what is due: polls of a second, and two cores that others use too
LEVELS = [{"persons": ["anna"], "timeout_seconds": 900}, {"persons": ["ben"], "timeout_seconds": 900}]
FALLS_DUE = {("inbox.sla_breached.v1", None), ("routing.offer_closed.v1", "timed_out"), ("crisis.page_sent.v1", 2)}


def _feed(brand: Brand, position: str) -> list[dict[str, Any]]:
    """The events behind a position, as far as there are any."""
    found: list[dict[str, Any]] = []
    more = True
    while more:
        page = brand.admin.get(f"/v1/events?after={position}&limit=1000")
        found += page["items"]
        position, more = page["next"], page["more"]
    return found


def _happened(feed: list[dict[str, Any]]) -> set[tuple[str, Any]]:
    """The types of events, each with its outcome or level."""
    return {(each["type"], each["data"].get("outcome", each["data"].get("level"))) for each in feed}


def _counted(brand: Brand) -> int:
    """The messages of the last two hours, and of what the brand is ahead; no end is given, so it is now."""
    begin = (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return int(brand.admin.get(f"/v1/measures/volume_in?from={begin}")["total"]["count"])


def _at_work(brand: Brand) -> str:
    """Somebody asked to answer a message, and somebody paged; gives the position of before."""
    for queue in ("general", "crisis"):  # an offer lasts longer than this story, and less than an hour
        as_it_is = brand.admin.get(f"/v1/queues/{queue}")
        as_written = {name: value for name, value in as_it_is.items() if name not in ("id", "version")}
        brand.admin.put(f"/v1/queues/{queue}", {**as_written, "offer_seconds": 900})
    brand.hire("anna")
    brand.hire("ben", presence="offline")
    brand.admin.change(
        "/v1/crisis-policy", {"escalation": {"levels": LEVELS, "rounds": 1}, "callout": {"enabled": False}}
    )
    position: str = brand.admin.get("/v1/events")["next"]
    assert brand.post(words(1)).status == 202
    brand.admin.post("/v1/incidents", {"title": "Ash", "severity": 2})
    anna = Api(brand.state.gateway, brand.employees["anna"])
    eventually(lambda: anna.get("/v1/offers")["items"], "an offer")
    eventually(lambda: ("crisis.page_sent.v1", 1) in _happened(_feed(brand, position)), "the first page")
    return position


def test_an_hour_of_a_sandbox_passes_at_once_and_none_of_the_brand_beside_it(system: LocalState) -> None:
    box, beside = found_brand(system, sandbox=True), found_brand(system)
    since, since_beside = _at_work(box), _at_work(beside)

    assert box.admin.post("/v1/sandbox/clock", {"advance_seconds": HOUR})["ahead_seconds"] == HOUR

    def all_of_it() -> bool:
        return _happened(_feed(box, since)) >= FALLS_DUE

    eventually(all_of_it, "what falls due within the hour", DUE_SECONDS)
    assert box.post(words(2)).status == beside.post(words(2)).status == 202
    eventually(lambda: _counted(box) == 2, "both messages until now, by the brand's time")
    eventually(lambda: _counted(beside) == 2, "both messages of the brand beside")
    assert not _happened(_feed(beside, since_beside)) & FALLS_DUE


def test_the_guide_lets_an_hour_pass_and_sees_the_breach(system: LocalState, tmp_path: Path) -> None:
    first = snippets_of((DOCS / "quickstart/first-event.md").read_text())
    guide = snippets_of((DOCS / "guides/testing.md").read_text())
    variables = {
        "MUSTER": system.gateway,
        "BOOTSTRAP_KEY": system.bootstrap_key,
        "BRAND": f"box-{uuid.uuid4().hex[:12]}",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    with Terminal(tmp_path, variables) as terminal:
        for each in (first["helper"], guide["found-sandbox"], first["connect"], guide["position"], first["post-first"]):
            terminal.run(each)
        assert json.loads(terminal.run(guide["let-an-hour-pass"]))["ahead_seconds"] == HOUR

        def breaches() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = json.loads(terminal.run(guide["see-the-breach"]))["items"]
            return found

        (breach,) = eventually(breaches, "the breach", DUE_SECONDS)
    assert breach["data"]["clock"]["kind"] == "first_response"
