"""Mail is handed to no server inside the house."""

from __future__ import annotations

import asyncio
import socket

import pytest

from channels.addresses import Reach
from channels.email.smtp import MailPost, deliver
from channels.sending import SendFailed
from tests.support.channels.rig import a_reply


async def test_mail_is_not_handed_to_a_name_that_resolves_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 25))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    post = MailPost("mail.example.org", 25, "starttls", Reach(), None, None, "care@klm.example", "")
    assert await asyncio.to_thread(deliver, post, a_reply(contact="ida@example.org")) == SendFailed("address_refused")
