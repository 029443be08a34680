"""The services' OpenAPI documents, generated from their routes and kept in the gateway, which serves them as one."""

from __future__ import annotations

import base64
import json

from fastapi import FastAPI

from chassis.messaging.kafka import KafkaLog
from chassis.service import ServiceRuntime
from chassis.settings import KEY_BYTES, CommonSettings
from services.analytics import wiring as analytics
from services.analytics.settings import AnalyticsSettings
from services.crisis import wiring as crisis
from services.crisis.settings import CrisisSettings
from services.inbox import wiring as inbox
from services.inbox.settings import InboxSettings
from services.routing import wiring as routing
from services.routing.settings import RoutingSettings


def applications() -> dict[str, FastAPI]:
    """Each service's application, built but not started: nothing is connected."""
    nothing = base64.b64encode(bytes(KEY_BYTES)).decode()
    given = {"kafka": "nowhere:9092", "mongo": "mongodb://nowhere", "internal_key": nothing, "seal_key": nothing}
    common = CommonSettings.model_validate(given)
    log = KafkaLog(common.kafka, prefix="", service="documents")
    return {
        "inbox": ServiceRuntime(inbox.service(InboxSettings()), common, log).app(),
        "routing": ServiceRuntime(routing.service(RoutingSettings()), common, log).app(),
        "crisis": ServiceRuntime(crisis.service(CrisisSettings()), common, log).app(),
        "analytics": ServiceRuntime(analytics.service(AnalyticsSettings()), common, log).app(),
    }


def documents() -> dict[str, str]:
    """Path below the top folder to the text of the document."""
    return {
        f"gateway/openapi/{service}.json": json.dumps(app.openapi(), indent=1, sort_keys=True) + "\n"
        for service, app in applications().items()
    }
