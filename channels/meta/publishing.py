"""Posts of the brand's own on a Facebook Page, by the Graph API."""

from __future__ import annotations

from channels import meta_webhook
from channels.meta.settings import MetaSettings
from channels.meta_webhook import MetaSecrets
from channels.posting import json_body, post_once
from channels.sending import OutboundPost, Outward, SendResult

PAGE_POST_CHARACTERS = 63_206  # of a post of a Page


class PagePublishing:
    """See channels.beside_replies.Publishing: `POST /{page}/feed`. Instagram takes no post without a picture."""

    def takes(self, _settings: MetaSettings) -> bool:
        """Every Page posts."""
        return True

    def limit(self, _settings: MetaSettings) -> int:
        """Characters of one post."""
        return PAGE_POST_CHARACTERS

    def length(self, text: str) -> int:
        """Characters, in UTF-16 as Facebook counts."""
        return len(text.encode("utf-16-le", "surrogatepass")) // 2

    async def publish(
        self, outward: Outward, secrets: MetaSecrets, settings: MetaSettings, post: OutboundPost
    ) -> SendResult:
        """Create a post in the Page's feed. Meta takes no key, so a lost answer stays unknown."""
        return await post_once(
            outward,
            f"{settings.api_base.rstrip('/')}/{settings.account_id}/feed",
            json_body({"message": post.text}),
            headers_of(secrets),
            keyed=False,
            verdict=lambda answer: meta_webhook.verdict(answer, "id"),
        )


def headers_of(secrets: MetaSecrets) -> dict[str, str]:
    """The head of a request on behalf of the account."""
    return {"authorization": f"Bearer {secrets.access_token}", "content-type": "application/json"}
