"""What the scenario has seen so far, kept from the public event stream alone."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from contracts.crisis import (
    CalloutOpened,
    IncidentChanged,
    IncidentDeclared,
    IncidentStoodDown,
    PageSent,
    PlaceGranted,
    PlaceRevoked,
    SignalRaised,
    StoryFound,
    StorySignalRaised,
    VolunteerAnswered,
    VolunteerAsked,
)
from contracts.event import Event
from contracts.inbox import MessageStored, ReplyDelivered, SlaBreached
from contracts.routing import OfferMade, RoutingEvent, StaffingReported

MAX_NEWS = 9


@dataclass(slots=True)
class DemoBoard:
    """Counts and states for the screen and the closing report; `second` is the scenario's clock at the last event."""

    second: float = 0.0
    posted: int = 0
    accepted: int = 0
    stored: int = 0
    triage: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sentiment: Counter[str] = field(default_factory=Counter)
    tasks: dict[str, str] = field(default_factory=dict)
    offers: int = 0
    replies: int = 0
    first_replies: list[float] = field(default_factory=list)
    breaches: int = 0
    stories: dict[str, int] = field(default_factory=dict)
    incident: str | None = None
    incident_state: str = "-"
    severity: int = 0
    needed: int = 0
    staffed: int = 0
    asked: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    on_duty: set[str] = field(default_factory=set)
    ever_on_duty: set[str] = field(default_factory=set)
    moments: dict[str, float] = field(default_factory=dict)
    rates: deque[int] = field(default_factory=lambda: deque(maxlen=90))
    news: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=MAX_NEWS))

    def add_news(self, words: str) -> None:
        """Put a line into the news."""
        self.news.append((self.second, words))

    def moment(self, name: str) -> None:
        """Remember when something happened first."""
        self.moments.setdefault(name, self.second)

    def waiting(self) -> int:
        """Tasks that wait for an employee now."""
        return sum(state == "waiting" for state in self.tasks.values())

    def open_tasks(self) -> int:
        """Tasks that are not done."""
        return sum(state in {"waiting", "offered", "assigned"} for state in self.tasks.values())

    def apply(self, event: Event) -> None:
        """Take one event from the stream."""
        if isinstance(event, RoutingEvent):
            self._routing(event)
        elif event.topic == "inbox.events":
            self._inbox(event)
        elif event.topic == "crisis.events":
            self._crisis(event)
        elif isinstance(event, StaffingReported):
            self.staffed = event.seats

    def _inbox(self, event: Event) -> None:
        match event:
            case MessageStored(direction="inbound"):
                self.stored += 1
                self.triage[event.triage.decision] += 1
                self.languages[event.enrichment.language or "unknown"] += 1
                self.sentiment[event.enrichment.sentiment.label] += 1
            case ReplyDelivered(state="sent"):
                self.replies += 1
                if event.first and event.response_seconds is not None:
                    self.first_replies.append(event.response_seconds)
            case SlaBreached():
                self.breaches += 1

    def _routing(self, event: RoutingEvent) -> None:
        self.tasks[event.task.conversation] = event.task.state
        if isinstance(event, OfferMade):
            self.offers += 1

    def _crisis(self, event: Event) -> None:
        match event:
            case SignalRaised() | StorySignalRaised():
                self.moment("signal")
                self.add_news(f"[yellow]signal[/]: {event.measure} {event.observed:.0f}, expected {event.expected:.1f}")
            case StoryFound():
                if event.story not in self.stories:
                    self.add_news(f"[cyan]story[/] of {event.messages}: “{event.example[:60]}…”")
                self.stories[event.story] = event.messages
            case IncidentDeclared():
                self.moment("declared")
                self.incident, self.severity, self.incident_state = event.incident, event.severity, "declared"
                self.add_news(f"[bold red]incident declared[/], severity {event.severity}: {event.title}")
            case IncidentChanged():
                self.severity, self.incident_state = event.severity, event.state
                self.add_news(f"incident: {event.change.replace('_', ' ')} ({event.state})")
            case PageSent():
                self.moment("first page")
                self.add_news(f"[yellow]paged[/] {event.person} (level {event.level})")
            case _:
                self._callout(event)

    def _callout(self, event: Event) -> None:
        match event:
            case CalloutOpened():
                self.moment("callout")
                self.needed = event.needed
                self.add_news(f"[bold]callout[/]: {event.needed} needed for {event.arrivals_per_hour:.0f} an hour")
            case VolunteerAsked():
                self.asked += 1
            case VolunteerAnswered():
                self.answers[event.answer] += 1
            case PlaceGranted():
                self.moment("first volunteer")
                self.on_duty.add(event.employee)
                self.ever_on_duty.add(event.employee)
            case PlaceRevoked():
                self.on_duty.discard(event.employee)
            case IncidentStoodDown():
                self.moment("stood down")
                self.incident_state = "stood_down"
                self.add_news(f"[bold green]stood down[/] after {event.lasted_seconds:.0f} s")


def percentile(values: list[float], share: float) -> float | None:
    """The value below which that share of the values lies; None of no values."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else None


def closing(board: DemoBoard) -> list[tuple[str, Any]]:
    """The figures of the closing table, in the order they are told."""
    median, slow = percentile(board.first_replies, 0.5), percentile(board.first_replies, 0.9)
    return [
        ("messages accepted", board.accepted),
        ("messages stored", board.stored),
        ("to answer / escalate / watch / ignore", "/".join(str(board.triage[t]) for t in TRIAGES)),
        ("languages", ", ".join(f"{language} {count}" for language, count in board.languages.most_common(5))),
        ("stories found", len(board.stories)),
        ("surge found", _second(board.moments.get("signal"))),
        ("incident declared", _second(board.moments.get("declared"))),
        ("first person paged", _second(board.moments.get("first page"))),
        ("people needed (Erlang C)", board.needed),
        ("volunteers asked / accepted", f"{board.asked} / {board.answers['accepted']}"),
        ("replies sent", board.replies),
        ("first reply, median and 90th percentile", f"{_length(median)} and {_length(slow)}"),
        ("SLA clocks breached", board.breaches),
        ("stood down", _second(board.moments.get("stood down"))),
        ("volunteers still with rights", len(board.on_duty)),
    ]


TRIAGES = ("respond", "escalate", "monitor", "ignore")


def _second(at: float | None) -> str:
    return "not seen" if at is None else f"after {at:.0f} s"


def _length(seconds: float | None) -> str:
    return "none" if seconds is None else f"{seconds:.1f} s"
