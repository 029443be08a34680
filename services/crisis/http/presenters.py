"""Domain values as the API shows them, and rules as the API takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter

from contracts.http.crisis import (
    AskView,
    CalloutView,
    DetectorBody,
    IncidentDetail,
    IncidentView,
    NeedView,
    PageView,
    PlaybookBody,
    PlaybookView,
    Policy,
    PolicyBody,
    ReviewView,
    SignalView,
    StatementView,
    StoryView,
)
from services.crisis.domain.callout import Ask, Callout
from services.crisis.domain.detector import DetectorConfig
from services.crisis.domain.incident import Entry, Incident
from services.crisis.domain.need import Need
from services.crisis.domain.page import IncidentPage
from services.crisis.domain.playbook import Playbook, PlaybookStep
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.review import Review
from services.crisis.domain.signal import Signal
from services.crisis.domain.statement import Statement
from services.crisis.domain.story import Story

_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(shape: type[Any]) -> TypeAdapter[Any]:
    """Built once per type: building compiles a validator."""
    adapter = _ADAPTERS.get(shape)
    if adapter is None:
        adapter = _ADAPTERS[shape] = TypeAdapter(shape)
    return adapter


def fields(value: object) -> dict[str, Any]:
    """The fields of a value as JSON values: times as ISO text."""
    dumped: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return dumped


def incident_view(incident: Incident) -> IncidentView:
    """An incident."""
    return IncidentView.model_validate(fields(incident))


def incident_detail(incident: Incident, timeline: Sequence[Entry]) -> IncidentDetail:
    """An incident with its timeline."""
    return IncidentDetail.model_validate({**fields(incident), "timeline": [fields(entry) for entry in timeline]})


def review_view(review: Review) -> ReviewView:
    """A review."""
    return ReviewView.model_validate(fields(review))


def statement_view(statement: Statement) -> StatementView:
    """A holding statement."""
    return StatementView.model_validate(fields(statement))


def signal_view(signal: Signal) -> SignalView:
    """A signal."""
    return SignalView.model_validate(fields(signal))


def story_view(story: Story) -> StoryView:
    """A story."""
    return StoryView.model_validate(fields(story))


def need_view(need: Need) -> NeedView:
    """Heads needed."""
    return NeedView(**asdict(need))


def callout_view(callout: Callout) -> CalloutView:
    """A callout with the figures it was sized by."""
    return CalloutView.model_validate(fields(callout))


def opened_callout_view(callout: Callout) -> CalloutView:
    """A callout as the answer to the command that opened it; reading it gives the figures too."""
    return callout_view(replace(callout, need=None))


def ask_view(ask: Ask, incident: Incident | None = None) -> AskView:
    """An ask, with the incident's title and severity for a volunteer, who may not read the incident itself."""
    titled = {} if incident is None else {"title": incident.title, "severity": incident.severity}
    return AskView.model_validate({**fields(ask), **titled})


def page_view(page: IncidentPage) -> PageView:
    """A page."""
    shown = fields(page)
    return PageView.model_validate({**shown, "page": shown["id"]})


def policy_view(policy: CrisisPolicy) -> Policy:
    """The crisis policy."""
    shown = fields(policy)
    shown["callout"]["skills"] = dict(policy.callout.skills)
    shown["detector"] = {name: shown["detector"][name] for name in DetectorBody.model_fields}
    return Policy.model_validate(shown)


def policy_of(body: PolicyBody, version: int, defaults: DetectorConfig) -> CrisisPolicy:
    """The policy somebody writes; what it leaves out of the detector is the service's default."""
    values: dict[str, Any] = body.model_dump(exclude={"detector"})
    values["callout"]["skills"] = tuple(sorted(body.callout.skills.items()))
    wishes = body.detector.model_dump(exclude_none=True)
    detector = replace(defaults, version=defaults.version + version, **wishes)
    policy: CrisisPolicy = _adapter(CrisisPolicy).validate_python({**values, "version": version, "detector": detector})
    return policy


def playbook_view(playbook: Playbook) -> PlaybookView:
    """A playbook."""
    return PlaybookView.model_validate({**fields(playbook), "statements": dict(playbook.statements)})


def playbook_of(id_: str, body: PlaybookBody) -> Playbook:
    """The playbook somebody writes, without a version yet."""
    steps = tuple(PlaybookStep(step.title, step.instructions, step.due_seconds) for step in body.steps)
    return Playbook(id_, body.title, 0, steps, tuple(sorted(body.statements.items())))
