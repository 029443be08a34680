"""One try of one delivery: signed under every secret that counts, posted, and read into what came of it."""

from __future__ import annotations

import time
from datetime import datetime

from channels import signing
from channels.posting import retry_after
from channels.sending import AnswerLost, NotDelivered, Outward
from chassis.clock import Clock
from chassis.seal import Sealer
from gateway.domain.webhook_delivery import ANSWER_KEPT, Attempt, WebhookDelivery
from gateway.domain.webhook_endpoint import WebhookEndpoint
from gateway.domain.webhook_secrets import WebhookSecrets
from gateway.persistence.webhook_endpoints import seal_context

USER_AGENT = "Muster-Webhooks/1"


class WebhookPosting:
    """Posts deliveries."""

    def __init__(self, outward: Outward, sealer: Sealer, clock: Clock) -> None:
        """`outward` is the guarded way out."""
        self._outward = outward
        self._sealer = sealer
        self._clock = clock

    async def try_once(self, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> tuple[Attempt, float | None]:
        """Post a delivery; returns what came of it, and for how many seconds the endpoint asks to wait."""
        at, began = self._clock.now(), time.perf_counter()
        body = delivery.body.encode()
        try:
            answer = await self._outward.post(endpoint.url, body, self._headers(endpoint, delivery, body, at))
        except NotDelivered as error:
            return Attempt(at, None, error.code, _since(began)), None
        except AnswerLost:
            return Attempt(at, None, "no_answer", _since(began)), None
        text = answer.body[: 4 * ANSWER_KEPT].decode("utf-8", "replace")[:ANSWER_KEPT].replace("\x00", "")
        asked = retry_after(answer.headers) if "retry-after" in answer.headers else None
        return Attempt(at, answer.status, f"http_{answer.status}", _since(began), text), asked

    def _headers(
        self, endpoint: WebhookEndpoint, delivery: WebhookDelivery, body: bytes, at: datetime
    ) -> dict[str, str]:
        opened = self._sealer.open(endpoint.sealed, seal_context(endpoint.brand, endpoint.id))
        signatures = [
            signing.sign_standard(secret, delivery.id, int(at.timestamp()), body)
            for secret in WebhookSecrets.read(opened).valid(at)
        ]
        together = " ".join(each["webhook-signature"] for each in signatures)
        return {
            **signatures[0],
            "webhook-signature": together,
            "content-type": "application/json",
            "user-agent": USER_AGENT,
        }


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
