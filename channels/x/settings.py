"""What an account of X needs: its settings, and its secrets."""

from __future__ import annotations

from pydantic import Field

from channels.ports import ChannelSecrets, ChannelSettings
from channels.secrets import PlatformSecret

API_BASES = ("https://api.x.com", "https://api.twitter.com")


class XSettings(ChannelSettings):
    """`user_id` is the brand's own account: events of other accounts of the same app are left aside.

    `post_characters` is how long a post of the account may be; more than 280 with a subscription.
    """

    user_id: str = Field(pattern=r"^\d{1,20}$")
    api_base: str = Field(default=API_BASES[0], max_length=512)
    post_characters: int = Field(default=280, ge=280, le=25_000)


class XSecrets(ChannelSecrets):
    """`consumer_secret` signs webhooks; `access_token` is the brand account's OAuth 2.0 user token for sending."""

    consumer_secret: PlatformSecret
    access_token: PlatformSecret
