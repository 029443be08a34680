"""Addresses inside, in every field that names where the house goes: refused, in every way of writing them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from deploy.local.seed import demo_secrets, demo_settings
from tests.abuse.attack import INVALID, Attack, Attempts
from tests.abuse.strict_gateway import strict_gateway
from tests.abuse.wire import Request
from tests.e2e.rig import eventually
from tests.support.channels.hosts_inside import HOSTS, LITERALS, URLS
from tests.support.listener import QuietHandler, listening

MORE_URLS = (
    *("https://metadata.google.internal:80@169.254.169.254/", "https://0x7f000001/", "https://[0:0:0:0:0:ffff:7f00:1]/"),
    *("https://127.0.0.1%2f@example.org/", "https://example.org%00.127.0.0.1/", "HTTPS://LOCALHOST/"),
    "https:/\\127.0.0.1/",
)  # fmt: skip
PUBLIC_HOST = "93.184.216.34"
PUBLIC_URL = f"https://{PUBLIC_HOST}/hook"
PLACES = {"x": "api_base", "messenger": "api_base", "instagram": "api_base", "whatsapp": "api_base"}


def _bodies(url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command that takes an address, with this one."""
    yield "/v1/webhook-endpoints", {"name": "inside", "url": url}
    for channel, field in {"generic": "callback_url", **PLACES}.items():
        settings = {**demo_settings(channel, "inside"), field: url}
        yield (
            "/v1/integrations",
            {"channel": channel, "name": "inside", "settings": settings, "secrets": demo_secrets(channel)},
        )


def _mailbox(host: str) -> tuple[str, dict[str, Any]]:
    """The command that connects a mailbox whose mail goes out through this host."""
    settings = {**demo_settings("email", "inside"), "smtp_host": host, "smtp_security": "tls"}
    secrets = demo_secrets("email")
    return "/v1/integrations", {"channel": "email", "name": "inside", "settings": settings, "secrets": secrets}


def _addresses(attempts: Attempts) -> None:
    brand = attempts.target.new_brand()
    hosts = [host for host in HOSTS if host] + [f"[{host}]" for host in LITERALS]
    with strict_gateway(attempts.target.state) as wire:

        def write(one: tuple[str, dict[str, Any]]) -> None:
            attempts.send(Request("POST", one[0], brand.admin.key, one[1]), INVALID, wire=wire)

        for path, body in (*_bodies(PUBLIC_URL), _mailbox(PUBLIC_HOST)):  # what is refused below is so for its address
            taken = path == "/v1/webhook-endpoints" or body["channel"] in {"generic", "email"}
            attempts.send(Request("POST", path, brand.admin.key, body), {201} if taken else INVALID, wire=wire)
        attempts.all([each for url in (*URLS, *MORE_URLS) for each in _bodies(url)], write)
        for host in hosts:
            write(_mailbox(host))
        kept = [each["url"] for each in brand.every("/v1/webhook-endpoints")]
        attempts.expect(kept == [PUBLIC_URL], f"addresses inside were kept: {kept}")


@contextlib.contextmanager
def _led_astray() -> Iterator[tuple[str, list[str]]]:
    """A receiver that answers with a redirect to itself; gives its address and the paths that were asked of it."""
    asked: list[str] = []

    class Astray(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
            self.rfile.read(int(self.headers.get("content-length", "0")))
            asked.append(self.path)
            self.send_response(HTTPStatus.TEMPORARY_REDIRECT)
            self.send_header("Location", "/canary")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
            self.do_POST()

    with listening(Astray, "astray") as url:
        yield url, asked


def _redirects(attempts: Attempts) -> None:
    brand = attempts.target.new_brand()
    with _led_astray() as (url, asked):
        door = {"name": "astray", "url": f"{url}/door"}
        made = attempts.send(Request("POST", "/v1/webhook-endpoints", brand.admin.key, door), {201}).json()
        tried = Request("POST", f"/v1/webhook-endpoints/{made['id']}/test", brand.admin.key, {})
        attempts.send(tried, {202})
        eventually(lambda: asked, "the first delivery")
        attempts.target.still_answers()
        attempts.expect("/canary" not in asked, f"a redirect was followed: {asked}")
        deliveries = list(brand.every(f"/v1/webhook-endpoints/{made['id']}/deliveries"))
        attempts.expect(bool(deliveries), "the delivery is not listed")


ATTACKS = [
    Attack("addresses_inside", "loopback, private and metadata addresses in every field that takes one", _addresses),
    Attack("redirects", "a receiver that leads a delivery elsewhere", _redirects, "smoke"),
]
