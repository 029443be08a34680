"""What the hub does beside leading: take pages from the mail, give one answer to the largest story, look ahead."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from deploy.demo.board import DemoBoard
from deploy.demo.cast import Company

Call = Callable[..., Awaitable[dict[str, Any] | None]]
"""Calls the API with a key: method, path and body; None when it was refused."""

READ_SECONDS = 1.5
STORY_SECONDS = 6.0  # after the declaration: until then nobody knows which story is the largest
AHEAD_SECONDS = 9.0
ASKED_AGAIN_SECONDS = 0.5
TRIES = 20
PER_MINUTE = 1_200  # replies on each channel
LINK = re.compile(r"https?://\S+/v1/notice-links/\S+")
WORDS = "Hello {contact_name|there}, that is not true: moving a flight is free for everybody while the ash lasts."


@dataclass(slots=True)
class Hub:
    """Marco, Sofia and Chloe; what came of their work stays here for the report."""

    call: Call
    company: Company
    board: DemoBoard
    mails: list[tuple[str, str]] = field(default_factory=list)
    answer: Mapping[str, Any] | None = None
    forecast: Mapping[str, Any] | None = None

    def mail(self, content: bytes) -> str | None:
        """Take a mail to one of the hub in; gives the path of its link."""
        read = email.message_from_bytes(content, policy=email.policy.default)
        self.mails.append((str(read["to"]), str(read["subject"])))
        self.board.add_news(f"[yellow]mail[/] to {read['to']}: {read['subject']}")
        found = LINK.search(read.get_content()) if read.get_content_maintype() == "text" else None
        return urlsplit(found[0]).path if found else None

    async def take(self, link: str) -> None:
        """Take what the mail asks, by its link, which needs no key."""
        await asyncio.sleep(READ_SECONDS)
        await self.call(None, "POST", link, {"answer": "accept"})

    async def look_ahead(self) -> None:
        """Ask what is to come once the surge is seen, again where too little has been counted for it."""
        await asyncio.sleep(AHEAD_SECONDS)
        self.forecast = await self._given(self.company.keys["social_media_manager"], "GET", "/v1/forecast")
        if self.forecast is not None:
            first = self.forecast["points"][0]["messages"]
            self.board.add_news(f"forecast of the next slot: {first['low']:.0f} to {first['high']:.0f} messages")

    async def answer_story(self) -> None:
        """Chloe writes one answer to the largest story, Sofia approves it, and it goes to everybody who told it."""
        await asyncio.sleep(STORY_SECONDS)
        author, approver = self.company.keys["community_manager"], self.company.keys["strategist"]
        stories = await self.call(author, "GET", "/v1/stories?limit=1")
        if not stories or not stories["items"]:
            return
        drafted = await self._drafted(author, stories["items"][0]["id"])
        if drafted is None:
            return
        path = f"/v1/story-answers/{drafted['id']}"
        await self.call(author, "POST", f"{path}/submit", {})
        await asyncio.sleep(READ_SECONDS)
        await self.call(approver, "POST", f"{path}/approve", {})
        self.answer = await self.call(author, "POST", f"{path}/start", {})
        if self.answer is not None:
            self.board.add_news(f"[cyan]one answer[/] to all who ask: “{stories['items'][0]['example'][:50]}…”")

    async def _drafted(self, author: str, story: str) -> dict[str, Any] | None:
        """The draft; what crisis has found, the inbox hears of a moment later."""
        body = {
            "story": story,
            "variants": [{"language": "en", "text": WORDS}],
            "pace_per_minute": PER_MINUTE,
            "ends_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        }
        return await self._given(author, "POST", "/v1/story-answers", body)

    async def _given(self, key: str, method: str, path: str, body: object = None) -> dict[str, Any] | None:
        """An answer for which something else has to come first; None where that does not come."""
        for _ in range(TRIES):
            answer = await self.call(key, method, path, body)
            if answer is not None:
                return answer
            await asyncio.sleep(ASKED_AGAIN_SECONDS)
        return None
