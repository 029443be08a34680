"""Where a brand's mail leaves: the mail server that its account, and every reply, is handed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from channels.addresses import LOOPBACK_NAMES, AddressRefused, Reach, checked_host
from channels.destinations import DestinationRefused


@dataclass(frozen=True, slots=True)
class MailServer:
    """The host, its port, and how the way there is closed to others: all three say who may read the password."""

    settings: tuple[str, ...] = ("smtp_host", "smtp_port", "smtp_security")
    secrets: tuple[str, ...] = ("smtp_username", "smtp_password")

    def check(self, settings: Any, reach: Reach) -> None:  # noqa: ANN401 - see Destination
        """See Destination."""
        try:
            host = checked_host(settings.smtp_host, reach)
        except AddressRefused:
            raise DestinationRefused("smtp_host", "must be a host on the public internet") from None
        if settings.smtp_security == "none" and host not in LOOPBACK_NAMES:
            raise DestinationRefused("smtp_security", "must be starttls or tls")
