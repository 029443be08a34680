"""What makes a guideline contradict itself: each fault names its place in the body."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from chassis.http.problem import FieldError, Invalid
from contracts.http import inbox as http
from services.inbox.domain.ability import ABILITY_OF, LISTEN, SHARE

NOBODY_HAS = "needs {}, which no certificate gives and nobody has"


def require_sound(
    body: http.GuidelineUpdate, unearnable: Collection[str], channels: Collection[str], at: str = ""
) -> None:
    """Refuse what would lift or check nothing, and what nobody can satisfy.

    Raises:
        Invalid: With every fault; `at` is the pointer of the guideline within the body, `unearnable` the abilities
            that nothing gives, `channels` those there are.
    """
    faults = [
        *_named_twice(body, at),
        *_unknown_rules(body, at),
        *_unsatisfiable(body, at),
        *_unearnable(body, unearnable, at),
        *_unheard(body, channels, at),
    ]
    if faults:
        raise Invalid(faults)


def _rules(body: http.GuidelineUpdate) -> set[str]:
    """The rules by id that can be lifted."""
    rules = {rule.id for rule in body.personal_data} | {rule.id for rule in body.certificates}
    rules |= {rule.id for rule in body.abilities}
    return rules | {rule.id for rule in body.approvals}


def _named_twice(body: http.GuidelineUpdate, at: str) -> Iterator[FieldError]:
    lists: dict[str, Sequence[str]] = {
        "blocked_terms/{}/term": [each.term for each in body.blocked_terms],
        "personal_data/{}/id": [each.id for each in body.personal_data],
        "certificates/{}/id": [each.id for each in body.certificates],
        "approvals/{}/id": [each.id for each in body.approvals],
        "abilities/{}/id": [each.id for each in body.abilities],
        "silences/{}/id": [each.id for each in body.silences],
        "freedoms/{}/id": [each.id for each in body.freedoms],
        "duties/{}/id": [each.id for each in body.duties],
        "hints/{}/id": [each.id for each in body.hints],
    }
    for place, names in lists.items():
        for number, name in enumerate(names):
            if name in names[:number]:
                yield FieldError(f"{at}/{place.format(number)}", "is the name of another one before it", "named_twice")


def _unknown_rules(body: http.GuidelineUpdate, at: str) -> Iterator[FieldError]:
    """A freedom or a duty that names a rule there is not: it would do nothing, and nobody would know."""
    lifted = _rules(body)
    checking = lifted | {each.term for each in body.blocked_terms} | {"own_name"}
    for number, freedom in enumerate(body.freedoms):
        yield from _unknown(
            f"{at}/freedoms/{number}/lifts", freedom.lifts, lifted, "is no rule of this guideline that can be lifted"
        )
    for number, duty in enumerate(body.duties):
        yield from _unknown(f"{at}/duties/{number}/rules", duty.rules, checking, "is no rule of this guideline")


def _unknown(at: str, names: Iterable[str], known: set[str], why: str) -> Iterator[FieldError]:
    for place, name in enumerate(names):
        if name not in known:
            yield FieldError(f"{at}/{place}", why, "unknown_rule")


def _unsatisfiable(body: http.GuidelineUpdate, at: str) -> Iterator[FieldError]:
    if body.own_name is None:
        return
    mark = body.own_name.mark.casefold()
    everywhere = [
        each.term
        for each in body.blocked_terms
        if each.applies == http.GuidelineScope() and each.unless_certificate is None
    ]
    if len(mark) > body.max_length or any(term.casefold() in mark for term in everywhere):
        why = "can be in no reply: it is longer than `max_length`, or holds a term that is blocked everywhere"
        yield FieldError(f"{at}/own_name/mark", why, "unsatisfiable")


def _unearnable(body: http.GuidelineUpdate, unearnable: Collection[str], at: str) -> Iterator[FieldError]:
    """A rule that asks for what no certificate gives and nobody has: every reply in its voice would be refused."""
    for number, rule in enumerate(body.abilities):
        if ABILITY_OF[rule.voice] in unearnable:
            why = NOBODY_HAS.format(ABILITY_OF[rule.voice])
            yield FieldError(f"{at}/abilities/{number}/voice", why, "unsatisfiable")
        if rule.share_cards and SHARE in unearnable:
            yield FieldError(f"{at}/abilities/{number}/share_cards", NOBODY_HAS.format(SHARE), "unsatisfiable")
    if body.listening is not None and LISTEN in unearnable:
        yield FieldError(f"{at}/listening", NOBODY_HAS.format(LISTEN), "unsatisfiable")


def _unheard(body: http.GuidelineUpdate, channels: Collection[str], at: str) -> Iterator[FieldError]:
    """Channels there are none of: nobody would hear anything, and nobody would know why."""
    for number, channel in enumerate(body.listening.channels if body.listening is not None else ()):
        if channel not in channels:
            yield FieldError(f"{at}/listening/channels/{number}", "is no channel there is", "unknown_channel")
