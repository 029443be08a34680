"""Notices: how people and webhooks are told of pages, callouts and approvals, where, and what came of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Severity
from contracts.http.crisis.hours import TimeOfDay, Zone
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel

AddressKind = Literal["email", "slack", "teams", "webhook"]
NoticeState = Literal["pending", "sent", "failed", "quiet", "no_address", "limited", "answered"]


class QuietTime(WriteModel):
    """When an address takes nothing, every day; over midnight where the end lies before the beginning."""

    begins: TimeOfDay
    """From then on."""
    ends: TimeOfDay
    """Until then."""
    zone: Zone
    """The time zone of both."""
    wakes_from: Severity = 3
    """Notices of incidents of this severity and graver ones come through all the same, 1 to 3."""


class NoticeAddressUpdate(WriteModel):
    """One way to a person."""

    id: str | None = Field(default=None, pattern=r"^[0-9a-f]{16}$")
    """Of an address of the plan that stays, perhaps changed; null: a new one."""
    kind: AddressKind
    """`email`; `slack` and `teams`: an incoming webhook of the chat; `webhook`: JSON, signed as Standard Webhooks."""
    target: Annotated[Plain, Field(min_length=3, max_length=2_000)] | None = None
    """The mail address, or the https URL that is posted to; null: the one that is stored under `id`."""
    secret: str | None = Field(default=None, max_length=200)
    """Signs what a `webhook` gets: `whsec_` and 24 to 64 bytes in base64. It is never shown."""
    after_seconds: float = Field(default=0.0, ge=0, le=3_600)
    """It is used when the person has not answered so long after the page or ask; one that cannot be reached makes the
    next one due."""
    quiet: QuietTime | None = None
    """When it takes nothing; null: never."""


class NoticePlanUpdate(WriteModel):
    """All ways to a person, in order."""

    addresses: tuple[NoticeAddressUpdate, ...] = Field(max_length=5)
    """The first one first; none: nothing is sent."""


class NoticeAddress(ReadModel):
    """One way to a person, as it may be shown."""

    id: str
    """Names it in a later `PUT` and in the attempts of notices."""
    kind: AddressKind
    """`email`, `slack`, `teams` or `webhook`."""
    shown: str
    """The mail address; of a URL, which is a secret, its host and last characters."""
    after_seconds: float
    """How long after the page or ask it is used."""
    quiet: QuietTime | None = None
    """When it takes nothing; null: never."""


class NoticePlan(ReadModel):
    """All ways to a person, in order."""

    person: str
    """Whose it is, by id."""
    addresses: tuple[NoticeAddress, ...]
    """Where they are told, the first one first."""
    version: int
    """Grows by one with every write; 0 is the empty plan nobody wrote."""


class NoticeAttempt(ReadModel):
    """One try at one address."""

    at: AwareDatetime
    """When (UTC)."""
    kind: AddressKind
    """`email`, `slack`, `teams` or `webhook`."""
    shown: str
    """The address, as far as it may be shown."""
    outcome: Literal["sent", "retry", "failed"]
    """`sent`: it was taken; `retry`: it is tried again at `retry_at`; `failed`: this address is given up."""
    code: str
    """Why, such as `http_404`, `smtp_550`, `not_connected` or `sent`."""
    retry_at: AwareDatetime | None = None
    """When it is tried again (UTC); null: it is not."""


class Notice(ReadModel):
    """One person told of one page, ask, swap, course or approval, or thanked once, or one webhook of one level."""

    id: str
    """32 hexadecimal digits, derived from what it is about and the person or webhook."""
    kind: Literal["page", "ask", "swap", "course", "approval", "level", "thanks"]
    """`page`: they are paged; `ask`: they are asked in a callout; `swap`: to be on call for somebody else;
    `course`: they are reminded of a course whose day is near; `approval`: a reply or story answer waits for them to
    decide; `level`: an escalation webhook is called, as a level of the escalation says; `thanks`: somebody thanks them
    for their help in an incident."""
    about: str
    """The id of the page, callout, swap or course, of the reply that waits, for `GET /v1/replies/{reply}`, of the
    story answer that waits, for `GET /v1/story-answers/{answer}`, or of the incident that is thanked for, or whose
    escalation is at the level."""
    incident: str | None
    """The incident by its id, for `GET /v1/incidents/{incident}`; null of a swap, a course and an approval."""
    rotation: str | None = None
    """The rotation of a swap by its id, for `GET /v1/rotations/{rotation}`; null of others."""
    person: str | None
    """Who is told, by id; null: a webhook is."""
    webhook: str | None = None
    """Which webhook is called, by id, for `GET /v1/escalation-webhooks/{webhook}`; null: a person is told."""
    level: int | None = None
    """The level that calls it, from 1; null of others."""
    round: int | None = None
    """The round of the escalation in which it is called, from 1; null of others."""
    title: str
    """What was going on when it was raised, or what is asked."""
    severity: Severity
    """How severe it was then, 1 to 3; 1 of a swap, a course, an approval and thanks."""
    state: NoticeState
    """`pending`: addresses may follow; `sent`: one took it, and no answer came in time; `failed`: none took it;
    `quiet`: all are quiet until too late; `no_address`: there is none, or the webhook was removed; `limited`:
    they were told of as many pages within an hour as the crisis policy allows, or of six approvals; `answered`: no
    answer is awaited any more."""
    raised_at: AwareDatetime
    """When it was raised (UTC)."""
    ends_at: AwareDatetime
    """Until when it is sent (UTC)."""
    attempts: tuple[NoticeAttempt, ...]
    """What was tried, in order."""
    text: str | None = None
    """What somebody wrote to thank them; null of other kinds."""
    answered_by_link: AwareDatetime | None = None
    """When its link was used (UTC); null: it was not."""
