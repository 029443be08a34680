"""Why detection raised a signal, in words for a person."""

from __future__ import annotations

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEAR = 365.0
_IN_SLOT = {
    "story": "one story has {observed:.0f} messages in {seconds:g} s where the largest of nine in ten slots has "
    "{expected:.0f} at most",
    "reach": "stories reach {observed:,.0f} followers in {seconds:g} s where it is {expected:,.0f} at most in nine of "
    "ten slots",
}


def shown(measure: str, observed: float, expected: float, hour_of_week: int, bucket_seconds: float) -> str:
    """What was seen and what is normal for this hour, in the measure's units; hours of the week begin on Monday."""
    when = f"{DAYS[hour_of_week // 24]} {hour_of_week % 24:02d}h UTC"
    if measure in _IN_SLOT:
        return _IN_SLOT[measure].format(observed=observed, seconds=bucket_seconds, expected=expected)
    if measure == "volume":
        return f"{observed:.0f} messages in {bucket_seconds:g} s where {expected:.1f} are normal for {when}"
    return f"{observed:.0%} negative where {expected:.0%} is normal for {when}"


def copies_shown(measure: str, share: float, accounts: int | None, *, decisive: bool) -> str:
    """How much of a surge is copies, of how many accounts, and whether it is one without them."""
    what = "negative messages" if measure == "negative_share" else "messages"
    when = "the story's" if measure == "story" else "the last hour's"
    whose = f"copies by {accounts} accounts" if accounts is not None else "copies"
    rest = "no signal, so it declares nothing by itself" if decisive else "still a signal"
    return f"; {share:.0%} of {when} {what} are {whose}, the rest is {rest}"


def reason_of(what: str, days: float, asked_days: float, detector_version: int, span: str) -> str:
    """What was shown, how rarely the brand's past has the like of that `span`, and how rare a signal has to be."""
    often = f"{days / YEAR:.0f} years" if days >= 2.0 * YEAR else f"{days:.0f} days"
    return (
        f"{what}; {span}this brand's past has the like once in {often}, "
        f"a signal is what comes once in {asked_days:g} days (detector version {detector_version})"
    )
