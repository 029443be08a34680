"""Posts of the brand's own on X: `POST /2/tweets` of API v2."""

from __future__ import annotations

import re

from channels.posting import json_body, post_once, sent_with
from channels.sending import HttpAnswer, OutboundPost, Outward, RetryLater, SendResult
from channels.x.settings import XSecrets, XSettings

_LINK = re.compile(r"https?://[^\s]+")
_LINK_CHARACTERS = 23  # any link, because X shortens each
_SINGLE = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count once; every other counts twice (twitter-text, configuration version 3)."""
_LIMIT_SECONDS = 900.0  # the rate windows of API v2 last 15 minutes


class XPublishing:
    """See channels.beside_replies.Publishing."""

    def takes(self, _settings: XSettings) -> bool:
        """Every account posts."""
        return True

    def limit(self, settings: XSettings) -> int:
        """Weighted characters of one post."""
        return settings.post_characters

    def length(self, text: str) -> int:
        """Weighted characters, as X counts them but for emoji of several code points, which are counted too long."""
        links = len(_LINK.findall(text))
        return links * _LINK_CHARACTERS + sum(_weight(each) for each in _LINK.sub("", text))

    async def publish(self, outward: Outward, secrets: XSecrets, settings: XSettings, post: OutboundPost) -> SendResult:
        """Create a post. X takes no key, so a lost answer stays unknown."""
        return await post_once(
            outward,
            f"{settings.api_base.rstrip('/')}/2/tweets",
            json_body({"text": post.text}),
            headers_of(secrets),
            keyed=False,
            verdict=lambda answer: limited(answer) or sent_with(answer, "data", "id"),
        )


def headers_of(secrets: XSecrets) -> dict[str, str]:
    """The head of a request on behalf of the account."""
    return {"authorization": f"Bearer {secrets.access_token}", "content-type": "application/json"}


def limited(answer: HttpAnswer) -> RetryLater | None:
    """What a rate limit says that names no time: wait for the next window."""
    if answer.status == 429 and "retry-after" not in answer.headers:
        return RetryLater(_LIMIT_SECONDS, "http_429")
    return None


def _weight(character: str) -> int:
    return 1 if any(first <= ord(character) <= last for first, last in _SINGLE) else 2
