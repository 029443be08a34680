"""What the handlers need from outside that is a library's work: signatures of texts and their similarity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Signer(Protocol):
    """Makes MinHash signatures: two of them agree in about the share of pieces their texts have in common."""

    rows: int

    def signature(self, shingles: Sequence[str]) -> Sequence[int]:
        """The signature of a set of text pieces, 32-bit numbers."""

    def similarity(self, left: str, right: str) -> float:
        """How alike two cleaned texts are, from 0 to 1."""
