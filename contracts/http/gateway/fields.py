"""The types of fields that several bodies of the gateway share."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from contracts.http.fields import ID_PATTERN, Plain

BRAND_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"
Name = Annotated[Plain, Field(min_length=1, max_length=200)]
ORIGIN = re.compile(
    r"https://[a-z0-9.-]{1,253}(?::\d{1,5})?|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE
)
DEFAULT_PORT = re.compile(r"(?<=^https:)(//.*):443$|(?<=^http:)(//.*):80$")


def _origin(text: str) -> str:
    """An origin as browsers send it: in lower case, without the port that its scheme has anyway."""
    if not ORIGIN.fullmatch(text):
        raise ValueError("must be scheme and host alone, such as https://inbox.example.com: no path, query, user or *")
    return DEFAULT_PORT.sub(lambda found: found[1] or found[2], text.lower())


Origin = Annotated[str, Field(max_length=300), AfterValidator(_origin)]
"""A scheme, a host and maybe a port; `http` only on this machine."""
PersonId = Annotated[str, Field(pattern=ID_PATTERN)]
