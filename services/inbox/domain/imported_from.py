"""The origin of an imported conversation in the tool it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportedFrom:
    """The origin of a conversation: the tool, its id and status there, and the tags it had."""

    source: str
    external_id: str
    status: str | None = None
    tags: tuple[str, ...] = ()
