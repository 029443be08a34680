"""The services' OpenAPI documents, generated from their routes and kept in the gateway, which serves them as one."""

from __future__ import annotations

import base64
import json

from fastapi import FastAPI

from chassis.messaging.kafka import KafkaLog
from chassis.settings import KEY_BYTES, CommonSettings
from services.analytics import main as analytics
from services.analytics.settings import AnalyticsSettings
from services.crisis import main as crisis
from services.crisis.settings import CrisisSettings
from services.inbox import main as inbox
from services.inbox.settings import InboxSettings
from services.routing import main as routing
from services.routing.settings import RoutingSettings


def applications() -> dict[str, FastAPI]:
    """Each service's application, built but not started: nothing is connected."""
    nothing = base64.b64encode(bytes(KEY_BYTES)).decode()
    given = {"kafka": "nowhere:9092", "mongo": "mongodb://nowhere", "internal_key": nothing, "seal_key": nothing}
    common = CommonSettings.model_validate(given)
    log = KafkaLog(common.kafka, prefix="", service="documents")
    return {
        "inbox": inbox.build(InboxSettings(), common, log),
        "routing": routing.build(RoutingSettings(), common, log),
        "crisis": crisis.build(CrisisSettings(), common, log),
        "analytics": analytics.build(AnalyticsSettings(), common, log),
    }


def documents() -> dict[str, str]:
    """Path below the top folder to the text of the document."""
    return {
        f"gateway/openapi/{service}.json": json.dumps(app.openapi(), indent=1, sort_keys=True) + "\n"
        for service, app in applications().items()
    }
