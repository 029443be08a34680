"""Stored values as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.http import gateway as http
from gateway.persistence.integrations import Integration


def integration_view(integration: Integration) -> http.Integration:
    """An integration, without its secrets."""
    return http.Integration(**_fields(integration))


def integration_with_secrets(integration: Integration, secrets: Mapping[str, str]) -> http.IntegrationWithSecrets:
    """An integration with the secrets that were just made for it."""
    return http.IntegrationWithSecrets(**_fields(integration), secrets=dict(secrets))


def _fields(integration: Integration) -> dict[str, Any]:
    return {
        "id": integration.id,
        "channel": integration.channel,
        "name": integration.name,
        "enabled": integration.enabled,
        "settings": dict(integration.settings),
        "secret_names": list(integration.secret_names),
        "webhook": f"/v1/webhooks/{integration.id}",
        "lane": integration.lane,
        "expected_every_seconds": integration.expected_every_seconds,
        "version": integration.version,
        "created_at": integration.created_at,
    }
