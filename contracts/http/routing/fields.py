"""The types of fields that several bodies of routing share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.http.fields import ID_PATTERN, LANGUAGE_PATTERN

Id = Annotated[str, Field(pattern=ID_PATTERN, strict=True)]
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN, strict=True)]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$", strict=True)]
Count = Annotated[int, Field(strict=True, ge=0, le=2**53)]  # what every JSON reader keeps exactly (RFC 8259)
Level = Annotated[int, Field(strict=True, ge=1, le=5)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Flag = Annotated[bool, Field(strict=True)]
Seconds = Annotated[float, Field(ge=0, le=604_800, allow_inf_nan=False)]
