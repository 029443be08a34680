"""A sign-in on its way: what goes to the issuer (RFC 6749, PKCE of RFC 7636), and where the browser may go after it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

PENDING = timedelta(minutes=10)  # how long somebody may take at the issuer
RANDOM_BYTES = 32  # of state, nonce, verifier and binding each: 256 bits
LONGEST_RETURN = 2_000  # characters of an address to return to

_PRINTED = r"[!-\[\]-~]"  # no space, no control character, no backslash, which browsers read as a slash
_PATH = re.compile(rf"/(?:[!-.0-\[\]-~]{_PRINTED}*)?")  # `//host` and `/\host` would lead elsewhere
_ADDRESS = re.compile(
    r"(https://[a-z0-9.-]{1,253}(?::\d{1,5})?|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?)"
    rf"(?:[/?#]{_PRINTED}*)?",
    re.IGNORECASE,
)
_DEFAULT_PORT = re.compile(r"(?<=^https:)(//.*):443$|(?<=^http:)(//.*):80$")
_BINDING = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """What is remembered of a sign-in until its callback."""

    issuer: str
    nonce: str
    verifier: str
    return_to: str


class SignInEnded(Exception):
    """A sign-in that does not become a session; `reason` is a code, never a word of the issuer's or the person's."""

    def __init__(self, reason: str) -> None:
        """`reason` is one of `REASONS`."""
        super().__init__(reason)
        self.reason = reason


REASONS: dict[str, str] = {
    "issuer_refused": "The issuer did not confirm who you are, or the sign-in was cancelled there.",
    "origin": "The page you came from is not one of your company's; an administrator lists its origin.",
    "stale": "The sign-in was used before, took longer than ten minutes, or began in another browser.",
    "unknown_person": "Nobody here has your login; an administrator adds you.",
}


def random_text(randomness: bytes) -> str:
    """Random bytes as they go into addresses: base64url without padding."""
    return base64.urlsafe_b64encode(randomness).decode().rstrip("=")


def challenge_of(verifier: str) -> str:
    """The code challenge of a verifier by the method S256 (RFC 7636 §4.2)."""
    return random_text(hashlib.sha256(verifier.encode()).digest())


def digest_of(text: str) -> str:
    """What is stored of a state or a binding: its SHA-256 as hex."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def is_binding(text: str | None) -> bool:
    """Whether a text has the shape of a binding, so that a browser's present one is kept."""
    return text is not None and _BINDING.fullmatch(text) is not None


def is_own_path(return_to: str) -> bool:
    """Whether it is a path of the gateway itself, in every browser's reading."""
    return len(return_to) <= LONGEST_RETURN and _PATH.fullmatch(return_to) is not None


def origin_of(return_to: str) -> str | None:
    """The origin of a whole address as browsers send it, or None when it is no address of a page."""
    found = _ADDRESS.fullmatch(return_to) if len(return_to) <= LONGEST_RETURN else None
    return None if found is None else _DEFAULT_PORT.sub(lambda each: each[1] or each[2], found[1].lower())
