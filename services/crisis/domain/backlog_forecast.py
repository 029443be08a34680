"""How many conversations wait in the next hours: those waiting now, and what comes, less what people at work do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.crisis.domain.forecast import AHEAD, BETWEEN, LEAST, TRIED, ForecastBand, Forecaster, Score, score_of
from services.crisis.domain.staffing import StaffingReport

SHARE_SLOTS = 24  # of these the share of messages that somebody has to answer is taken


@dataclass(frozen=True, slots=True)
class Work:
    """What is needed to forecast a backlog: by slot, messages and those to be answered; by origin, the staffing.

    `reports[n]` is the staffing when n slots were known; None where routing reported none.
    """

    messages: Sequence[int]
    cases: Sequence[int]
    reports: Sequence[StaffingReport | None]
    slot_seconds: float
    handle_seconds: float  # where routing has no mean

    def case_share(self, origin: int) -> float:
        """The share of the last messages that somebody has to answer; 1 where there were none."""
        first = max(0, origin - SHARE_SLOTS)
        messages = sum(self.messages[first:origin])
        return sum(self.cases[first:origin]) / messages if messages else 1.0

    def done(self, report: StaffingReport) -> float:
        """Conversations that the seats of a report get done in a slot."""
        return report.seats * self.slot_seconds / (report.mean_handle_seconds or self.handle_seconds)


def backlog_bands(work: Work, origin: int, messages: Sequence[ForecastBand]) -> list[ForecastBand] | None:
    """The backlog at the end of each slot after an origin; None where the staffing is not known."""
    report = work.reports[origin]
    if report is None:
        return None
    share = work.case_share(origin)
    lows, expected, highs = zip(*((each.low, each.expected, each.high) for each in messages), strict=True)
    paths = [_path(work, report, [share * count for count in counts]) for counts in (lows, expected, highs)]
    return [ForecastBand(*left) for left in zip(*paths, strict=True)]


def backlog_score(work: Work, origin: int, forecaster: Forecaster) -> Score | None:
    """How good forecasts before an origin were, beside "as many as now"; None where that is not known."""
    waiting = [None if report is None else report.waiting for report in work.reports[: origin + 1]]
    steps = [
        float(abs(now - then))
        for then, now in zip(waiting, waiting[1:], strict=False)
        if then is not None and now is not None
    ]
    pairs = []
    for tried in range(origin - 1, max(LEAST - 1, origin - TRIED - 1), -BETWEEN):
        report = work.reports[tried]
        if report is None:
            continue
        share, until = work.case_share(tried), min(AHEAD, origin - tried)
        path = _path(work, report, [share * forecaster.expected(tried, ahead) for ahead in range(1, until + 1)])
        came = waiting[tried + 1 : tried + until + 1]
        pairs += [
            (abs(left - there), float(abs(report.waiting - there)))
            for left, there in zip(path, came, strict=True)
            if there is not None
        ]
    return score_of(pairs, steps)


def _path(work: Work, report: StaffingReport, cases: Sequence[float]) -> list[float]:
    left, done, path = float(report.waiting), work.done(report), []
    for coming in cases:
        left = max(0.0, left + coming - done)
        path.append(left)
    return path
