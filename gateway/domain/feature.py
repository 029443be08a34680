"""What the operator may turn off for one brand while everything runs: parts of the product, each on unless said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Feature = Literal["replies", "webhooks", "imports"]
FEATURES: Final[tuple[Feature, ...]] = get_args(Feature)

CLOSED_BY: Final[Mapping[Feature, frozenset[str]]] = {
    "imports": frozenset(
        {"beginImport", "addImportItems", "finishImport", "importEmployees", "importCertificates"},
    ),
}
"""The operations, by id, that are refused while a feature is off. What a feature does behind them waits, see
`BrandFeaturesUpdate`."""

FEATURE_OF: Final[Mapping[str, Feature]] = {
    operation: feature for feature, operations in CLOSED_BY.items() for operation in operations
}
"""The feature that an operation belongs to, of those that are refused while it is off."""
