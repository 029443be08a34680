"""The route that says why a minute raised a signal, or did not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from chassis.auth import Caller
from chassis.http.problem import Conflict
from chassis.http.scopes import needs
from contracts.http import crisis as http
from contracts.http.moment import Moment
from services.crisis.application.explaining import MeasureExplanation, SignalExplanation
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.explanation import sentence_of
from services.crisis.domain.judged import days_of
from services.crisis.http.dependencies import Application

router = APIRouter()


@router.get("/v1/signals/explanation", **needs("incidents:read", refuses=[Conflict]))
async def explain_signals(
    caller: Caller,
    application: Application,
    at: Annotated[
        Moment | None, Query(description="The minute to explain; without it the last one that was judged.")
    ] = None,
) -> http.SignalExplanation:
    """What detection counted, expected and asked for in one minute, and why that was a signal or none.

    Worked out again from stored counts, as far back as checkpoints of detection are kept (14 days, unless the operator
    set another time): 409 with the reason `not_remembered` before that, and `not_judged_yet` where detection has not
    reached the minute.
    """
    return explanation_view(await application.queries.explanation(caller.brand, at))


def explanation_view(explained: SignalExplanation) -> http.SignalExplanation:
    """A bucket with what was made of it."""
    count, begun = explained.count, explained.begun
    return http.SignalExplanation(
        begins_at=_moment(explained.start),
        ends_at=_moment(explained.start + explained.seconds),
        messages=count.inbound,
        negative=count.negative,
        known=count.inbound - count.unknown,
        copied=count.copied,
        measures=[_measure_view(each, begun.config) for each in explained.measures],
        maintenance_window=explained.window.id if explained.window is not None else None,
        detector_version=begun.config.version,
        replayed_from=_moment(begun.start),
        exact=explained.exact,
        earliest=explained.earliest,
    )


def _measure_view(explained: MeasureExplanation, config: DetectorConfig) -> http.MeasureExplanation:
    judged, signal = explained.judged, explained.signal
    figures = judged.figures
    return http.MeasureExplanation(
        measure=judged.measure,
        verdict=judged.verdict,
        sentence=sentence_of(judged, config),
        observed=judged.observed,
        expected=figures.expected if figures else None,
        once_in_days=days_of(figures.rarity) if figures else None,
        once_in_days_uncopied=days_of(figures.uncopied) if figures else None,
        asked_days=days_of(figures.asked) if figures else None,
        warmup=judged.warmup,
        story=judged.story,
        episode=explained.episode,
        incident=signal.incident if signal is not None else None,
        muted_by=signal.muted_by if signal is not None else None,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
