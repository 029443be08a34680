"""The types of fields that bodies of several services share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

ID_PATTERN = r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$"
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$"


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL is not allowed")
    return text


Plain = Annotated[str, AfterValidator(_no_nul)]
"""Text without NUL, which MongoDB does not take in every place."""
