"""The types of fields that several rules of the inbox share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Name = Annotated[str, Field(min_length=1, max_length=64)]
Names = Annotated[tuple[Name, ...], Field(max_length=64)]
Term = Annotated[str, Field(min_length=2, max_length=100)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
"""A language as a BCP 47 tag, such as `nl` or `pt-BR`."""
Texts = Annotated[dict[Language, Annotated[str, Field(min_length=1, max_length=2_000)]], Field(max_length=50)]
"""The same words by language."""
Why = Annotated[str, Field(min_length=1, max_length=300)]
