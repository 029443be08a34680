"""Sign-ins on their way to an issuer and back. Their brand is not known yet, so they stand under the pseudo brand."""

from __future__ import annotations

from dataclasses import asdict

from chassis.seal import SealBroken, Sealer
from gateway.domain.sign_in import PENDING, PendingSignIn, digest_of
from gateway.persistence.base import PLATFORM, StoreContext


class SignInStore:
    """Keeps pending sign-ins by their state, and gives each once, to the browser that began it."""

    def __init__(self, context: StoreContext, sealer: Sealer) -> None:
        self._clock = context.clock
        self._pending = context.collection("sign_ins")
        self._sealer = sealer

    async def keep(self, state: str, binding: str, pending: PendingSignIn) -> None:
        """Store a sign-in; of state and binding only hashes."""
        fields = {
            "binding": digest_of(binding),
            "until": self._clock.now() + PENDING,
            "used": False,
            "sealed": self._sealer.seal(asdict(pending), _context(state)),
        }
        await self._pending.write([self._pending.insert(PLATFORM, digest_of(state), fields)])

    async def take(self, state: str, binding: str) -> PendingSignIn | None:
        """The sign-in of this state, this once; None when it is unknown, used, too old, or of another browser."""
        usable = {"used": False, "until": {"$gt": self._clock.now()}, "binding": digest_of(binding)}
        use = self._pending.update(PLATFORM, digest_of(state), {"$set": {"used": True}}, where=usable)
        if (await self._pending.write([use])).matched == 0:
            return None
        document = await self._pending.get(PLATFORM, digest_of(state))
        try:
            return PendingSignIn(**self._sealer.open(document["sealed"], _context(state))) if document else None
        except SealBroken:  # begun under a key that has been replaced since
            return None


def _context(state: str) -> str:
    return f"sign-in/{digest_of(state)}"
