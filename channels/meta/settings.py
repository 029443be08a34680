"""What an account of Messenger or Instagram needs to be known by."""

from __future__ import annotations

from pydantic import Field

from channels.ports import ChannelSettings


class MetaSettings(ChannelSettings):
    """`account_id` is the Page's or Instagram account's id: entries of other accounts are left aside.

    `app_id` is our own app's, by which a handover between several apps says whether the thread is ours.
    """

    account_id: str = Field(pattern=r"^[\w.-]{1,64}$")
    app_id: str = Field(default="", pattern=r"^\d{0,32}$")
    api_base: str = Field(default="https://graph.facebook.com/v23.0", max_length=512)
