"""What is to come: messages and the backlog of the next six hours, beside what came."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class ForecastBand(ReadModel):
    """What is expected, and the bounds between which four in five shall lie."""

    low: float
    """One in ten shall lie below."""
    expected: float
    """The middle of it, in messages or in conversations."""
    high: float
    """One in ten shall lie above."""


class ForecastScore(ReadModel):
    """How good earlier forecasts were by what came: mean absolute scaled errors (MASE), over all six hours."""

    error: float
    """The mean error, in mean changes from one quarter of an hour to the next; less is better."""
    naive_error: float
    """What the error of "the same as now" is in their place."""
    forecasts: int
    """Figures that were forecast and have come since, within the last three days."""


class ForecastPoint(ReadModel):
    """A quarter of an hour."""

    ends_at: AwareDatetime
    """When it ends (UTC)."""
    messages: ForecastBand
    """Messages of customers that come in it."""
    backlog: ForecastBand | None = None
    """Conversations that wait at its end, if the people at work stay as they are; null where nobody was known to be at
    work or to wait."""
    came_messages: int | None = None
    """Messages that came in it; null until it is over."""
    came_backlog: int | None = None
    """Conversations that waited at its end; null until it is over, and where it is not known."""


class Forecast(ReadModel):
    """The forecast of one moment. It is made from what came before it alone, so that a past one can be shown again."""

    made_at: AwareDatetime
    """The moment (UTC): the end of the last minute that is counted, or the one asked for."""
    slot_seconds: int
    """The length of a slot, a quarter of an hour, in seconds: 900 unless the operator set it otherwise."""
    history_hours: float
    """How much of the past it is made from, 336 at most."""
    waiting: int | None = None
    """Conversations that waited at this moment; null where it is not known."""
    seats: int | None = None
    """Open seats of people at work at this moment; null where it is not known."""
    handle_seconds: float
    """How long one conversation takes: routing's mean, or `handle_seconds` of the policy where there is none."""
    case_share: float
    """The share of the messages that somebody has to answer, by the last six hours, 0 to 1."""
    points: list[ForecastPoint]
    """24 quarters of an hour from this moment on."""
    messages_score: ForecastScore | None = None
    """How good forecasts of messages were before; null where nothing has come that could say."""
    backlog_score: ForecastScore | None = None
    """How good forecasts of the backlog were before; null where nothing has come that could say."""
