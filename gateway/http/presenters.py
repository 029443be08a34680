"""Stored values as the API shows them."""

from __future__ import annotations

from typing import Any

from gateway.persistence.integrations import Integration


def integration_fields(integration: Integration) -> dict[str, Any]:
    """The fields of an integration, without its secrets."""
    return {
        "id": integration.id,
        "channel": integration.channel,
        "name": integration.name,
        "enabled": integration.enabled,
        "settings": dict(integration.settings),
        "secret_names": list(integration.secret_names),
        "webhook": f"/v1/webhooks/{integration.id}",
        "version": integration.version,
        "created_at": integration.created_at,
    }
