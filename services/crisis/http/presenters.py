"""Domain values as the API shows them, and rules as the API takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter

from contracts.http import crisis as http
from services.crisis.application.forecasting import Forecast
from services.crisis.domain.callout import Ask, Callout
from services.crisis.domain.company_status import CompanyStatus
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.incident import Entry, Incident
from services.crisis.domain.need import Need
from services.crisis.domain.notice import Notice
from services.crisis.domain.page import IncidentPage
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.review import Review
from services.crisis.domain.review_record import ReviewRecord
from services.crisis.domain.signal import Signal
from services.crisis.domain.statement import Statement
from services.crisis.http.hours import span_of, span_view
from services.crisis.http.service_presenters import thanks_view

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


def incident_view(incident: Incident) -> http.Incident:
    """An incident."""
    return http.Incident.model_validate(fields(incident))


def status_view(status: CompanyStatus) -> http.CompanyStatus:
    """How the company stands."""
    return http.CompanyStatus.model_validate(fields(status))


def incident_detail(incident: Incident, timeline: Sequence[Entry]) -> http.IncidentDetail:
    """An incident with its timeline."""
    return http.IncidentDetail.model_validate({**fields(incident), "timeline": [fields(entry) for entry in timeline]})


def review_view(review: Review) -> http.Review:
    """A review."""
    thanks = None if review.thanks is None else thanks_view(review.thanks)
    return http.Review.model_validate({**fields(review), "record": record_view(review.record), "thanks": thanks})


def record_view(record: ReviewRecord) -> http.ReviewRecord:
    """What people wrote into a review."""
    shown = fields(record)
    del shown["incident"]
    return http.ReviewRecord.model_validate(shown)


def statement_view(statement: Statement) -> http.Statement:
    """A holding statement."""
    return http.Statement.model_validate(fields(statement))


def signal_view(signal: Signal) -> http.Signal:
    """A signal."""
    return http.Signal.model_validate(fields(signal))


def need_view(need: Need) -> http.Need:
    """Heads needed."""
    return http.Need(**asdict(need))


def forecast_view(forecast: Forecast) -> http.Forecast:
    """What is to come."""
    staffing = forecast.staffing
    shown = fields(forecast) | {
        "waiting": staffing.waiting if staffing else None,
        "seats": staffing.seats if staffing else None,
    }
    del shown["staffing"]
    return http.Forecast.model_validate(shown)


def callout_view(callout: Callout) -> http.Callout:
    """A callout with the figures it was sized by."""
    return http.Callout.model_validate(fields(callout))


def opened_callout_view(callout: Callout) -> http.Callout:
    """A callout as the answer to the command that opened it; reading it gives the figures too."""
    return callout_view(replace(callout, need=None))


def ask_view(ask: Ask, incident: Incident | None = None) -> http.Ask:
    """An ask, with the incident's title and severity for a volunteer, who may not read the incident itself."""
    titled = {} if incident is None else {"title": incident.title, "severity": incident.severity}
    return http.Ask.model_validate({**fields(ask), **titled})


def page_view(page: IncidentPage) -> http.Page:
    """A page."""
    shown = fields(page)
    return http.Page.model_validate({**shown, "page": shown["id"]})


def notice_view(notice: Notice) -> http.Notice:
    """A notice with its attempts."""
    return http.Notice.model_validate(fields(notice))


def policy_view(policy: CrisisPolicy) -> http.CrisisPolicy:
    """The crisis policy."""
    shown = fields(policy)
    for level in shown["escalation"]["levels"]:
        if level["hours"]:
            level["hours"]["spans"] = [span_view(span) for span in level["hours"]["spans"]]
    shown["callout"]["skills"] = dict(policy.callout.skills)
    shown["detector"] = {name: shown["detector"][name] for name in http.DetectorRules.model_fields}
    return http.CrisisPolicy.model_validate(shown)


def policy_of(body: http.CrisisPolicyUpdate, version: int, defaults: DetectorConfig) -> CrisisPolicy:
    """The policy somebody writes; what it leaves out of the detector is the service's default."""
    values: dict[str, Any] = body.model_dump(exclude={"detector"})
    for level in values["escalation"]["levels"]:
        if level["hours"]:
            level["hours"]["spans"] = [span_of(span) for span in level["hours"]["spans"]]
    values["callout"]["skills"] = tuple(sorted(body.callout.skills.items()))
    wishes = body.detector.model_dump(exclude_none=True)
    detector = replace(defaults, version=defaults.version + version, **wishes)
    policy: CrisisPolicy = _adapter(CrisisPolicy).validate_python({**values, "version": version, "detector": detector})
    return policy
