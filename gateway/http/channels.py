"""GET /v1/channels: what each kind of platform needs and can do, for who connects an account of one."""

from __future__ import annotations

from fastapi import APIRouter

from channels.ports import Channel
from channels.registry import all_channels
from chassis.http.paging import Page, PageCursor, PageLimit, page_of_whole
from chassis.http.scopes import needs_no_scope
from contracts.http import gateway as http

router = APIRouter(prefix="/v1/channels")


@router.get("", **needs_no_scope())
async def list_channels(limit: PageLimit = 50, cursor: PageCursor = None) -> Page[http.Channel]:
    """The channels by name: settings and secrets of an integration, what the channel brings, what it can send."""
    return page_of_whole([_shown(channel) for _, channel in sorted(all_channels().items())], limit, cursor)


def _shown(channel: Channel) -> http.Channel:
    can = channel.abilities
    return http.Channel(
        name=channel.name,
        title=channel.title,
        settings=channel.settings_model.model_json_schema(),
        secrets=channel.secrets_model.model_json_schema(),
        made_here=sorted(channel.new_secrets()),
        brings=sorted(can.brings),
        replies=sorted(can.replies),
        reply_characters=can.reply_characters,
        copies=can.copies,
        keyed=can.keyed,
        publishes=can.publishes,
        withdraws=sorted(can.withdraws),
    )
