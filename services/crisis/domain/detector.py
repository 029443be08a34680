"""Is this a surge: how rarely this brand's own past shows what the views of the count show now (ADR 0065)."""

from __future__ import annotations

import math
from functools import lru_cache

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState, MeasureState
from services.crisis.domain.episode import Cleared, EpisodeNews, Raised, Upheld
from services.crisis.domain.judged import MOST_RARE, BucketFigures, Judged
from services.crisis.domain.rarity import Tail
from services.crisis.domain.reason import reason_of, shown
from services.crisis.domain.slot_detector import judge_slot
from services.crisis.domain.views import Counted, Lengths, Look, Measure, Window, lengths, look

RARER = math.log(10.0)  # what comes back before a surge was over for hours alerts again when ten times rarer
UNPROVEN = math.log(100.0)  # so many times rarer, by the prior, while the brand is hardly known
LAST_HOUR = 1  # the window that says whether there are enough messages for a surge


def step(state: DetectorState, bucket: CountBucket, config: DetectorConfig, span: BucketSpan) -> list[EpisodeNews]:
    """Take one bucket in; the state moves on, and the news of episodes is returned. O(1) time and memory."""
    return [each.news for each in judge(state, bucket, config, span) if each.news is not None]


def judge(state: DetectorState, bucket: CountBucket, config: DetectorConfig, span: BucketSpan) -> tuple[Judged, ...]:
    """Take one bucket in as `step` does, and say of each measure what it was judged by.

    A story and reach are judged with the last bucket of a slot.
    """
    judged: tuple[Judged, ...] = (
        _judge(state.volume, "volume", bucket, config, span),
        _judge(state.negative_share, "negative_share", bucket, config, span),
    )
    judged += judge_slot(state, bucket, config, span)
    state.next_start = bucket.start + span.bucket_seconds
    state.config_version = config.version
    return judged


@lru_cache(maxsize=64)
def _lengths(span: BucketSpan, window_hours: tuple[float, ...]) -> Lengths:
    return lengths(span.hours, window_hours)


def _judge(
    state: MeasureState, measure: Measure, bucket: CountBucket, config: DetectorConfig, span: BucketSpan
) -> Judged:
    if not state.windows:
        state.windows = [Window() for _ in config.window_hours]
        state.tails = [Tail(config.rarity.quantile) for _ in config.rarity.quantiles]
    seen = look(
        state.windows,
        measure,
        _counted(state, measure, bucket),
        span.hour_of_week(bucket.start),
        _lengths(span, config.window_hours),
        config.baseline,
        weight=1.0 if state.alerted is None else config.baseline.open_weight,
        min_known=config.min_known,
        teach_copies=not state.held,
    )
    if measure == "volume" and state.alerted is None:
        state.habit.learn(bucket.inbound, bucket.copied, span.hours)
    figures: BucketFigures | None = None
    news: EpisodeNews | None
    if seen is None:
        news = _clear(state, measure, bucket, config, span, calm=True)
    else:
        figures = _figures(state, measure, seen, config, span)
        news = _decide(state, measure, bucket, seen, figures, config, span)
    warmup = state.seen < config.warmup_buckets
    opened_at = news.opened_at if news is not None else state.opened_at
    return Judged(measure, _observed(measure, bucket), figures, opened_at, state.held, warmup, news)


def _figures(
    state: MeasureState, measure: Measure, seen: Look, config: DetectorConfig, span: BucketSpan
) -> BucketFigures:
    state.seen += 1
    rarity, uncopied = _weigh(state, seen, config, span)
    return BucketFigures(
        expected=seen.expected,
        rarity=rarity,
        uncopied=uncopied,
        asked=_asked(state, state.alerted, config),
        asked_uncopied=_asked(state, state.upheld, config),
        usually_asked=math.log(config.false_surge_days * 24.0),
        enough=_enough(state, measure, config),
        enough_uncopied=_enough(state, measure, config, uncopied=True),
        known=state.seen >= config.least_buckets,
    )


def _decide(  # noqa: PLR0913 - what an episode begins and ends by
    state: MeasureState,
    measure: Measure,
    bucket: CountBucket,
    seen: Look,
    figures: BucketFigures,
    config: DetectorConfig,
    span: BucketSpan,
) -> EpisodeNews | None:
    if state.opened_at is not None:
        state.peak = max(state.peak, _observed(measure, bucket))
        if state.held and figures.stands:
            state.held, state.upheld, state.calm = False, figures.uncopied, 0
            return Upheld(measure, state.opened_at, bucket.start)
        return _clear(state, measure, bucket, config, span, calm=seen.shortest <= state.tails[0].quantile)
    if not (figures.raises or figures.stands):
        return None
    rarity = figures.rarity
    state.alerted, state.over_hours, state.calm = max(rarity, state.alerted or rarity), 0.0, 0
    state.held, state.upheld = not figures.stands, figures.uncopied if figures.stands else state.upheld
    state.opened_at, state.peak = bucket.start, _observed(measure, bucket)
    return _raised(state, measure, bucket, seen, rarity, config, span)


def _counted(state: MeasureState, measure: Measure, bucket: CountBucket) -> Counted:
    if measure == "volume":
        return Counted(bucket.inbound, 0, state.habit.excess(bucket.inbound, bucket.copied), 0)
    return Counted(bucket.known, bucket.negative, bucket.copied_known, bucket.copied_negative)


def _weigh(state: MeasureState, seen: Look, config: DetectorConfig, span: BucketSpan) -> tuple[float, float]:
    """How rare the score is, with and without copies, as the logarithm of hours; then the tails learn from it."""
    rarity = _rarity(state, seen.score, config)
    uncopied = rarity if seen.uncopied == seen.score else _rarity(state, seen.uncopied, config)
    state.over_hours = 0.0 if seen.score > state.tails[0].quantile else state.over_hours + span.hours
    if state.opened_at is None and state.over_hours >= config.rarity.gap_hours:
        state.alerted = state.upheld = None
    asked = config.false_surge_days * 24.0
    taught = seen.uncopied if state.held else seen.score
    if taught is not None:
        for tail, share in zip(state.tails, config.rarity.quantiles, strict=True):
            tail.learn(taught, share, span.hours, asked, config.rarity)
    return rarity, uncopied


def _rarity(state: MeasureState, score: float | None, config: DetectorConfig) -> float:
    if score is None:
        return -math.inf
    return sum(tail.log_hours(score, config.rarity) for tail in state.tails) / len(state.tails)


def _asked(state: MeasureState, alerted: float | None, config: DetectorConfig) -> float:
    """How rare a surge has to be now, as the logarithm of hours."""
    asked = math.log(config.false_surge_days * 24.0)
    if state.seen < config.warmup_buckets:
        asked += UNPROVEN
    return asked if alerted is None else max(asked, alerted + RARER)


def _enough(state: MeasureState, measure: Measure, config: DetectorConfig, *, uncopied: bool = False) -> bool:
    """Whether the brand is known at all, and there are messages enough to call it a surge."""
    if state.seen < config.least_buckets:
        return False
    last_hour = _last_hour(state)
    messages = last_hour.sum.whole - last_hour.copied if uncopied else last_hour.sum.whole
    return measure != "volume" or messages >= config.min_count


def _last_hour(state: MeasureState) -> Window:
    return state.windows[min(LAST_HOUR, len(state.windows) - 1)]


def _raised(  # noqa: PLR0913 - what a reason is made of
    state: MeasureState,
    measure: Measure,
    bucket: CountBucket,
    seen: Look,
    rarity: float,
    config: DetectorConfig,
    span: BucketSpan,
) -> Raised:
    observed, days = _observed(measure, bucket), math.exp(min(rarity, MOST_RARE)) / 24.0
    what = shown(measure, observed, seen.expected, span.hour_of_week(bucket.start), span.bucket_seconds)
    reason = reason_of(what, days, config.false_surge_days, config.version, "with the hours before it, ")
    window = _last_hour(state)
    copied = window.copied / window.sum.whole if measure == "volume" else window.copied_part / max(1.0, window.sum.part)
    return Raised(measure, bucket.start, observed, seen.expected, days, reason, min(1.0, copied), state.held)


def _clear(
    state: MeasureState, measure: Measure, bucket: CountBucket, config: DetectorConfig, span: BucketSpan, *, calm: bool
) -> Cleared | None:
    """Count a calm bucket towards the end of the episode; a bucket of which too little is known is one too."""
    state.calm = state.calm + 1 if calm else 0
    if state.opened_at is None or state.calm < config.clear_buckets:
        return None
    cleared = Cleared(measure, state.opened_at, bucket.start + span.bucket_seconds, state.peak)
    state.opened_at, state.calm, state.peak, state.held = None, 0, 0.0, False
    return cleared


def _observed(measure: Measure, bucket: CountBucket) -> float:
    return float(bucket.inbound) if measure == "volume" else bucket.negative / max(1, bucket.known)
