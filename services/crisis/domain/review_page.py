"""The review as a page to read and to discuss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from services.crisis.domain.incident import IncidentTotals
from services.crisis.domain.review import Milestones, Review


def as_markdown(review: Review) -> str:
    """The whole page; no text of people breaks its tables or becomes markup."""
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
        *_held(review),
        *_thanked(review),
        "",
        *_figures(review.figures),
        f"It took {review.effort.people} people and {review.effort.minutes:.0f} minutes of their time.",
        "",
        *_section("How fast, from the first sign", ["| Step | Seconds |", "|---|---|", *_speed(review.milestones)]),
        *_section("Left open in the playbook", [f"- {_plain(step)}" for step in review.steps_open]),
        *_section("Late", list(_late(review))),
        *_section("Found", list(_findings(review))),
        *_section("Timeline", ["| When | Who | What |", "|---|---|---|", *_timeline(review)]),
    ]
    return "\n".join(lines)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *(lines or ["Nothing."]), ""]


def _speed(milestones: Milestones) -> Iterator[str]:
    for name, value in _named(milestones):
        yield f"| {name} | {'never' if value is None else f'{value:.0f}'} |"


def _timeline(review: Review) -> Iterator[str]:
    for entry in review.timeline:
        yield f"| {_time(entry.at)} | {_plain(review.names[entry.by])} | {_plain(entry.text)} |"


def _held(review: Review) -> list[str]:
    record = review.record
    owner = f"by {_plain(review.names[record.owner])}" if record.owner else "by nobody yet"
    return [f"Owned {owner}, held by {_time(record.due_at)}."] if record.due_at else []


def _thanked(review: Review) -> Iterator[str]:
    if (thanks := review.thanks) is not None:
        so_far = "" if thanks.finished_at else " so far"
        yield f"{_plain(review.names[thanks.by])} thanked {thanks.people} people{so_far}, {_time(thanks.at)}."


def _late(review: Review) -> Iterator[str]:
    for step in review.steps_late:
        whose = f" ({_plain(review.names[step.owner])})" if step.owner else ""
        ended = "done" if step.done_at else "not done"
        yield f"- Step {step.number}, {_plain(step.title)}{whose}: {ended}, {step.late_seconds:.0f} s late"
    for level in review.pages_late:
        silent = ", ".join(_plain(review.names[person]) for person in level.persons)
        waited = (level.overdue_at - level.sent_at).total_seconds()
        where = f"Level {level.level}, round {level.round}"
        ended = f"taken {_time(level.acknowledged_at)}" if level.acknowledged_at else "nor later"
        yield f"- {where}, paged {_time(level.sent_at)} ({silent}): nobody took it within {waited:.0f} s, {ended}"
    for at in review.updates_late:
        yield f"- An update for the company that was due had not come by {_time(at)}"


def _findings(review: Review) -> Iterator[str]:
    if review.record.summary:
        yield from (_plain(review.record.summary), "")
    for finding in review.record.findings:
        owner = f", {_plain(review.names[finding.owner])}" if finding.owner else ""
        due = f", by {_time(finding.due_at)}" if finding.due_at else ""
        yield f"- [{'x' if finding.done else ' '}] {_plain(finding.title)}{owner}{due}"


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
