"""Numbers and names as a person reads them."""

from __future__ import annotations

from datetime import datetime, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86_400
NOTHING = "–"
NAMES = {
    "x": "X",
    "whatsapp": "WhatsApp",
    "messenger": "Messenger",
    "instagram": "Instagram",
    "email": "E-mail",
    "generic": "Webhook",
    "nobody": "Nobody yet",
}
CURRENCY_DIGITS = {"JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3, "TND": 3}  # ISO 4217; all others of our users have 2
LANGUAGES = {
    "en": "English",
    "nl": "Dutch",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "pl": "Polish",
    "sv": "Swedish",
    "da": "Danish",
    "no": "Norwegian",
    "ja": "Japanese",
    "zh": "Chinese",
}


def name(key: str) -> str:
    """A key of a dimension as a name."""
    return NAMES.get(key) or LANGUAGES.get(key) or key.replace("_", " ").replace("-", " ").capitalize()


def number(value: float | None) -> str:
    """A count: 12,345; large ones short: 1.2 M."""
    if value is None:
        return NOTHING
    if abs(value) >= 1_000_000:
        return f"{value / 1_000_000:.1f} M"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:,.1f}"


def duration(seconds: float | None) -> str:
    """A time that passed, in at most two units: 480 ms, 42 s, 3 min 10 s, 2 h 5 min, 3 d 4 h."""
    if seconds is None:
        return NOTHING
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms" if seconds else "0 s"
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 ", " ")
    whole = round(seconds)
    for size, unit, part, part_unit in ((DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min"), (MINUTE, "min", 1, "s")):
        if whole >= size:
            rest = whole % size // part
            return f"{whole // size} {unit} {rest} {part_unit}" if rest else f"{whole // size} {unit}"
    return f"{whole} s"


def share(value: float | None) -> str:
    """A share as per cent."""
    if value is None:
        return NOTHING
    return f"{value * 100:.1f} %".replace(".0 ", " ")


def money(minor: int, currency: str) -> str:
    """An amount of minor units in its currency."""
    digits = CURRENCY_DIGITS.get(currency, 2)
    return f"{currency} {minor / 10**digits:,.{digits}f}"


def short_money(minor: int, currency: str) -> str:
    """An amount in whole units of its currency; large ones short."""
    return f"{currency} {number(round(minor / 10 ** CURRENCY_DIGITS.get(currency, 2)))}"


def moment(at: datetime, span: timedelta) -> str:
    """A moment as finely as a span of time needs, in the zone it is given in."""
    if span <= timedelta(minutes=20):
        return f"{at:%H:%M:%S}"
    if span <= timedelta(days=2):
        return f"{at:%H:%M}"
    return f"{at.day} {at:%b}"


def full_moment(at: datetime) -> str:
    """A moment in full, in the zone it is given in."""
    return f"{at.day} {at:%B %Y, %H:%M:%S}"
