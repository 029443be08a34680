"""The page of an integration: what the edge counted, its last errors, whether it is late, what is left of its quota."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from chassis.auth import Caller
from chassis.http.problem import NotFound
from chassis.http.scopes import needs
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.domain.heartbeat import Heartbeat
from gateway.domain.quota import BrandQuota
from gateway.http.dependencies import Running
from gateway.http.integrations import READ, WRITE, Known, require_integration

router = APIRouter(prefix="/v1/integrations")


@router.get("/{integration}/stats", **needs(WRITE, READ, refuses=[NotFound]))
async def get_integration_stats(integration: Known, caller: Caller, gateway: Running) -> http.IntegrationStats:
    """What the edge counted for it, what was wrong lately, whether it is late, and what is left of its quota."""
    stored = await require_integration(gateway, caller.brand, integration)
    counts = await gateway.stats.of(caller.brand, stored.id)
    numbers: dict[str, Any] = {
        name: counts.get(name, 0)
        for name, field in http.IntegrationStats.model_fields.items()
        if field.annotation is int
    }
    return http.IntegrationStats(
        integration=stored.id,
        last_accepted_at=counts.get("last_accepted_at"),
        last_refused_at=counts.get("last_refused_at"),
        recent_errors=[
            http.IntegrationError(
                at=each.at, source=each.source, pointer=each.pointer, code=each.code, detail=each.detail
            )
            for each in counts["errors"]
        ],
        heartbeat=_heartbeat(await gateway.heartbeats.of(stored)),
        quota=await _quota(gateway, caller.brand, stored.id),
        **numbers,
    )


def _heartbeat(heartbeat: Heartbeat | None) -> http.IntegrationHeartbeat | None:
    if heartbeat is None:
        return None
    return http.IntegrationHeartbeat(
        expected_every_seconds=round(heartbeat.every.total_seconds()),
        due_at=heartbeat.due_at,
        late_since=heartbeat.late_since,
    )


async def _quota(gateway: Gateway, brand: str, integration: str) -> http.IntegrationQuota:
    stored = await gateway.brands.get(brand)
    quota = BrandQuota() if stored is None else stored.quota
    limit, remaining, of_brand = gateway.quotas.left(brand, integration, quota)
    return http.IntegrationQuota(
        events_per_second=limit.per_second, burst=limit.burst, remaining=remaining, brand_remaining=of_brand
    )
