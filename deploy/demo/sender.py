"""Posts the scenario's messages as each platform would: native payloads, signed over their bytes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http import HTTPStatus

import aiohttp

from channels.signing import sign_standard
from deploy.demo.traffic import DemoPost
from deploy.local.state import IntegrationAccess

X_ACCOUNT = "2010041500"
PAGE = "104152010"
PHONE = "150420101"
MAILBOX = "care@aurora-air.example"


@dataclass(frozen=True, slots=True)
class DemoDelivery:
    """One HTTP request of a platform."""

    path: str
    body: bytes
    headers: dict[str, str]


def delivery(post: DemoPost, integration: IntegrationAccess, play: str) -> DemoDelivery:
    """The request that brings this post; `play` makes ids of this play its own."""
    now = datetime.now(UTC)
    match post.channel:
        case "x":
            return _x(post, integration, play, now)
        case "messenger":
            return _messenger(post, integration, play, now)
        case "whatsapp":
            return _whatsapp(post, integration, play, now)
        case "email":
            return _email(post, integration, play, now)
    return _generic(post, integration, play, now)


def _digits(*parts: str) -> str:
    """A platform's numeric id, from words."""
    return str(int(hashlib.sha256("/".join(parts).encode()).hexdigest()[:15], 16))


def _x(post: DemoPost, integration: IntegrationAccess, play: str, now: datetime) -> DemoDelivery:
    payload = {
        "for_user_id": X_ACCOUNT,
        "tweet_create_events": [
            {
                "created_at": now.strftime("%a %b %d %H:%M:%S +0000 %Y"),
                "timestamp_ms": str(int(now.timestamp() * 1000)),
                "id_str": _digits(play, str(post.number)),
                "text": f"@auroraair {post.text}",
                "lang": post.language,
                "user": {
                    "id_str": _digits(post.author),
                    "name": post.author.capitalize(),
                    "screen_name": post.author,
                    "followers_count": post.followers,
                },
            }
        ],
    }
    body = json.dumps(payload).encode()
    mark = hmac.new(integration.secrets["consumer_secret"].encode(), body, hashlib.sha256).digest()
    headers = {"x-twitter-webhooks-signature": "sha256=" + base64.b64encode(mark).decode()}
    return DemoDelivery(integration.webhook, body, headers | JSON)


def _meta(payload: dict[str, object], integration: IntegrationAccess) -> DemoDelivery:
    body = json.dumps(payload).encode()
    mark = hmac.new(integration.secrets["app_secret"].encode(), body, hashlib.sha256).hexdigest()
    return DemoDelivery(integration.webhook, body, {"x-hub-signature-256": f"sha256={mark}"} | JSON)


def _messenger(post: DemoPost, integration: IntegrationAccess, play: str, now: datetime) -> DemoDelivery:
    at = int(now.timestamp() * 1000)
    event = {
        "sender": {"id": _digits(post.author)},
        "recipient": {"id": PAGE},
        "timestamp": at,
        "message": {"mid": f"m_{play}_{post.number}", "text": post.text},
    }
    return _meta({"object": "page", "entry": [{"id": PAGE, "time": at, "messaging": [event]}]}, integration)


def _whatsapp(post: DemoPost, integration: IntegrationAccess, play: str, now: datetime) -> DemoDelivery:
    number = "31" + _digits(post.author)[:9]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "31201234567", "phone_number_id": PHONE},
        "contacts": [{"profile": {"name": post.author.capitalize()}, "wa_id": number}],
        "messages": [
            {
                "from": number,
                "id": f"wamid.{play}.{post.number}",
                "timestamp": str(int(now.timestamp())),
                "type": "text",
                "text": {"body": post.text},
            }
        ],
    }
    change = {"value": value, "field": "messages"}
    entry = {"id": "account", "changes": [change]}
    return _meta({"object": "whatsapp_business_account", "entry": [entry]}, integration)


def _email(post: DemoPost, integration: IntegrationAccess, play: str, now: datetime) -> DemoDelivery:
    mail = EmailMessage()
    mail["From"] = f"{post.author.capitalize()} <{post.author}@people.example>"
    mail["To"] = MAILBOX
    mail["Subject"] = post.text[:40]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{play}.{post.number}@people.example>"
    mail.set_content(post.text)
    return _standard(mail.as_bytes(), "message/rfc822", f"{play}-{post.number}", integration)


def _generic(post: DemoPost, integration: IntegrationAccess, play: str, now: datetime) -> DemoDelivery:
    item = {
        "kind": "message",
        "external_id": f"{play}-{post.number}",
        "contact": {"external_id": post.author, "name": post.author.capitalize(), "reach": post.followers},
        "text": post.text,
        "at": now.isoformat(),
    }
    return _standard(json.dumps(item).encode(), "application/json", f"{play}-{post.number}", integration)


def _standard(body: bytes, media_type: str, mark: str, integration: IntegrationAccess) -> DemoDelivery:
    """Signed as Standard Webhooks asks."""
    headers = sign_standard(integration.secrets["signing_secret"], mark, int(time.time()), body)
    return DemoDelivery(integration.webhook, body, headers | {"content-type": media_type})


JSON = {"content-type": "application/json"}


async def send(session: aiohttp.ClientSession, gateway: str, given: DemoDelivery) -> bool:
    """Deliver once more while the gateway says to try again, as a platform would; True when it was accepted."""
    for _ in range(5):
        async with session.post(gateway + given.path, data=given.body, headers=given.headers) as answer:
            if answer.status == HTTPStatus.ACCEPTED:
                return True
            if answer.status not in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
                return False
    return False
