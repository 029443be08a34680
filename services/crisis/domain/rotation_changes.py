"""What changes a rotation: people join and leave, take a time over, and swap; each gives the rotation that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.crisis.domain.rotation import Layer, Override, Period, Rotation, Swap, SwapState, shifts

MOST_ROTATIONS = 100
MOST_MEMBERS = 100
MOST_OVERRIDES = 200
MOST_SWAPS = 100


class RotationNotAllowed(Exception):
    """The rotation is not as the change needs it; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def joined(rotation: Rotation, person: str, now: datetime) -> Rotation:
    """With a person more in the first layer, whose turn comes last in this round; all other turns stay as they were."""
    first, *others = rotation.layers
    if person in first.members:
        return rotation
    if len(first.members) >= MOST_MEMBERS:
        raise RotationNotAllowed("full")
    begun = _from_this_turn(first, now, rotation.zone)
    return replace(rotation, layers=(replace(begun, members=(*begun.members, person)), *others))


def left(rotation: Rotation, person: str, now: datetime) -> Rotation:
    """Without a person's turns in the first layer; who is next takes the rest of the present one over."""
    first, *others = rotation.layers
    if person not in first.members:
        return rotation
    if len(first.members) == 1:
        raise RotationNotAllowed("last_member")
    begun = _from_this_turn(first, now, rotation.zone)
    staying = tuple(member for member in begun.members if member != person)
    return replace(rotation, layers=(replace(begun, members=staying), *others))


def _from_this_turn(layer: Layer, now: datetime, zone: str) -> Layer:
    """The same turns, counted from the present one on."""
    turn = layer.turn(now, zone)
    if turn is None:
        return layer
    place = turn % len(layer.members)
    starts_on = layer.starts_on + timedelta(days=turn * layer.turn_days)
    return replace(layer, starts_on=starts_on, members=(*layer.members[place:], *layer.members[:place]))


def overridden(rotation: Rotation, override: Override, now: datetime) -> Rotation:
    """With an override more; the one by the same id stays as it is. Those that are over are dropped."""
    if any(each.id == override.id for each in rotation.overrides):
        return rotation
    following = _tidied(rotation, now)
    if len(following.overrides) >= MOST_OVERRIDES:
        raise RotationNotAllowed("too_many_overrides")
    return replace(following, overrides=(*following.overrides, override))


def proposed(rotation: Rotation, swap: Swap, now: datetime) -> Rotation:
    """With a swap that waits for the other person."""
    if any(each.id == swap.id for each in rotation.swaps):
        return rotation
    _check_swap(rotation, swap, now)
    following = _tidied(rotation, now)
    if len(following.swaps) >= MOST_SWAPS:
        raise RotationNotAllowed("too_many_swaps")
    return replace(following, swaps=(*following.swaps, swap))


def answered(rotation: Rotation, swap: Swap, state: SwapState, ids: tuple[str, str], now: datetime) -> Rotation:
    """With a swap ended; an accepted one becomes overrides under `ids`, if both still are on call as it says."""
    if not swap.waits:
        raise RotationNotAllowed("answered")
    following = replace(
        rotation, swaps=tuple(replace(each, state=state) if each.id == swap.id else each for each in rotation.swaps)
    )
    if state != "accepted":
        return following
    _check_swap(rotation, swap, now)
    handed = [(ids[0], swap.other, swap.gives)] + ([(ids[1], swap.person, swap.takes)] if swap.takes else [])
    for id_, person, span in handed:
        override = Override(id_, person, span.begins_at, span.ends_at, swap.other, swap.id)
        following = overridden(following, override, now)
    return following


def _check_swap(rotation: Rotation, swap: Swap, now: datetime) -> None:
    """Both are on call in what they give, all of it, and none of it has begun."""
    for span, person in ((swap.gives, swap.person), (swap.takes, swap.other)):
        if span is None:
            continue
        if span.begins_at < now:
            raise RotationNotAllowed("begun")
        if {each.person for each in shifts(rotation, span.begins_at, span.ends_at)} != {person}:
            raise RotationNotAllowed("not_on_call")


def _tidied(rotation: Rotation, now: datetime) -> Rotation:
    return replace(
        rotation,
        overrides=tuple(each for each in rotation.overrides if each.ends_at > now),
        swaps=tuple(each for each in rotation.swaps if _last(each).ends_at > now),
    )


def _last(swap: Swap) -> Period:
    return max((each for each in (swap.gives, swap.takes) if each is not None), key=lambda each: each.ends_at)


def swap_title(rotation: Rotation, swap: Swap, name: str) -> str:
    """What the other person is asked, in the rotation's own time; `name` is who asks."""
    asked = f"{rotation.name}: {name} asks you to be on call from {_in_words(swap.gives, rotation.zone)}"
    if swap.takes is None:
        return asked
    return f"{asked}, and is on call for you from {_in_words(swap.takes, rotation.zone)}"


def _in_words(span: Period, zone: str) -> str:
    begins, ends = (at.astimezone(ZoneInfo(zone)) for at in (span.begins_at, span.ends_at))
    return f"{begins:%a %Y-%m-%d %H:%M} to {ends:%a %Y-%m-%d %H:%M} ({zone})"
