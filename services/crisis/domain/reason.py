"""Why detection raised a signal, in words for a person."""

from __future__ import annotations

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def shown(measure: str, observed: float, expected: float, hour_of_week: int, bucket_seconds: float) -> str:
    """What was seen and what is normal for this hour, in the measure's units; hours of the week begin on Monday."""
    when = f"{DAYS[hour_of_week // 24]} {hour_of_week % 24:02d}h UTC"
    if measure == "volume":
        return f"{observed:.0f} messages in {bucket_seconds:g} s where {expected:.1f} are normal for {when}"
    return f"{observed:.0%} negative where {expected:.0%} is normal for {when}"


def reason_of(what: str, score: float, buckets_above: int, threshold: float, detector_version: int) -> str:
    """What was shown, how far it is from normal for how long, and what it had to pass."""
    return (
        f"{what}; score {score:.1f} over {buckets_above} bucket(s) in a row passes {threshold:.1f}, "
        f"which this brand's own past rarely does (detector version {detector_version})"
    )
