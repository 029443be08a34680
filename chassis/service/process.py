"""Runs a service as a process: settings or a clear refusal, telemetry, the log on Kafka, uvicorn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from chassis.messaging.kafka import KafkaLog
from chassis.process import run
from chassis.service.definition import Service
from chassis.service.runtime import ServiceRuntime
from chassis.settings import CommonSettings, ServiceSettings, load
from chassis.telemetry import configure

S = TypeVar("S", bound=ServiceSettings)


def serve(settings_class: type[S], service_of: Callable[[S], Service]) -> None:
    """Load the settings and serve until asked to end; exits with 2 and a line for each setting that is wrong."""
    common, settings = load(CommonSettings), load(settings_class)
    service = service_of(settings)
    configure(service.name, common, settings)
    log = KafkaLog(common.kafka, prefix=common.prefix, service=service.name)
    run(ServiceRuntime(service, common, log).app(), settings.host, settings.port)
