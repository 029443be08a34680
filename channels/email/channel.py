"""The e-mail channel: a mail server's pipe posts raw mail signed as Standard Webhooks; replies leave by SMTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from channels import signing
from channels.email.mail import parse_mail
from channels.email.mail_server import MailServer
from channels.email.smtp import MailPost, deliver
from channels.ports import Abilities, ChannelSecrets, ChannelSettings, HandshakeAnswer, IntegrationRef, ParseResult
from channels.secrets import AccountName, Password, SigningSecret
from channels.sending import Headers, OutboundReply, Outward, SendResult

DEFAULT_MAIL_BYTES = 2_500_000  # what fits a record as base64 with room for its envelope


class EmailSettings(ChannelSettings):
    """`address` is the brand's mailbox; replies leave from it through `smtp_host`."""

    address: str = Field(pattern=r"^[^@\s<>]{1,64}@[^@\s<>]{1,189}$")
    sender_name: str = Field(default="", max_length=200, pattern=r"^[^\r\n]*$")
    smtp_host: str = Field(min_length=1, max_length=253)
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    max_mail_bytes: int = Field(default=DEFAULT_MAIL_BYTES, ge=1024, le=DEFAULT_MAIL_BYTES)


class EmailSecrets(ChannelSecrets):
    """`signing_secret` signs the posts of the mail server's pipe; the rest is the SMTP account, where it needs one."""

    signing_secret: SigningSecret
    previous_signing_secret: SigningSecret | None = None
    smtp_username: AccountName | None = None
    smtp_password: Password | None = None


class EmailChannel:
    """Verify, parse and send for e-mail."""

    name = "email"
    title = "E-mail"
    abilities = Abilities(frozenset({"message", "receipt", "echo"}), frozenset({"private"}), copies=True, keyed=True)
    publishing = None
    withdrawing = None
    settings_model = EmailSettings
    secrets_model = EmailSecrets
    destinations = (MailServer(),)

    def new_secrets(self) -> Mapping[str, str]:
        """The signing secret is ours to make."""
        return {"signing_secret": signing.new_secret()}

    def verify(self, secrets: EmailSecrets, headers: Headers, raw_body: bytes, now: datetime) -> None:
        """See channels.ports.Channel."""
        current = [secrets.signing_secret, secrets.previous_signing_secret]
        signing.verify_standard([secret for secret in current if secret], headers, raw_body, now)

    def handshake(
        self, _secrets: EmailSecrets, _method: str, _query: Mapping[str, str], _headers: Headers, _body: bytes
    ) -> HandshakeAnswer | None:
        """A pipe has no handshake."""
        return None

    def parse(
        self, integration: IntegrationRef, raw_body: bytes, _headers: Headers, received_at: datetime
    ) -> ParseResult:
        """See channels.email.mail."""
        settings = integration.settings
        own, limit = "", DEFAULT_MAIL_BYTES
        if isinstance(settings, EmailSettings):
            own, limit = settings.address.lower(), settings.max_mail_bytes
        return parse_mail(integration, own, limit, raw_body, received_at)

    async def send(
        self, outward: Outward, secrets: EmailSecrets, settings: EmailSettings, reply: OutboundReply
    ) -> SendResult:
        """Send by SMTP in a thread; the Message-ID comes from the reply's key, so a second try is the same mail."""
        post = MailPost(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            reach=outward.reach,
            username=secrets.smtp_username,
            password=secrets.smtp_password,
            sender=settings.address,
            sender_name=settings.sender_name,
        )
        return await asyncio.to_thread(deliver, post, reply)
