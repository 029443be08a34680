"""Ids of documents: a brand and an id within it are one `_id`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]


def id_of(document: Mapping[str, Any]) -> str:
    """The id without its brand."""
    return str(document["_id"]).partition("/")[2]
