"""The types of fields that several rules of the inbox share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Name = Annotated[str, Field(min_length=1, max_length=64)]
Names = Annotated[tuple[Name, ...], Field(max_length=64)]
Term = Annotated[str, Field(min_length=2, max_length=100)]
Why = Annotated[str, Field(min_length=1, max_length=300)]
