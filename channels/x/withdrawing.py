"""Deleting a post of the brand's own on X: `DELETE /2/tweets/{id}` of API v2. Direct messages stay."""

from __future__ import annotations

from channels.posting import answered, by_status, reached
from channels.sending import HttpAnswer, Outward
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult
from channels.x.publishing import headers_of, limited
from channels.x.settings import XSecrets, XSettings

_NOT_FOUND = "/problems/resource-not-found"  # how the type of an error of API v2 ends


class XWithdrawing:
    """See channels.beside_replies.Withdrawing."""

    def takes(self, _settings: XSettings) -> bool:
        """Every account deletes what it wrote."""
        return True

    async def withdraw(
        self, outward: Outward, secrets: XSecrets, settings: XSettings, sent: SentReply
    ) -> WithdrawResult:
        """Delete a post."""
        if sent.visibility == "private" or not (sent.external_id.isascii() and sent.external_id.isdigit()):
            return CannotBeWithdrawn("channel_cannot")
        url = f"{settings.api_base.rstrip('/')}/2/tweets/{sent.external_id}"
        answer = await reached(outward.delete(url, headers_of(secrets)), keyed=False)
        if not isinstance(answer, HttpAnswer):
            return answer
        return limited(answer) or _verdict(answer) or by_status(answer, keyed=False)


def _verdict(answer: HttpAnswer) -> WithdrawResult | None:
    if answer.status == 404 or (answer.status == 200 and _is_gone(answer)):
        return Withdrawn()
    if answer.status == 403:
        return CannotBeWithdrawn("http_403")
    deleted = _deleted(answer) if answer.status == 200 else None
    if deleted is None:
        return None
    return Withdrawn() if deleted else CannotBeWithdrawn("not_deleted")


def _deleted(answer: HttpAnswer) -> bool | None:
    """What the answer says of the post; None: nothing."""
    said = answered(answer).get("data")
    deleted = said.get("deleted") if isinstance(said, dict) else None
    return deleted if isinstance(deleted, bool) else None


def _is_gone(answer: HttpAnswer) -> bool:
    errors = answered(answer).get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    return isinstance(first, dict) and str(first.get("type", "")).endswith(_NOT_FOUND)
