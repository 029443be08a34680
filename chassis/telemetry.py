"""Logs and traces, set up once per process.

Metrics need no set-up: they are plain `prometheus_client` counters, gauges and histograms with the prefix `muster_`.
"""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.types import EventDict, WrappedLogger

from chassis.settings import CommonSettings

PRIVATE = frozenset({"text", "body", "message_text", "name", "handle", "payload", "secret", "token", "key", "email"})
"""Fields that may hold a customer's words or a credential: they never leave the process, whoever logs them."""


def _without_private(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for field in PRIVATE & event.keys():
        event[field] = "[private]"
    return event


def configure(service: str, settings: CommonSettings) -> None:
    """One JSON object a line on stderr; spans to the collector when its address is set."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_private,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    if settings.otlp_endpoint is not None:
        _export_spans(service, settings.otlp_endpoint, settings.trace_ratio)


def _export_spans(service: str, endpoint: str, ratio: float) -> None:
    # Read only where spans are wanted: the SDK and its exporter are a quarter of a second of every start.
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    provider = TracerProvider(
        resource=Resource.create({"service.name": f"muster-{service}"}), sampler=ParentBased(TraceIdRatioBased(ratio))
    )
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
