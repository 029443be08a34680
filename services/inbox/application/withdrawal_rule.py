"""Says of a reply that is out whether it can be withdrawn, before its platform is asked."""

from __future__ import annotations

from pydantic import ValidationError

from channels.registry import UnknownChannel, channel
from services.inbox.application.directory import Directory, IntegrationCopy
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.withdrawing import stood_in
from services.inbox.domain.conversation import Visibility
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply


class WithdrawalRule:
    """One rule for the preview of an undo and for the undo itself."""

    def __init__(self, unit: UnitOfWork, directory: Directory) -> None:
        """`directory` has the accounts, `unit` the messages that were answered."""
        self._unit = unit
        self._directory = directory

    async def hindrances(self, replies: list[Reply]) -> dict[str, str | None]:
        """Of each reply, by its id, why it cannot be withdrawn; None: it can, as far as is known here."""
        names = {(each.brand, each.in_reply_to) for each in replies if each.in_reply_to is not None}
        answered = await self._unit.messages(names)
        return {each.id: self._hindrance(each, answered.get((each.brand, each.in_reply_to or ""))) for each in replies}

    def _hindrance(self, reply: Reply, answered: Message | None) -> str | None:
        if self._directory.is_drill(reply.brand):
            return None
        integration = self._directory.integration(reply.brand, reply.integration)
        if integration is None:
            return "integration_gone"
        if reply.external_id is None:
            return "no_platform_id"
        return _of_account(integration, stood_in(answered))


def _of_account(integration: IntegrationCopy, place: Visibility) -> str | None:
    if not integration.enabled:
        return "integration_disabled"
    try:
        found = channel(integration.channel)
        settings = found.settings_model.model_validate(integration.settings)
    except UnknownChannel:
        return "channel_cannot"
    except ValidationError:
        return "integration_misconfigured"
    if found.withdrawing is None or place not in found.abilities.withdraws:
        return "channel_cannot"
    return None if found.withdrawing.takes(settings) else "account_cannot"
