"""What the operator may turn off for one brand while everything runs: parts of the product, each on unless said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Feature = Literal["replies", "webhooks", "imports"]
FEATURES: Final[tuple[Feature, ...]] = get_args(Feature)

FEATURE_OF: Final[Mapping[str, Feature]] = {
    "beginImport": "imports",
    "addImportItems": "imports",
    "finishImport": "imports",
    "importEmployees": "imports",
    "importCertificates": "imports",
    "publishIncidentStatement": "replies",
}
"""The operations, by id, that are refused while a feature is off, with that feature. The others wait instead, see
`BrandFeaturesUpdate`."""
