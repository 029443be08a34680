"""Logs and traces, set up once per process.

Metrics need no set-up: they are plain `prometheus_client` counters, gauges and histograms with the prefix `muster_`.
"""

from __future__ import annotations

import logging
import sys
from importlib.metadata import PackageNotFoundError, version

import structlog
from pydantic_settings import BaseSettings

from chassis.log_lines import LibraryLines, finish
from chassis.settings import CommonSettings
from chassis.shown_settings import shown
from chassis.sparing_log import SparingLibraries

log = structlog.get_logger(__name__)


def configure(service: str, common: CommonSettings, settings: BaseSettings) -> None:
    """One JSON object a line on stderr, the first one `starting`; spans to the collector when its address is set."""
    level = logging.getLevelNamesMapping().get(common.log_level.upper(), logging.INFO)
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(LibraryLines(service))
    lines.addFilter(SparingLibraries())
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            finish(service),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    log.info("starting", version=built_version(), settings=shown(common) | shown(settings))
    if common.otlp_endpoint:  # compose gives an empty one where nothing takes spans
        _export_spans(service, common.otlp_endpoint, common.trace_ratio)


def built_version() -> str:
    """The version of this build; `unknown` where the project is not installed as a package."""
    try:
        return version("muster")
    except PackageNotFoundError:
        return "unknown"


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
