"""Finds personal data in a reply: bank accounts, cards, e-mail addresses and telephone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

PersonalKind = Literal["iban", "card", "email", "phone"]

_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]){11,30}\b")
_CARD = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w])")
# The limits of RFC 5321 bound what a long word may cost.
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}")
_PHONE = re.compile(r"(?<![\w/])(?:\+|00)?\(?\d[\d ()./-]{7,20}\d(?!\w)")
_NON_DIGIT = re.compile(r"\D")
PHONE_DIGITS = range(9, 16)  # E.164 allows 15; fewer than 9 with a trunk prefix is an order number or a date
IBAN_LENGTHS = range(15, 35)  # ISO 13616: Norway's 15 to the maximum of 34


@dataclass(frozen=True, slots=True)
class PersonalDataItem:
    """A piece of personal data at `start` to `end` of the text."""

    kind: PersonalKind
    start: int
    end: int


def luhn_holds(digits: str) -> bool:
    """Whether the check digit of a card number fits (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban_holds(text: str) -> bool:
    """Whether the check digits of an IBAN fit (ISO 7064 mod 97-10)."""
    compact = text.replace(" ", "").upper()
    if len(compact) not in IBAN_LENGTHS:
        return False
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def find_personal_data(text: str, allowed: frozenset[str] = frozenset()) -> tuple[PersonalDataItem, ...]:
    """All personal data of a text in order; `allowed` are the brand's own addresses and numbers, lower case."""
    items: list[PersonalDataItem] = []
    taken = bytearray(len(text))  # a mark for every character that is part of something found
    for match in _IBAN.finditer(text):
        end = _iban_end(match.group())
        if end:
            items.append(_take(taken, "iban", match.start(), match.start() + end))
    for match in _CARD.finditer(text):
        if luhn_holds(_NON_DIGIT.sub("", match.group())) and not taken[match.start()]:
            items.append(_take(taken, "card", match.start(), match.end()))
    for match in _EMAIL.finditer(text):
        if match.group().lower() not in allowed:
            items.append(_take(taken, "email", match.start(), match.end()))
    own_numbers = {_NON_DIGIT.sub("", each) for each in allowed} - {""}
    for match in _PHONE.finditer(text):
        digits = _NON_DIGIT.sub("", match.group())
        if len(digits) in PHONE_DIGITS and digits not in own_numbers and not taken[match.start()]:
            items.append(PersonalDataItem("phone", match.start(), match.end()))
    return tuple(sorted(items, key=lambda each: each.start))


def _iban_end(candidate: str) -> int:
    """Where the IBAN at the start of a candidate ends, as words after it may look like more of it; 0 without one."""
    for end in range(len(candidate), 0, -1):
        if (end == len(candidate) or candidate[end] == " ") and iban_holds(candidate[:end]):
            return end
    return 0


def _take(taken: bytearray, kind: PersonalKind, start: int, end: int) -> PersonalDataItem:
    taken[start:end] = b"\1" * (end - start)
    return PersonalDataItem(kind, start, end)
