"""An account of a channel, as an integration of the tests has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SIGNING_SECRET = "whsec_" + "QUJD" * 8
META_SECRETS = {
    "app_secret": "app-secret-of-the-app",
    "verify_token": "verify-token-of-ours",
    "access_token": "access-token-of-the-page",
}


@dataclass(frozen=True, slots=True)
class Account:
    """What an integration of a channel takes.

    `secrets` are all that the channel has, but the previous one of a rotation. `elsewhere` holds another value for each
    setting that is the destination of a secret.
    """

    settings: dict[str, Any]
    secrets: dict[str, str]
    elsewhere: dict[str, Any] = field(default_factory=dict)
