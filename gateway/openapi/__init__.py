"""The services' OpenAPI documents as they were when this version was built, so that ours is whole while one is down."""

from __future__ import annotations

import json
from importlib.resources import files

from gateway.domain.openapi import Document

SERVICES = ("inbox", "routing", "crisis", "analytics")


def service_documents() -> dict[str, Document]:
    """The stored document of each service; one that was never written is left out."""
    documents: dict[str, Document] = {}
    for service in SERVICES:
        file = files(__name__).joinpath(f"{service}.json")
        if file.is_file():
            documents[service] = json.loads(file.read_text("utf-8"))
    return documents
