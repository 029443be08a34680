"""Sends notices by mail, to chats and to webhooks; addresses are sealed for one person, or for one brand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from yarl import URL

from channels import signing
from channels.addresses import AddressRefused
from channels.email.smtp import MailPost, deliver, probe
from channels.outward import check_resolves
from channels.posting import json_body, post_once
from channels.sending import HttpAnswer, OutboundReply, Outward, SendFailed, SendResult, Sent
from chassis.seal import SealBroken, Sealer
from chassis.signed_links import Link, SignedLinks
from services.crisis.adapters import notice_forms
from services.crisis.adapters.notice_forms import NoticeWords, words_of
from services.crisis.application.notice_delivery import AddressUnusable, OpenAddress
from services.crisis.domain.notice import Notice
from services.crisis.domain.notice_plan import NoticeAddress

log = structlog.get_logger()

MAIL_ADDRESS = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,189}")
MAILS_AT_ONCE = 8  # each holds a thread while it talks with the mail server
SHOWN_CHARACTERS = 4  # of the end of an address that is a secret by itself


@dataclass(frozen=True, slots=True)
class NoticeLinks:
    """Where people answer: `base` is the gateway's public address, None where the operator said none."""

    links: SignedLinks
    base: str | None

    def of(self, brand: str, notice: Notice) -> str | None:
        """The link of a notice."""
        return f"{self.base}/v1/notice-links/{self.links.make(Link(brand, notice.id))}" if self.base else None


class NoticeWays:
    """NoticeDelivery over the guarded way out and the operator's mail server."""

    def __init__(
        self, outward: Outward, sealer: Sealer, links: NoticeLinks, post: MailPost | None, now: Callable[[], datetime]
    ) -> None:
        """`post` is the mail server, None where there is none; `now` is the machine's time, which signatures carry."""
        self._outward = outward
        self._sealer = sealer
        self._links = links
        self._post = post
        self._now = now
        self._mailing = ThreadPoolExecutor(MAILS_AT_ONCE, "notice-mail")

    async def check(self, address: OpenAddress) -> None:
        """See NoticeDelivery."""
        _check_secret(address)
        if address.kind == "email":
            if self._post is None:
                raise AddressUnusable("kind", "mail_not_set_up")
            if not MAIL_ADDRESS.fullmatch(address.target):
                raise AddressUnusable("target", "mail_address")
            return
        try:
            await check_resolves(address.target, self._outward.reach)
        except AddressRefused:
            raise AddressUnusable("target", "address_refused") from None
        except OSError:
            raise AddressUnusable("target", "host_unknown") from None

    def seal(self, brand: str, person: str | None, address: OpenAddress) -> tuple[str, str]:
        """See NoticeDelivery."""
        opened = {"target": address.target, "secret": address.secret}
        return self._sealer.seal(opened, _context(brand, person, address.id)), _shown(address)

    def open(self, brand: str, person: str | None, address: NoticeAddress) -> OpenAddress:
        """See NoticeDelivery; raises SealBroken."""
        opened = self._sealer.open(address.sealed, _context(brand, person, address.id))
        return OpenAddress(address.id, address.kind, opened["target"], opened["secret"])

    async def send(self, brand: str, home: str, notice: Notice, address: NoticeAddress) -> SendResult:
        """See NoticeDelivery."""
        try:
            opened = self.open(home, notice.person, address)
        except SealBroken:
            log.error("notice_address_seal_broken", address=address.id)
            return SendFailed("secrets_do_not_open")
        words = words_of(brand, notice, self._links.of(brand, notice))
        words = words if home == brand else notice_forms.in_drill(words)
        key = f"{notice.id}.{address.id}"
        if opened.kind == "email":
            return await self._mail(key, opened.target, words)
        if opened.kind == "webhook":
            return await self._post_json(
                opened.target, notice_forms.webhook_body(brand, notice, words), key, opened.secret
            )
        form = notice_forms.slack_body if opened.kind == "slack" else notice_forms.teams_body
        return await self._post_json(opened.target, form(words), key, None)

    async def probe(self) -> str | None:
        """See NoticeDelivery."""
        if self._post is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._mailing, probe, self._post)

    async def _mail(self, key: str, receiver: str, words: NoticeWords) -> SendResult:
        if self._post is None:
            return SendFailed("mail_not_set_up")
        text = notice_forms.mail_text(words)
        mail = OutboundReply(key, receiver, text, "private", subject_line=words.subject, begins=True)
        return await asyncio.get_running_loop().run_in_executor(self._mailing, deliver, self._post, mail)

    async def _post_json(self, url: str, content: dict[str, Any], key: str, secret: str | None) -> SendResult:
        body = json_body(content)
        headers = {"content-type": "application/json", "user-agent": "Muster-Notices/1"}
        if secret is not None:
            headers |= signing.sign_standard(secret, key, int(self._now().timestamp()), body)
        return await post_once(self._outward, url, body, headers, keyed=True, verdict=_taken)


def _check_secret(address: OpenAddress) -> None:
    """A webhook has a secret, and nothing else has; raises AddressUnusable."""
    if address.kind != "webhook":
        if address.secret is not None:
            raise AddressUnusable("secret", "not_here")
        return
    if address.secret is None:
        raise AddressUnusable("secret", "missing")
    try:
        signing.secret_key(address.secret)
    except ValueError:
        raise AddressUnusable("secret", "secret") from None


def _taken(answer: HttpAnswer) -> SendResult | None:
    """Any success is enough: chats answer with a word, not with an id."""
    return Sent("") if 200 <= answer.status < 300 else None


def _context(brand: str, person: str | None, address: str) -> str:
    """What a seal is good for: a webhook of the brand opens as no person's address, whatever the id."""
    return f"escalation-webhook/{brand}/{address}" if person is None else f"notice/{brand}/{person}/{address}"


def _shown(address: OpenAddress) -> str:
    """An address for the eyes of those who may read the plan: of a URL, which is a secret, host and last characters."""
    if address.kind == "email":
        return address.target
    try:
        host = URL(address.target).host or ""
    except (ValueError, IndexError):  # no URL at all, which is refused before it is stored
        host = ""
    return f"{host}/…{address.target[-SHOWN_CHARACTERS:]}"
