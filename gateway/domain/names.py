"""The shape of public ids: integrations and keys begin with their brand, so each look-up knows it.

An id that carries its brand is not trusted for it: what is found under that brand must still match the credential.
"""

from __future__ import annotations

import re

BRAND_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"
SLUG_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,21}[a-z0-9])?$"
PERSON_PATTERN = r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$"

_BRAND = re.compile(BRAND_PATTERN)
_SLUG = re.compile(SLUG_PATTERN)


def integration_id(brand: str, slug: str) -> str:
    """The id of an integration, at most 64 characters: `<brand>_<slug>`; neither part holds an underscore."""
    return f"{brand}_{slug}"


def brand_of_integration(integration: str) -> str | None:
    """The brand an integration id speaks of, or None when it is no integration id at all."""
    brand, separator, slug = integration.partition("_")
    return brand if separator and _BRAND.match(brand) and _SLUG.match(slug) else None
