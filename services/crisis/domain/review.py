"""The review: who did what when, and how much it was, from the timeline and the figures alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.crisis.domain.callout import Ask
from services.crisis.domain.incident import Entry, Incident, IncidentTotals


@dataclass(frozen=True, slots=True)
class Milestones:
    """Seconds from the first sign (detection's, else the declaration) to each event; None when it never came."""

    to_declared: float
    to_acknowledged: float | None
    to_first_volunteer: float | None
    to_first_statement: float | None
    to_stood_down: float | None


@dataclass(frozen=True, slots=True)
class Review:
    """The whole document as values; `names` are those of all people in it, by id."""

    incident: Incident
    began_at: datetime
    lasted_seconds: float
    milestones: Milestones
    figures: IncidentTotals
    people: tuple[str, ...]
    names: dict[str, str]
    timeline: tuple[Entry, ...]
    steps_open: tuple[str, ...]


def build(
    incident: Incident, timeline: Sequence[Entry], asks: Sequence[Ask], name_of: Callable[[str], str] = str
) -> Review:
    """Put the review together; `timeline` in order of time, `name_of` gives a person's name by id."""
    began = incident.began_at or incident.declared_at
    ended = incident.stood_down_at

    def since(at: datetime | None) -> float | None:
        return None if at is None else max(0.0, (at - began).total_seconds())

    first_yes = min((ask.answered_at for ask in asks if ask.state == "accepted" and ask.answered_at), default=None)
    statement = next((entry.at for entry in timeline if entry.kind == "statement_approved"), None)
    people = {entry.by for entry in timeline} | set(incident.roles.values())
    milestones = Milestones(
        since(incident.declared_at) or 0.0,
        since(incident.acknowledged_at),
        since(first_yes),
        since(statement),
        since(ended),
    )
    open_steps = tuple(step.title for step in incident.steps if step.done_at is None)
    lasted = ((ended or incident.declared_at) - incident.declared_at).total_seconds()
    return Review(
        incident,
        began,
        lasted,
        milestones,
        incident.figures or IncidentTotals(),
        tuple(sorted(people)),
        {person: name_of(person) for person in sorted(people | {incident.declared_by})},
        tuple(timeline),
        open_steps,
    )


def as_markdown(review: Review) -> str:
    """The review as a page to read and to discuss."""
    incident = review.incident
    names = review.names
    roles = (
        ", ".join(f"{role} {names.get(person, person)}" for role, person in sorted(incident.roles.items()))
        or "none given"
    )
    lines = [
        f"# Review: {_plain(incident.title)}",
        "",
        f"Severity {incident.severity}, {incident.state}. First sign {_time(review.began_at)}, declared "
        f"{_time(incident.declared_at)} by {_plain(names[incident.declared_by])}, stood down "
        f"{review.lasted_seconds:.0f} s after it was declared.",
        f"Roles: {_plain(roles)}.",
        "",
        *_figures(review.figures),
        "## How fast, from the first sign",
        "",
        "| Step | Seconds |",
        "|---|---|",
        *(f"| {name} | {'never' if value is None else f'{value:.0f}'} |" for name, value in _named(review.milestones)),
        "",
        "## Left open in the playbook",
        "",
        *([f"- {_plain(step)}" for step in review.steps_open] or ["Nothing."]),
        "",
        "## Timeline",
        "",
        "| When | Who | What |",
        "|---|---|---|",
        *(f"| {_time(entry.at)} | {_plain(names[entry.by])} | {_plain(entry.text)} |" for entry in review.timeline),
        "",
    ]
    return "\n".join(lines)


def _figures(figures: IncidentTotals) -> list[str]:
    negative = f"{figures.negative / figures.known:.0%}" if figures.known else "unknown"
    return [
        "## How much",
        "",
        *_span(figures),
        "| Figure | Value |",
        "|---|---|",
        f"| Messages | {figures.messages} |",
        f"| Peak per minute | {figures.peak_per_minute:.1f} |",
        f"| Negative, of known sentiment | {negative} |",
        f"| Reach | {figures.reach} |",
        f"| Volunteers asked | {figures.volunteers_asked} |",
        f"| Volunteers who said yes | {figures.volunteers_accepted} |",
        f"| Pages | {figures.pages} |",
        "",
    ]


def _span(figures: IncidentTotals) -> list[str]:
    if figures.counted_from is None or figures.counted_until is None:
        return []
    return [f"Counted from {_time(figures.counted_from)} to {_time(figures.counted_until)}.", ""]


def _named(milestones: Milestones) -> list[tuple[str, float | None]]:
    return [
        ("Declared", milestones.to_declared),
        ("Page acknowledged", milestones.to_acknowledged),
        ("First volunteer said yes", milestones.to_first_volunteer),
        ("First statement approved", milestones.to_first_statement),
        ("Stood down", milestones.to_stood_down),
    ]


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _plain(text: str) -> str:
    """Keep people's words from becoming markup or breaking a table's row."""
    return " ".join(text.replace("|", "/").replace("<", "&lt;").split())
