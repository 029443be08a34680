"""Examines an installation: the settings of this environment, the machine, MongoDB, Kafka and the processes known."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from chassis.service import Service
from chassis.settings import CommonSettings
from deploy.doctor.backups import check_backups
from deploy.doctor.certificates import check_certificates, check_store_certificates
from deploy.doctor.finding import Finding
from deploy.doctor.kafka import check_kafka
from deploy.doctor.machine import check_clocks, check_disk, check_versions, clock_offset
from deploy.doctor.migrations import check_migrations
from deploy.doctor.mongo import check_mongo
from deploy.doctor.settings import check_secrets, check_settings
from deploy.reference.settings import SETTINGS


def examine(data: Path, processes: Sequence[tuple[str, str]]) -> list[Finding]:
    """Look at everything; `data` is where data lies, `processes` are names and base URLs of what should answer."""
    found = [*check_versions(), *check_disk(data), *check_settings(os.environ), *check_secrets()]
    found += check_certificates(_addresses())
    clocks = {name: offset for name, url in processes if (offset := clock_offset(url)) is not None}
    do = "Look at its log with `muster logs`; docs/runbooks/replica-down.md."
    found += [
        Finding("processes", "problem", f"{name} does not answer", do) for name, _ in processes if name not in clocks
    ]
    try:
        common = CommonSettings()
        services = _services()
    except ValidationError:
        return found + check_clocks(clocks)  # nothing else can be asked; the findings of the settings say why
    found += check_store_certificates(common.kafka, common.mongo)
    found += check_mongo(common, services, clocks)
    found += check_backups(common, datetime.now(UTC))
    found += asyncio.run(check_migrations(common))
    found += asyncio.run(check_kafka(common.kafka, common.prefix, datetime.now(UTC)))
    return found + check_clocks(clocks)


def _services() -> list[Service]:
    from importlib import import_module

    modules = {name: "gateway.wiring" if name == "gateway" else f"services.{name}.wiring" for name in SETTINGS}
    return [import_module(modules[name]).service(settings()) for name, settings in SETTINGS.items()]


def _addresses() -> list[str]:
    """The addresses in the settings that somebody may have to trust."""
    names = ["MUSTER_GATEWAY_PUBLIC_URL", "MUSTER_GATEWAY_OIDC_ISSUER", "MUSTER_OTLP_ENDPOINT"]
    names += [f"MUSTER_GATEWAY_{name.upper()}_URL" for name in SETTINGS if name != "gateway"]
    return [url.strip() for name in names for url in os.environ.get(name, "").split(",")]
