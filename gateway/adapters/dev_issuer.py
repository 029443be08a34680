"""Tokens issued here, for development only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from gateway.adapters.tokens import REFUSED, Identity, checked
from gateway.domain.claims import ClaimRules

DEV_ISSUER = "muster-development"


class DevIssuer:
    """Issues and takes tokens for development, each in place of the key that asked for it.

    What it signs with follows from the internal key and the bootstrap key: replicas take each other's tokens, and a new
    bootstrap key ends those that came from the old one.
    """

    name = DEV_ISSUER

    def __init__(self, internal_key: bytes, bootstrap_key: bytes, clock: Clock) -> None:
        derived = HKDF(SHA256(), 32, salt=bootstrap_key, info=b"muster development issuer").derive(internal_key)
        private = Ed25519PrivateKey.from_private_bytes(derived)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._key = OKPKey.import_key(pem)
        self._clock = clock

    def issue(self, brand: str, login: str, key: str, expires_at: datetime) -> str:
        """A token of a person; `key` is the id of the key it stands for, without which it counts for nothing."""
        times = {"iat": int(self._clock.now().timestamp()), "exp": int(expires_at.timestamp())}
        claims = {"iss": self.name, "aud": self.name, "sub": login, "brand": brand, "key": key} | times
        return jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=["Ed25519"])

    async def verify(self, token: str, header: Mapping[str, Any]) -> Identity:
        """Verify a token of our own."""
        try:
            claims = jwt.decode(token, self._key, algorithms=["Ed25519"]).claims
        except (JoseError, ValueError) as error:
            raise Unauthenticated(REFUSED) from error
        key = claims.get("key")
        if not isinstance(key, str) or not key:
            raise Unauthenticated(REFUSED)
        return replace(checked(claims, self.name, self.name, ClaimRules(), self._clock.now()), key=key)
