"""The OpenAPI documents of all five applications, each built without anything connected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import FastAPI

from chassis.settings import CommonSettings
from gateway.domain.openapi import METHODS
from gateway.http.app import build_app
from gateway.http.document import whole_document
from gateway.openapi import service_documents
from gateway.settings import GatewaySettings

Document = dict[str, Any]
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


@cache
def gateway() -> FastAPI:
    """The gateway's application, with the routes that exist in development only."""
    common = {"kafka": "nowhere:9", "mongo": "mongodb://nowhere", "internal_key": KEY, "seal_key": KEY}
    urls = {f"{name}_url": "http://nowhere" for name in ("inbox", "routing", "crisis", "analytics")}
    settings = GatewaySettings.model_validate({**urls, "bootstrap_key": "b" * 32, "dev_issuer": True})
    return build_app(settings, CommonSettings.model_validate(common))


def documents() -> dict[str, Document]:
    """The services' documents as the gateway has them, and the gateway's own."""
    return {**service_documents(), "gateway": gateway().openapi()}


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Method, path and operation of everything in a document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def schema_name(content: Document) -> str | None:
    """The name of the schema of a JSON body; None where it has none."""
    schema = content.get("application/json", {}).get("schema", {})
    return str(schema["$ref"]).rpartition("/")[2] if "$ref" in schema else None


@cache
def whole() -> Document:
    """The one document that the gateway serves."""
    return whole_document(gateway(), service_documents())
