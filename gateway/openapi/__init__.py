"""The services' OpenAPI documents as they were when this version was built, so that ours is whole while one is down."""

from __future__ import annotations

import json
from importlib.resources import files

from gateway.domain.openapi import Document

SERVICES = ("inbox", "routing", "crisis", "analytics")


def service_documents() -> dict[str, Document]:
    """The kept document of each service; one that was never written is left out."""
    found: dict[str, Document] = {}
    for service in SERVICES:
        kept = files(__name__).joinpath(f"{service}.json")
        if kept.is_file():
            found[service] = json.loads(kept.read_text("utf-8"))
    return found
