"""Deleting a comment of the brand's own on Facebook or Instagram: `DELETE /{comment}`. Private messages stay."""

from __future__ import annotations

from urllib.parse import quote

from channels import meta_webhook
from channels.meta.publishing import headers_of
from channels.meta.settings import MetaSettings
from channels.meta_webhook import MetaSecrets
from channels.posting import answered, by_status, field_of, reached
from channels.sending import HttpAnswer, NotSent, OutcomeUnknown, Outward, Sent
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult

_NOT_PERMITTED = frozenset({"10", "200"})
_NOT_THERE_OR_NOT_SEEN = ("100", "33")  # code and subcode: one answer for what is gone and for what is not allowed


class CommentWithdrawing:
    """See channels.beside_replies.Withdrawing."""

    def takes(self, _settings: MetaSettings) -> bool:
        """Every account deletes its comments."""
        return True

    async def withdraw(
        self, outward: Outward, secrets: MetaSecrets, settings: MetaSettings, sent: SentReply
    ) -> WithdrawResult:
        """Delete a comment."""
        if sent.visibility == "private":
            return CannotBeWithdrawn("channel_cannot")
        url = f"{settings.api_base.rstrip('/')}/{quote(sent.external_id, safe='')}"
        answer = await reached(outward.delete(url, headers_of(secrets)), keyed=False)
        if not isinstance(answer, HttpAnswer):
            return answer
        return _verdict(answer) or _not_withdrawn(answer)


def _verdict(answer: HttpAnswer) -> WithdrawResult | None:
    content = answered(answer)
    if answer.status == 200 and content.get("success") is True:
        return Withdrawn()
    code, subcode = (field_of(content, "error", name) for name in ("code", "error_subcode"))
    if (code, subcode) == _NOT_THERE_OR_NOT_SEEN:
        return OutcomeUnknown("meta_100")
    return CannotBeWithdrawn(f"meta_{code}") if code in _NOT_PERMITTED else None


def _not_withdrawn(answer: HttpAnswer) -> NotSent:
    """What Meta's other error codes say; an answer that names no comment is none that sends one."""
    said = meta_webhook.verdict(answer)
    return by_status(answer, keyed=False) if said is None or isinstance(said, Sent) else said
