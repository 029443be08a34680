"""The OpenAPI documents of all five applications, each built without anything connected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import FastAPI

from deploy.checks.api import document
from gateway.domain.openapi import METHODS
from gateway.http.document import whole_document
from gateway.openapi import service_documents

Document = dict[str, Any]


@cache
def gateway() -> FastAPI:
    """The gateway's application, with the routes that exist in development only."""
    return document.gateway(dev_issuer=True)


def documents() -> dict[str, Document]:
    """The services' documents as the gateway has them, and the gateway's own."""
    return {**service_documents(), "gateway": gateway().openapi()}


def operations(whole: Document) -> Iterator[tuple[str, str, Document]]:
    """Method, path and operation of everything in a document."""
    for path, item in whole["paths"].items():
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
