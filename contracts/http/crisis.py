"""What the crisis API takes and gives: signals, stories, incidents, callouts, pages, statements, policy, playbooks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

Severity = Literal[1, 2, 3]
IncidentState = Literal["declared", "active", "monitoring", "stood_down", "reviewed"]


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL is not allowed")
    return text


Plain = Annotated[str, AfterValidator(_no_nul)]
Id = Annotated[Plain, Field(min_length=1, max_length=128)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$", max_length=35)]
SkillLevel = Annotated[int, Field(ge=1, le=5)]


class Command(BaseModel):
    """A body that is written: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    """A body that is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Declare(Command):
    """Declare an incident, for a signal (its episode) or without one."""

    title: Plain = Field(min_length=1, max_length=200)
    severity: Severity
    signal: Id | None = None
    playbook: Id | None = None


class Rate(Command):
    """Give an incident another severity."""

    severity: Severity
    reason: Plain = Field(default="", max_length=500)


class Cast(Command):
    """Give people roles; null frees a role, a role left out stays as it is."""

    commander: Id | None = None
    deputy: Id | None = None
    scribe: Id | None = None
    liaison: Id | None = None


class Note(Command):
    """A line for the timeline."""

    text: Plain = Field(min_length=1, max_length=2000)


class CallOut(Command):
    """Open a callout; without `people` the figures decide, and it grows with the surge."""

    people: int | None = Field(default=None, ge=1, le=10_000)


class Answer(Command):
    """A volunteer's answer."""

    answer: Literal["accept", "decline"]


class WriteStatement(Command):
    """A holding statement to be approved by somebody else."""

    language: Language
    text: Plain = Field(min_length=1, max_length=5000)


class SeverityRulesBody(Command):
    """Volume over normal volume that means severity 2 and 3; a share of angry messages that adds one level."""

    level_2_ratio: float = Field(gt=1, le=1e9)
    level_3_ratio: float = Field(gt=1, le=1e9)
    angry_share: float = Field(gt=0, le=1)


class LevelBody(Command):
    """People paged at once, and how long before the next level is."""

    persons: tuple[Id, ...] = Field(min_length=1, max_length=50)
    timeout_seconds: float = Field(default=300.0, ge=1, le=86_400)


class EscalationBody(Command):
    """Levels in order, gone through `rounds` times."""

    levels: tuple[LevelBody, ...] = Field(max_length=10)
    rounds: int = Field(ge=1, le=20)


class CalloutRulesBody(Command):
    """How volunteers are asked and what a yes grants."""

    enabled: bool
    seats_per_volunteer: int = Field(ge=1, le=50)
    acceptance: float = Field(gt=0, le=1)
    wave_seconds: float = Field(ge=1, le=86_400)
    wave_most: int = Field(ge=1, le=2_000)
    languages: tuple[Language, ...] = Field(max_length=30)
    skills: dict[Id, SkillLevel] = Field(max_length=50)
    queues: tuple[Id, ...] = Field(max_length=50)
    place_seconds: float = Field(ge=60, le=30 * 86_400)
    most_people: int = Field(ge=0, le=10_000)


class TargetBody(Command):
    """The promise people are counted for: this share of the work begun within so many seconds."""

    share: float = Field(gt=0, lt=1)
    within_seconds: float = Field(ge=0, le=86_400)


class StandDownBody(Command):
    """When the end is proposed, or taken without asking, and how long what volunteers hold may still be finished."""

    automatic: bool
    finish_seconds: float = Field(
        ge=0, le=86_400, description="Rights and held work last so long; then it goes back to its queue. 0: at once."
    )
    waiting_most: int = Field(ge=0, le=10**9)


class DetectorBody(Command):
    """What a brand may set of its detector; a field left out keeps the service's default."""

    smoothing_buckets: float | None = Field(default=None, gt=0, le=1_000)
    floor: float | None = Field(default=None, gt=0, le=20)
    tail: float | None = Field(default=None, gt=0.5, lt=1)
    clear_buckets: int | None = Field(default=None, ge=1, le=10_000)
    warmup_buckets: int | None = Field(default=None, ge=2, le=100_000)
    min_known: int | None = Field(default=None, ge=1, le=10**9)
    min_count: int | None = Field(default=None, ge=0, le=10**9)


class PolicyBody(Command):
    """A brand's whole crisis policy, as it is written."""

    auto_declare: bool
    severity: SeverityRulesBody
    escalation: EscalationBody
    callout: CalloutRulesBody
    target: TargetBody
    handle_seconds: float = Field(gt=0, le=86_400)
    drain_seconds: float = Field(gt=0, le=86_400)
    stand_down: StandDownBody
    detector: DetectorBody
    playbook: Id


class Policy(PolicyBody):
    """The policy with its version; 0 is the default nobody wrote."""

    version: int = Field(ge=0)


class StepBody(Command):
    """One step of a playbook; `due_seconds` counts from the declaration."""

    title: Plain = Field(min_length=1, max_length=200)
    instructions: Plain = Field(default="", max_length=5000)
    due_seconds: float | None = Field(default=None, ge=0, le=365 * 86_400)


class PlaybookBody(Command):
    """A playbook as it is written; `statements` are holding statements by language."""

    title: Plain = Field(min_length=1, max_length=200)
    steps: tuple[StepBody, ...] = Field(max_length=100)
    statements: dict[Language, Annotated[Plain, Field(min_length=1, max_length=5000)]] = Field(max_length=50)


class PlaybookView(PlaybookBody):
    """A playbook with its version."""

    id: str
    version: int


class SignalView(View):
    """One episode found by detection; without an incident it is a proposal to declare one."""

    episode: str
    measure: Literal["volume", "negative_share"]
    state: Literal["live", "cleared"]
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None = None
    observed: float
    expected: float
    peak: float
    score: float
    reason: str
    detector_version: int
    incident: str | None = None


class StoryView(View):
    """A group of near-duplicates."""

    id: str
    example: str
    messages: int
    reach: int
    first_at: AwareDatetime
    last_at: AwareDatetime


class StepView(View):
    """A step of an incident."""

    title: str
    instructions: str = ""
    due_seconds: float | None = None
    done_by: str | None = None
    done_at: AwareDatetime | None = None


class FiguresView(View):
    """An incident in numbers, so far or at its end."""

    messages: int = 0
    peak_per_minute: float = 0.0
    negative: int = 0
    known: int = 0
    reach: int = 0
    volunteers_asked: int = 0
    volunteers_accepted: int = 0
    pages: int = 0


class EntryView(View):
    """One line of a timeline."""

    at: AwareDatetime
    by: str
    kind: str
    text: str


class IncidentView(View):
    """An incident."""

    id: str
    title: str
    severity: Severity
    state: IncidentState
    declared_by: str
    declared_at: AwareDatetime
    version: int
    signals: tuple[str, ...] = ()
    began_at: AwareDatetime | None = None
    roles: dict[str, str] = Field(default_factory=dict)
    playbook: str | None = None
    playbook_version: int = 0
    steps: tuple[StepView, ...] = ()
    acknowledged_by: str | None = None
    acknowledged_at: AwareDatetime | None = None
    stand_down_proposed_at: AwareDatetime | None = None
    stood_down_at: AwareDatetime | None = None
    stood_down_by: str | None = None
    figures: FiguresView | None = None


class IncidentDetail(IncidentView):
    """An incident with its timeline, oldest first."""

    timeline: tuple[EntryView, ...] = ()


class NeedView(View):
    """Heads needed, and every figure it was computed from: the fewest seats that keep the target by Erlang C."""

    formula: Literal["erlang_c"] = "erlang_c"
    needed_seats: int
    staffed_seats: int
    missing_people: int
    arrivals_per_hour: float
    handle_seconds: float
    backlog: int
    drain_seconds: float
    load_erlangs: float
    service_level: float
    within_seconds: float
    seats_per_volunteer: int
    policy_version: int


class CalloutView(View):
    """A callout: people needed, asked, and their answers; `need` is how it was sized at its beginning."""

    id: str
    incident: str
    state: Literal["open", "filled", "exhausted", "closed"]
    needed: int
    accepted: int
    declined: int
    no_answer: int
    asked: int
    wave: int
    staffed: int
    opened_at: AwareDatetime
    filled_at: AwareDatetime | None = None
    need: NeedView | None = None


class AskView(View):
    """What one volunteer was asked, and what they said."""

    callout: str
    incident: str
    employee: str
    wave: int
    asked_at: AwareDatetime
    expires_at: AwareDatetime
    state: Literal["asked", "accepted", "declined", "no_answer"]
    answered_at: AwareDatetime | None = None
    title: str | None = None
    severity: Severity | None = None


class PageView(View):
    """A call to one person under the escalation policy."""

    page: str
    incident: str
    title: str
    severity: Severity
    person: str
    level: int
    round: int
    state: Literal["sent", "acknowledged"]
    sent_at: AwareDatetime
    acknowledged_at: AwareDatetime | None = None


class StatementView(View):
    """A holding statement."""

    id: str
    incident: str
    language: str
    text: str
    author: str
    written_at: AwareDatetime
    state: Literal["draft", "approved"]
    approved_by: str | None = None
    approved_at: AwareDatetime | None = None


class MilestonesView(View):
    """Seconds from the first sign to each step; null when it never came."""

    to_declared: float
    to_acknowledged: float | None = None
    to_first_volunteer: float | None = None
    to_first_statement: float | None = None
    to_stood_down: float | None = None


class ReviewView(View):
    """The review of an incident that is over."""

    incident: IncidentView
    began_at: AwareDatetime
    lasted_seconds: float
    milestones: MilestonesView
    figures: FiguresView
    people: tuple[str, ...]
    timeline: tuple[EntryView, ...]
    steps_open: tuple[str, ...]
