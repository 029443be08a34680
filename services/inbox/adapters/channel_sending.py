"""Sends a reply through its channel: settings and secrets are checked and opened at the moment of sending."""

from __future__ import annotations

import structlog
from pydantic import ValidationError

from channels.destinations import DestinationRefused, check_destinations
from channels.registry import UnknownChannel, channel
from channels.sending import OutboundReply, Outward, SendFailed, SendResult
from chassis.seal import SealBroken, Sealer
from services.inbox.application.directory import IntegrationCopy

log = structlog.get_logger()


class ChannelSending:
    """Sending through channels/."""

    def __init__(self, sealer: Sealer, outward: Outward) -> None:
        """`outward` is the guarded way to addresses others chose."""
        self._sealer = sealer
        self._outward = outward

    async def send(self, integration: IntegrationCopy, reply: OutboundReply) -> SendResult:
        """See Sending."""
        if not integration.enabled:
            return SendFailed("integration_disabled")
        try:
            channel_ = channel(integration.channel)
            settings = channel_.settings_model.model_validate(integration.settings)
            check_destinations(channel_.destinations, settings, self._outward.reach)
            opened = self._sealer.open(integration.sealed, f"{integration.brand}/{integration.id}")
            secrets = channel_.secrets_model.model_validate(opened)
        except UnknownChannel:
            return SendFailed("unknown_channel")
        except DestinationRefused:
            return SendFailed("address_refused")
        except SealBroken:
            log.error("integration_seal_broken", integration=integration.id)
            return SendFailed("secrets_do_not_open")
        except ValidationError:
            return SendFailed("integration_misconfigured")
        return await channel_.send(self._outward, secrets, settings, reply)
