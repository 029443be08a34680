"""The types of fields that several bodies of crisis share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.http.fields import LANGUAGE_PATTERN, Plain

Severity = Literal[1, 2, 3]
Id = Annotated[Plain, Field(min_length=1, max_length=128)]
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN, max_length=35)]
SkillLevel = Annotated[int, Field(ge=1, le=5)]
