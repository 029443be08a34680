"""The lane of an integration's events: those of `live` ones go first, those of `bulk` ones wait meanwhile."""

from __future__ import annotations

from typing import Literal

EventLane = Literal["live", "bulk"]
