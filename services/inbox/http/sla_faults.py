"""What makes an SLA policy promise nothing: targets that no conversation reaches, each with its place in the body."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from chassis.http.problem import FieldError, Invalid
from contracts.http import inbox as http
from services.inbox.domain.triage import needs_response

EVERYWHERE = http.EngagementScope()


def require_meetable(body: http.SlaPolicyUpdate, topics: Collection[str], channels: Collection[str]) -> None:
    """Refuse targets that are unnamed, that nothing reaches, or that speak of what there is not.

    Raises:
        Invalid: With every fault; `topics` are those of the triage chart, `channels` those there are.
    """
    faults = [*_names(body), *_reached(body), *_known(body, topics, channels)]
    if faults:
        raise Invalid(faults)


def _names(body: http.SlaPolicyUpdate) -> Iterator[FieldError]:
    ids = [each.id for each in body.targets]
    for number, target in enumerate(body.targets):
        at = f"/targets/{number}/id"
        if target.id is None and target.applies != EVERYWHERE:
            yield FieldError(at, "names the rule that clocks begin under", "missing")
        elif target.id is not None and target.id in ids[:number]:
            yield FieldError(at, "is the name of another one before it", "named_twice")


def _reached(body: http.SlaPolicyUpdate) -> Iterator[FieldError]:
    taken: list[http.SlaTargets] = []
    for number, target in enumerate(body.targets):
        if any(_covers(earlier, target) for earlier in taken):
            why = "is never reached: one before it holds wherever this one does"
            yield FieldError(f"/targets/{number}", why, "unreachable")
        taken.append(target)
        triage = target.applies.triage
        if triage and not any(needs_response(each) for each in triage):
            why = "has no promise: only what asks for a response has clocks"
            yield FieldError(f"/targets/{number}/applies/triage", why, "unreachable")


def _covers(earlier: http.SlaTargets, later: http.SlaTargets) -> bool:
    """Whether the earlier one holds wherever the later one does, as far as equal conditions and priorities show."""
    floor = max(later.min_priority, later.applies.min_priority)
    same = earlier.applies in (EVERYWHERE, later.applies)
    return same and max(earlier.min_priority, earlier.applies.min_priority) <= floor


def _known(body: http.SlaPolicyUpdate, topics: Collection[str], channels: Collection[str]) -> Iterator[FieldError]:
    for number, target in enumerate(body.targets):
        at = f"/targets/{number}/applies"
        for place, topic in enumerate(target.applies.topics):
            if topic not in topics:
                yield FieldError(f"{at}/topics/{place}", "is no topic of the triage rules", "unknown_topic")
        for place, channel in enumerate(target.applies.channels):
            if channel not in channels:
                yield FieldError(f"{at}/channels/{place}", "is no channel there is", "unknown_channel")
