"""Hands one reply to a mail server by SMTP, and says exactly what is known of its fate (blocking: run in a thread)."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from channels.addresses import LOOPBACK_NAMES, AddressRefused, Reach, check_addresses, checked_host
from channels.email.addresses import normal_address
from channels.sending import NotDelivered, OutboundReply, OutcomeUnknown, RetryLater, SendFailed, SendResult, Sent

TIMEOUT_SECONDS = 20.0  # for each step of the conversation with the server, unless the post says otherwise
_RETRY_SECONDS = 60.0  # mail servers that say "later" (greylisting) mean minutes


@dataclass(frozen=True, slots=True, repr=False)
class MailPost:
    """The mail server, the account on it, and whose name mail leaves under."""

    host: str
    port: int
    security: str
    reach: Reach
    username: str | None
    password: str | None
    sender: str
    sender_name: str
    step_seconds: float = TIMEOUT_SECONDS


def deliver(post: MailPost, reply: OutboundReply) -> SendResult:
    """Send one reply; every error becomes one of the four results."""
    try:
        mail = written(post, reply)
    except (ValueError, IndexError):  # an address or a field that no mail can carry
        return SendFailed("bad_mail")
    server = _opened(post)
    if not isinstance(server, smtplib.SMTP):
        return server
    try:
        return _handed_over(server, post, reply, mail)
    finally:
        server.close()


def probe(post: MailPost) -> str | None:
    """Connect and log in as for a mail, and send none; the code of what is wrong, None where nothing is."""
    server = _opened(post)
    if not isinstance(server, smtplib.SMTP):
        return server.code
    try:
        code, _ = server.noop()
    except (OSError, smtplib.SMTPException):
        return "not_connected"
    finally:
        server.close()
    return None if code == 250 else f"smtp_{code}"


def _opened(post: MailPost) -> smtplib.SMTP | SendFailed | RetryLater:
    """The server, ready for a mail; or what to make of its refusal."""
    try:
        return _connected(post)
    except NotDelivered as refused:
        return SendFailed(refused.code)
    except AddressRefused:
        return SendFailed("address_refused")
    except (ValueError, IndexError):  # a host that no name can be
        return SendFailed("bad_mail")
    except smtplib.SMTPAuthenticationError:
        return SendFailed("smtp_login")
    except ssl.SSLError:
        return SendFailed("smtp_tls")
    except (OSError, smtplib.SMTPException):
        return RetryLater(_RETRY_SECONDS, "not_connected")


def written(post: MailPost, reply: OutboundReply) -> EmailMessage:
    """The mail of a reply, in the thread it answers; with a name that is not ASCII before the @ it needs SMTPUTF8.

    Raises:
        ValueError: an address or field that no mail can carry.
    """
    sender, receiver = normal_address(post.sender), normal_address(reply.contact)
    copies = tuple(map(normal_address, reply.copy_to))
    mail = EmailMessage(policy=SMTP if "".join((sender, receiver, *copies)).isascii() else SMTPUTF8)
    mail["From"] = _address(sender, post.sender_name)
    mail["To"] = _address(receiver)
    if reply.copy_to:
        mail["Cc"] = tuple(map(_address, copies))
    subject = reply.subject_line or ""
    answers = not reply.begins and not subject.lower().startswith("re:")
    mail["Subject"] = f"Re: {subject}".strip() if answers else subject
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{external_id(post, reply)}>"
    if reply.reply_to:
        mail["In-Reply-To"] = f"<{reply.reply_to}>"
    if references := list(dict.fromkeys(part for part in (reply.thread, reply.reply_to) if part)):
        mail["References"] = " ".join(f"<{part}>" for part in references)
    mail.set_content(reply.text)
    return mail


def _address(address: str, name: str = "") -> Address:
    if address.isascii():
        return Address(name, addr_spec=address)
    local, _, domain = address.rpartition("@")  # as one string only ASCII is taken
    return Address(name, local, domain)


def external_id(post: MailPost, reply: OutboundReply) -> str:
    """The Message-ID of a reply, the same on every try."""
    return f"{reply.key}@{normal_address(post.sender).rpartition('@')[2]}"


def _connected(post: MailPost) -> smtplib.SMTP:
    host = checked_host(post.host, post.reach)
    if post.security == "none" and host not in LOOPBACK_NAMES:
        raise NotDelivered("smtp_needs_tls", permanent=True)
    addresses = [str(entry[4][0]) for entry in socket.getaddrinfo(host, post.port, type=socket.SOCK_STREAM)]
    check_addresses(addresses, post.reach)
    context = ssl.create_default_context()
    if post.security == "tls":
        server: smtplib.SMTP = _PinnedTls(addresses[0], host, post, context)
    else:
        server = _Pinned(addresses[0], host, post)
        if post.security == "starttls":
            server.starttls(context=context)
    if post.username and post.password:
        server.login(post.username, post.password)
    return server


class _Pinned(smtplib.SMTP):
    """Connects to the address that was checked, while names and certificates stay those of the host."""

    def __init__(self, address: str, host: str, post: MailPost) -> None:
        self._address = address
        super().__init__(host, post.port, timeout=post.step_seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self._address, port), timeout)


class _PinnedTls(smtplib.SMTP_SSL):
    """As _Pinned, inside TLS from the first byte."""

    def __init__(self, address: str, host: str, post: MailPost, context: ssl.SSLContext) -> None:
        self._address = address
        super().__init__(host, post.port, timeout=post.step_seconds, context=context)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((self._address, port), timeout)
        return self.context.wrap_socket(plain, server_hostname=host)


def _handed_over(server: smtplib.SMTP, post: MailPost, reply: OutboundReply, mail: EmailMessage) -> SendResult:
    """Before the text is sent nothing can have happened; after it, only the server's answer says."""
    sender, receiver = normal_address(post.sender), normal_address(reply.contact)
    copies = tuple(map(normal_address, reply.copy_to))
    options = [] if "".join((sender, receiver, *copies)).isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
    try:
        server.ehlo_or_helo_if_needed()
        if options and not server.has_extn("smtputf8"):
            return SendFailed("smtp_without_utf8")
        for code, _ in (server.mail(sender, options), server.rcpt(receiver)):
            if code not in (250, 251):
                return _refused(code)
        for copy in copies:  # a receiver of a copy who is refused keeps nobody from their answer
            server.rcpt(copy)
    except (OSError, smtplib.SMTPException):
        return RetryLater(_RETRY_SECONDS, "not_connected")
    except ValueError:  # an address of characters the server was not asked to take
        return SendFailed("bad_mail")
    try:
        code, _ = server.data(mail.as_bytes())
    except smtplib.SMTPDataError as refused:
        return _refused(refused.smtp_code)
    except (OSError, smtplib.SMTPException):
        return OutcomeUnknown("no_answer")
    return Sent(external_id(post, reply)) if code == 250 else _refused(code)


def _refused(code: int) -> SendResult:
    return RetryLater(_RETRY_SECONDS, f"smtp_{code}") if 400 <= code < 500 else SendFailed(f"smtp_{code}")
