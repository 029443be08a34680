"""The gateway's two cookies: the session, and what binds a sign-in to the browser that began it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HOST_ONLY = "__Host-"  # a browser takes such a name only with Secure and Path=/, and from no other host


@dataclass(frozen=True, slots=True)
class SessionCookies:
    """Their names and fields; `secure` everywhere but on plain http on this machine, which is for development."""

    secure: bool

    @property
    def session(self) -> str:
        """The name of the session's."""
        return self._name("muster")

    @property
    def binding(self) -> str:
        """The name of the binding's."""
        return self._name("muster-sign-in")

    def put(self, name: str, value: str, seconds: int) -> str:
        """The Set-Cookie that gives one for some seconds; none ends it."""
        secure = "; Secure" if self.secure else ""
        return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def _name(self, name: str) -> str:
        return f"{HOST_ONLY}{name}" if self.secure else name


def cookie(headers: Iterable[tuple[bytes, bytes]], name: str) -> str | None:
    """A cookie of a request by its exact name, or None; of several the first."""
    for field, value in headers:
        if field != b"cookie":
            continue
        for pair in value.decode("latin-1").split(";"):
            given, separator, content = pair.strip().partition("=")
            if separator and given == name:
                return content
    return None
