"""A dashboard and its panels, and the JSON by which Grafana reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

WIDTH, HEIGHT, COLUMNS = 12, 8, 2  # in cells of Grafana's grid, which is 24 wide
SCHEMA = 39  # of Grafana's dashboards, as of version 10
SOURCE = {"type": "prometheus", "uid": "prometheus"}

Unit = Literal["short", "s", "ops", "percentunit"]


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture.

    Args:
        title: What it shows.
        description: How to read it, and what a bad value means.
        unit: Grafana's name of it: a number, seconds, per second, a part of one.
        queries: Each expression with the legend of its lines, `{{label}}` for a label's value.
        now: Whether only the latest value matters.
    """

    title: str
    description: str
    unit: Unit
    queries: Sequence[tuple[str, str]]
    now: bool = False

    def as_json(self, number: int) -> dict[str, Any]:
        """The panel in its place: from left to right, then down."""
        row, column = divmod(number, COLUMNS)
        return {
            "id": number + 1,
            "title": self.title,
            "description": self.description,
            "type": "stat" if self.now else "timeseries",
            "datasource": SOURCE,
            "gridPos": {"x": column * WIDTH, "y": row * HEIGHT, "w": WIDTH, "h": HEIGHT},
            "fieldConfig": {"defaults": {"unit": self.unit, "min": 0}, "overrides": []},
            "targets": [
                {"expr": expression, "legendFormat": legend, "refId": chr(ord("A") + place)}
                for place, (expression, legend) in enumerate(self.queries)
            ],
        }


@dataclass(frozen=True, slots=True)
class Board:
    """One page of panels."""

    uid: str
    title: str
    panels: Sequence[Panel]

    def text(self) -> str:
        """The file Grafana reads; the last hour, renewed every ten seconds, with links to the others."""
        links = [{"type": "dashboards", "tags": ["muster"], "title": "Muster", "asDropdown": True, "keepTime": True}]
        board = {
            "uid": self.uid,
            "title": self.title,
            "tags": ["muster"],
            "timezone": "browser",
            "schemaVersion": SCHEMA,
            "refresh": "10s",
            "time": {"from": "now-1h", "to": "now"},
            "links": links,
            "panels": [panel.as_json(number) for number, panel in enumerate(self.panels)],
        }
        return json.dumps(board, indent=2, ensure_ascii=False) + "\n"


def quantile(part: float, histogram: str, *labels: str, of: str = "") -> str:
    """A quantile of a histogram over the last five minutes, apart by these labels."""
    by = ", ".join(("le", *labels))
    return f"histogram_quantile({part}, sum by ({by}) (rate({histogram}_bucket{of}[5m])))"
