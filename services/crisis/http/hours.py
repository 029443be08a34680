"""Hours of the week between the API, which writes `22:00`, and the domain, which counts minutes of the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def minutes_of(text: str) -> int:
    """The minutes of `HH:MM`; 1440 of `24:00`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def text_of(minutes: int) -> str:
    """The minutes of a day as `HH:MM`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def span_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a domain's WeekSpan."""
    return {"days": body["days"], "begins": minutes_of(body["begins"]), "ends": minutes_of(body["ends"])}


def span_view(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the API's WeekSpan."""
    return {"days": fields["days"], "begins": text_of(fields["begins"]), "ends": text_of(fields["ends"])}
