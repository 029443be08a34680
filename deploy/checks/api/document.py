"""The whole OpenAPI document, built without anything connected."""

from __future__ import annotations

import base64

from fastapi import FastAPI

from chassis.settings import KEY_BYTES, CommonSettings
from gateway.domain.openapi import Document
from gateway.http.app import build_app
from gateway.http.document import whole_document
from gateway.openapi import SERVICES, service_documents
from gateway.settings import GatewaySettings


def gateway(*, dev_issuer: bool) -> FastAPI:
    """The gateway's application, with the routes of development or without."""
    key = base64.b64encode(bytes(KEY_BYTES)).decode()
    common = {"kafka": "nowhere:9", "mongo": "mongodb://nowhere", "internal_key": key, "seal_key": key}
    urls = {f"{name}_url": "http://nowhere" for name in SERVICES}
    settings = GatewaySettings.model_validate({**urls, "bootstrap_key": "b" * 32, "dev_issuer": dev_issuer})
    return build_app(settings, CommonSettings.model_validate(common))


def served() -> Document:
    """The document as an installation serves it."""
    return whole_document(gateway(dev_issuer=False), service_documents())
