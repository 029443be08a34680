"""Sends through a channel: settings and secrets are checked and opened at the moment of sending."""

from __future__ import annotations

from typing import Any, NamedTuple

import structlog
from pydantic import ValidationError

from channels.destinations import DestinationRefused, check_destinations
from channels.ports import Channel
from channels.registry import UnknownChannel, channel
from channels.sending import OutboundPost, OutboundReply, Outward, SendFailed, SendResult
from channels.withdrawing import CannotBeWithdrawn, SentReply, WithdrawResult
from chassis.seal import SealBroken, Sealer
from services.inbox.application.directory import IntegrationCopy

log = structlog.get_logger()


class _Account(NamedTuple):
    """An integration ready to send by: its channel, settings and opened secrets."""

    channel: Channel
    settings: Any
    secrets: Any


class ChannelSending:
    """Sending through channels/."""

    def __init__(self, sealer: Sealer, outward: Outward) -> None:
        """`outward` is the guarded way to addresses others chose."""
        self._sealer = sealer
        self._outward = outward

    async def send(self, integration: IntegrationCopy, reply: OutboundReply) -> SendResult:
        """See Sending."""
        account = self._opened(integration)
        if isinstance(account, SendFailed):
            return account
        return await account.channel.send(self._outward, account.secrets, account.settings, reply)

    async def publish(self, integration: IntegrationCopy, post: OutboundPost) -> SendResult:
        """See Sending."""
        account = self._opened(integration)
        if isinstance(account, SendFailed):
            return account
        publishing, settings = account.channel.publishing, account.settings
        if publishing is None or not publishing.takes(settings):
            return SendFailed("cannot_publish")
        limit = publishing.limit(settings)
        if limit is not None and publishing.length(post.text) > limit:
            return SendFailed("text_too_long")
        return await publishing.publish(self._outward, account.secrets, settings, post)

    async def withdraw(self, integration: IntegrationCopy, sent: SentReply) -> WithdrawResult:
        """See Sending."""
        account = self._opened(integration)
        if isinstance(account, SendFailed):
            return account
        withdrawing = account.channel.withdrawing
        if withdrawing is None or sent.visibility not in account.channel.abilities.withdraws:
            return CannotBeWithdrawn("channel_cannot")
        if not withdrawing.takes(account.settings):
            return CannotBeWithdrawn("account_cannot")
        return await withdrawing.withdraw(self._outward, account.secrets, account.settings, sent)

    def _opened(self, integration: IntegrationCopy) -> _Account | SendFailed:
        if not integration.enabled:
            return SendFailed("integration_disabled")
        try:
            channel_ = channel(integration.channel)
            settings = channel_.settings_model.model_validate(integration.settings)
            check_destinations(channel_.destinations, settings, self._outward.reach)
            opened = self._sealer.open(integration.sealed, f"{integration.brand}/{integration.id}")
            return _Account(channel_, settings, channel_.secrets_model.model_validate(opened))
        except UnknownChannel:
            return SendFailed("unknown_channel")
        except DestinationRefused:
            return SendFailed("address_refused")
        except SealBroken:
            log.error("integration_seal_broken", integration=integration.id)
            return SendFailed("secrets_do_not_open")
        except ValidationError:
            return SendFailed("integration_misconfigured")
