"""What crisis says: signals, stories, incidents, escalations, callouts and the places they grant."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event, Part

Severity = Literal[1, 2, 3]
"""Altimeter's levels: 1 coverage, 2 response or change needed, 3 short-term financial impact."""


class CrisisEvent(Event):
    """Base of the events of crisis; the subject is the incident, signal, story or callout."""

    topic: ClassVar[str] = "crisis.events"


class CopiedShare(Part):
    """What accounts that repeat themselves, in nearly the same words, are in a surge."""

    share: float = Field(ge=0, le=1)
    """Of the messages of the last hour, or of the negative ones, so many are copies: from 0 to 1."""
    accounts: int | None = Field(default=None, ge=1)
    """How many accounts wrote the texts that few accounts copy; null: no text has enough copies to say."""
    decisive: bool
    """Whether the rest would be no signal: then nothing is declared by itself."""


class EpisodeBegan(CrisisEvent):
    """What a signal says of the episode that began with it."""

    episode: str
    """The episode by its id, derived from brand, measure and beginning."""
    observed: float
    """What the window had: messages, followers, or a share from 0 to 1."""
    expected: float
    """What is normal for a window of that hour, in the same unit."""
    score: float
    """How rare that is with the hours before it: the like comes once in so many days in the brand's own past."""
    window_seconds: int = Field(gt=0)
    """How long the window is."""
    detector_version: int = Field(ge=1)
    """The version of the settings of detection."""
    reason: str = Field(max_length=512)
    """Why it was raised, in words for people."""
    coordinated: CopiedShare | None = None
    """Copies in the surge, from a tenth on; null: fewer, and in events of older builds."""


class SignalRaised(EpisodeBegan):
    """Detection found an anomaly, once per episode: messages observed in the window, and expected by the baseline."""

    type: ClassVar[str] = "crisis.signal_raised.v1"

    measure: Literal["volume", "negative_share"]
    """What surged: `volume` (messages) or `negative_share` (the share of them that are negative)."""


class StorySignalRaised(EpisodeBegan):
    """One story, or what stories reached, is rare for the brand, once per episode; the total may be calm."""

    type: ClassVar[str] = "crisis.story_signal_raised.v1"

    measure: Literal["story", "reach"]
    """What surged: `story` (the messages of one story within five minutes) or `reach` (the followers that stories
    reached within five minutes)."""
    story: str | None = None
    """The story that surged, by id, of the measure `story`; null of `reach`."""


class SignalCleared(CrisisEvent):
    """The episode is over: the measure is back at its baseline for long enough."""

    type: ClassVar[str] = "crisis.signal_cleared.v1"

    episode: str
    """The episode that is over, by id."""
    peak: float
    """The most that one window had, in the unit of its measure."""
    lasted_seconds: float = Field(ge=0)
    """From its beginning to its end."""


class StoryFound(CrisisEvent):
    """Enough near-duplicates say the same thing to call it a story."""

    type: ClassVar[str] = "crisis.story_found.v1"

    story: str
    """The story by its id, derived from its first message."""
    messages: int = Field(ge=1)
    """How many messages say it so far."""
    reach: int = Field(default=0, ge=0)
    """The followers of their writers added up."""
    example: str = Field(max_length=500)
    """The text of the first of them, cut to length."""


class StoryMember(Part):
    """A message that says what a story says."""

    conversation: str
    """The conversation it stands in, by its id in the inbox."""
    message: str
    """The message by its id in the inbox."""
    at: AwareDatetime
    """When it was written."""


class StoryGrew(CrisisEvent):
    """Messages joined a story that was found: with the finding all of them so far, then those of each batch.

    Each is told once; of very many at once in several events. `version` is how many messages the story has with these.
    """

    type: ClassVar[str] = "crisis.story_grew.v1"

    story: str
    """The story by its id, as in `crisis.story_found.v1`."""
    members: tuple[StoryMember, ...] = Field(min_length=1, max_length=500)
    """The messages that joined it."""


class ProposedIncidentChanged(CrisisEvent):
    """An incident rule proposed an incident, or a person or the time answered it."""

    type: ClassVar[str] = "crisis.proposed_incident_changed.v1"

    proposed: str
    """The proposed incident by its id, for `GET /v1/proposed-incidents/{proposed}`."""
    rule: str
    """The rule that was met, by its id."""
    title: str = Field(max_length=200)
    """What the incident would be called: the name of the rule."""
    severity: Severity
    """Of the incident it would be."""
    signals: tuple[str, ...] = Field(min_length=1, max_length=20)
    """The episodes behind it, the first sign first."""
    reason: str = Field(max_length=1_000)
    """What they showed, in words for people."""
    state: Literal["open", "confirmed", "dismissed", "expired"]
    """`open`: it waits for an answer; `expired`: nobody answered in time."""
    expires_at: AwareDatetime
    """Until when it can be answered."""
    answered_by: str | None = None
    """Who confirmed or dismissed it, by id."""
    incident: str | None = None
    """The incident it became when it was confirmed, by id."""


class IncidentDeclared(CrisisEvent):
    """A crisis was declared for a brand, by a person or by detection; `began_at` is its first sign."""

    type: ClassVar[str] = "crisis.incident_declared.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    title: str = Field(max_length=200)
    """What is going on, in a line."""
    severity: Severity
    """1 coverage, 2 response or change needed, 3 short-term financial impact."""
    declared_by: str
    """The person by id, or `detection`."""
    signal: str | None = None
    """The episode it was declared for, by id; null: none."""
    playbook: str | None = None
    """The playbook it begins with, by id; null: none."""
    began_at: AwareDatetime | None = None
    """The first sign; null in events of older builds."""


class IncidentChanged(CrisisEvent):
    """Severity, state, roles or playbook of an incident changed."""

    type: ClassVar[str] = "crisis.incident_changed.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    state: Literal["declared", "active", "monitoring", "stood_down", "reviewed"]
    """`declared`, `active`, `monitoring`, `stood_down` (over) or `reviewed`, after the change."""
    severity: Severity
    """1 coverage, 2 response or change needed, 3 short-term financial impact, after the change."""
    change: str = Field(max_length=64)
    """What was done, in a word, such as `severity` or `roles`."""
    by: str
    """Who did it: a person's id, or a part of Muster such as `detection`."""
    roles: dict[str, str] = Field(default_factory=dict)
    """Who has which role after it, by id: `commander`, `deputy`, `scribe`, `liaison`."""


class PageSent(CrisisEvent):
    """Somebody was paged under an escalation policy; the key is the same however often it is tried."""

    type: ClassVar[str] = "crisis.page_sent.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    level: int = Field(ge=1)
    """The level of the escalation policy, from 1."""
    person: str
    """Who was paged, by id."""
    page: str
    """The page by its id, the same however often it is tried."""


class PageAcknowledged(CrisisEvent):
    """The paged person took it; escalation stops."""

    type: ClassVar[str] = "crisis.page_acknowledged.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    person: str
    """Who took it, by id."""
    page: str
    """The page that was taken, by id."""


class NearlyVolunteer(Part):
    """A volunteer who is not asked, because they lack the ability `crisis_volunteer`."""

    employee: str
    """The volunteer, by id."""
    courses: tuple[str, ...] = ()
    """The published courses that give a certificate with it, by id; none: a person issues one."""


class CalloutOpened(CrisisEvent):
    """Volunteers are asked: how many people are needed and from which figures (Erlang C)."""

    type: ClassVar[str] = "crisis.callout_opened.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    callout: str
    """Which call for volunteers, by its id."""
    needed: int = Field(ge=0)
    """How many people it asks for."""
    arrivals_per_hour: float = Field(ge=0)
    """Conversations an hour that it reckons with."""
    handle_seconds: float = Field(gt=0)
    """How long one takes, as it reckons."""
    staffed: int = Field(ge=0)
    """Seats that were there already."""
    nearly: tuple[NearlyVolunteer, ...] = Field(default=(), max_length=50)
    """Volunteers who could come but for a certificate, those present first, up to 50."""


class VolunteerAsked(CrisisEvent):
    """One volunteer was asked in a wave, to answer by `expires_at`."""

    type: ClassVar[str] = "crisis.volunteer_asked.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    callout: str
    """Which call for volunteers, by its id."""
    employee: str
    """Who was asked, by id."""
    wave: int = Field(ge=1)
    """Which round of asking it was, from 1."""
    expires_at: AwareDatetime
    """Until when they can answer."""


class VolunteerAnswered(CrisisEvent):
    """A volunteer said yes or no, or did not answer in time."""

    type: ClassVar[str] = "crisis.volunteer_answered.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    callout: str
    """Which call for volunteers, by its id."""
    employee: str
    """Who was asked, by id."""
    answer: Literal["accepted", "declined", "no_answer"]
    """`accepted`, `declined`, or `no_answer` in time."""


class PlaceGranted(CrisisEvent):
    """A yes grants a temporary place: seats, skills and the right to work, until stand-down or `until`."""

    type: ClassVar[str] = "crisis.place_granted.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    callout: str
    """Which call for volunteers, by its id."""
    employee: str
    """Who has it, by id."""
    seats: int = Field(ge=1)
    """How many conversations it lets them hold."""
    skills: dict[str, int] = Field(default_factory=dict)
    """Skills that come with it, with proficiency 1 to 5."""
    queues: tuple[str, ...] = ()
    """Queues it serves; empty: every queue that is not restricted."""
    until: AwareDatetime
    """When it ends by itself."""


class PlaceRevoked(CrisisEvent):
    """The temporary place is taken back: it gives no new work, and its rights last until `finish_by`."""

    type: ClassVar[str] = "crisis.place_revoked.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    employee: str
    """Who had it, by id."""
    finish_by: AwareDatetime | None = Field(
        default=None, description="Until then what is held there may be finished; without it, it goes back at once."
    )
    reason: Literal["stood_down", "expired", "withdrawn"]
    """`stood_down` with the incident, `expired` at its end, or `withdrawn` before."""


class StatementPublished(CrisisEvent):
    """A holding statement was approved for use in the incident."""

    type: ClassVar[str] = "crisis.statement_published.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    statement: str
    """The holding statement by its id."""
    language: str
    """What it is written in (BCP 47)."""
    text: str = Field(max_length=5000)
    """The words that may be used."""
    approved_by: str
    """The second person, who approved it, by id."""


class PublicationRequested(CrisisEvent):
    """A person has an approved statement published as the brand's own post on one account."""

    type: ClassVar[str] = "crisis.publication_requested.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    statement: str
    """The holding statement by its id."""
    publication: str
    """The publication by its id, one for each statement and account."""
    integration: str
    """The account it goes out by, as an integration's id."""
    language: str
    """What it is written in (BCP 47)."""
    text: str = Field(max_length=5000)
    """The words of the post."""
    by: str
    """Who asked for it, by id."""
    round: int = Field(default=1, ge=1)
    """How often people have asked for it: above 1 it had failed before."""


class IncidentStoodDown(CrisisEvent):
    """The crisis is over: places go back and the review starts, with these figures over the span they say.

    `lasted_seconds` is from the declaration on; `volunteers` said yes; `negative` is out of `known` sentiments.
    """

    type: ClassVar[str] = "crisis.incident_stood_down.v1"

    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    by: str
    """The person by id, or `detection`."""
    lasted_seconds: float = Field(ge=0)
    """From the declaration until then."""
    volunteers: int = Field(default=0, ge=0)
    """People who said yes."""
    messages: int = Field(default=0, ge=0)
    """What contacts wrote over the span counted."""
    counted_from: AwareDatetime | None = None
    """Where counting began; null in events of older builds."""
    counted_until: AwareDatetime | None = None
    """Where it ended; null in events of older builds."""
    peak_per_minute: float = Field(default=0, ge=0)
    """Messages a minute in the busiest bucket."""
    negative: int = Field(default=0, ge=0)
    """Messages of negative sentiment, out of `known`."""
    known: int = Field(default=0, ge=0)
    """Messages whose sentiment could be read."""
    reach: int = Field(default=0, ge=0)
    """The followers of their writers added up."""
    volunteers_asked: int = Field(default=0, ge=0)
    """People who were asked."""
    pages: int = Field(default=0, ge=0)
    """Pages sent, each to one person."""
