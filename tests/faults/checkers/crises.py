"""Every seeded crisis gives exactly one incident, and its first page within the bound."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.record import History, Seeded

DECLARED, PAGED = "crisis.incident_declared.v1", "crisis.page_sent.v1"


def one_incident_in_time(history: History) -> Iterator[str]:
    """Compare incidents with seeded crises, and the first page after each with its bound."""
    seeded = history.of(Seeded)
    incidents = {row.data["incident"] for row in history.told(DECLARED)}
    if len(incidents) != len(seeded):
        yield f"{len(seeded)} crises gave {len(incidents)} incidents"
    pages = sorted(row.at for row in history.told(PAGED))
    for crisis in seeded:
        first = next((at for at in pages if at >= crisis.at), None)
        if first is None:
            yield "a crisis paged nobody"
        elif first - crisis.at > crisis.bound_seconds:
            yield f"the first page came after {first - crisis.at:.1f} s, the bound is {crisis.bound_seconds:.0f} s"
