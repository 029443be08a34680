"""Refusals of the use cases, beside those of the domain."""

from __future__ import annotations

from collections.abc import Mapping

from services.inbox.domain.guideline_verdict import Check, Violation


class Unknown(LookupError):
    """There is nothing of this brand under this id."""


class UnknownIntegration(LookupError):
    """An import names an integration that the brand does not have."""


class VersionMismatch(Exception):
    """If-Match names another version than `current`."""

    def __init__(self, current: int) -> None:
        super().__init__("the resource has changed")
        self.current = current


class GuidelineRefuses(Exception):
    """The reply breaks the guideline; `check` names how."""

    def __init__(self, check: Check) -> None:
        super().__init__("the guideline refuses the reply")
        self.check = check


class NotCopied(Exception):
    """A copy for somebody who did not get the message; `number` is their place in the list."""

    def __init__(self, number: int) -> None:
        super().__init__("nobody of the message")
        self.number = number


class EmptyAudience(Exception):
    """Nobody works in the departments that a campaign is for."""


class OtherText(Exception):
    """No campaign asks this person about a text of this hash: it is not the one they were shown last."""


class MayNotRead(Exception):
    """The caller has neither the scope to read conversations nor an invitation to help with this one."""


class CardContradicts(Exception):
    """The guideline in force blocks what a card says; `violation` is what."""

    def __init__(self, violation: Violation) -> None:
        super().__init__("the guideline blocks the card")
        self.violation = violation


class StillUnreadable(Exception):
    """The parser of now cannot read the payload either; `reason` is its code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class VariantsMissing(Exception):
    """A story answer has no text for these languages, each with how many of its conversations are in it."""

    def __init__(self, languages: Mapping[str, int]) -> None:
        super().__init__("languages without a text")
        self.languages = languages


def check_version(expected: int | None, current: int) -> None:
    """Compare the version of If-Match, where there is one.

    Raises:
        VersionMismatch: It is another one.
    """
    if expected is not None and expected != current:
        raise VersionMismatch(current)
