"""The types of fields that several bodies of the gateway share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.http.fields import ID_PATTERN, Plain

BRAND_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"
Name = Annotated[Plain, Field(min_length=1, max_length=200)]
PersonId = Annotated[str, Field(pattern=ID_PATTERN)]
