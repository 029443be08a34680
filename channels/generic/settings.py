"""What an integration of the generic channel needs: its settings, and its secrets."""

from __future__ import annotations

from pydantic import Field

from channels.ports import ChannelSecrets, ChannelSettings
from channels.secrets import SigningSecret


class GenericSettings(ChannelSettings):
    """`callback_url` gets the replies; without it the integration only brings messages in.

    `takes_posts` says that it also takes posts of the brand's own, `takes_withdrawals` that it deletes a reply it has.
    """

    callback_url: str | None = Field(default=None, max_length=2048)
    takes_posts: bool = False
    takes_withdrawals: bool = False


class GenericSecrets(ChannelSecrets):
    """`signing_secret` signs both ways; `previous_signing_secret` still verifies while the other side changes over."""

    signing_secret: SigningSecret
    previous_signing_secret: SigningSecret | None = None
