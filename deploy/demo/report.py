"""Keeps what the system itself reports of the scenario: the page with plots, the figures, the incident's review."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from deploy.demo.board import DemoBoard, closing
from deploy.demo.cast import Company
from deploy.demo.outcome import HubOutcome
from deploy.local.api import ApiError


def write_reports(
    company: Company, board: DemoBoard, came: HubOutcome, folder: Path, console: Console, began: datetime
) -> Path:
    """Write overview.html, overview.csv, review.md, badge.svg, and figures, forecast and ledger as JSON into a folder.

    Returns:
        The path of the HTML page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    span = f"from={_stamp(began)}&to={_stamp(now)}"
    api = company.administrator
    for name, media_type in (("overview.html", "text/html"), ("overview.csv", "text/csv")):
        path = f"/v1/reports/overview?{span}&window=minute"
        (folder / name).write_bytes(api.raw("GET", path, {"accept": media_type}))
    if board.incident is not None:
        try:
            review = api.raw("GET", f"/v1/incidents/{board.incident}/review", {"accept": "text/markdown"})
            (folder / "review.md").write_bytes(review)
        except ApiError as early:
            console.print(f"[yellow]no review yet: {early}[/]")
    given = {"figures": dict(closing(board)), "forecast": came.forecast, "ledger": came.ledger}
    for name, content in given.items():
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")
    (folder / "badge.svg").write_bytes(came.badge)
    page = folder / "overview.html"
    console.print(f"report: [link=file://{page}]{page}[/link], with the incident's review and the figures beside it")
    return page


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
