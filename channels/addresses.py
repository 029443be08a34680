"""Which addresses outward requests may reach: public ones, judged in the very form in which the client connects."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out of IPv6; the rest is special or not in use
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: leads to the IPv4 address in its last 32 bits
_TUNNELS = (ipaddress.ip_network("2001::/32"), ipaddress.ip_network("2002::/16"))  # Teredo and 6to4, both retired
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")  # as a last label: an old spelling of an IPv4 address (http://2130706433/)
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")  # parsers drop or keep these, each in its own way


class AddressRefused(OSError):
    """An address that no outward request may go to."""

    def __init__(self) -> None:
        """Say the code, never the address."""
        super().__init__("address_refused")


@dataclass(frozen=True, slots=True)
class Reach:
    """What the operator lets this process reach beyond the public internet: nothing, unless told.

    `loopback` is this machine only, never another private range, and is for development. `api_bases` are bases of
    platform APIs besides the platforms' own, `http://127.0.0.1:*` for any port. `anywhere` is for an address that the
    operator chose, such as a mail server or an issuer inside; there plain http is the operator's choice too.
    """

    loopback: bool = False
    api_bases: tuple[str, ...] = ()
    anywhere: bool = False

    def permits(self, address: Address) -> bool:
        """Whether a connection to this address may be made."""
        return self.anywhere or is_public(address) or (self.loopback and address.is_loopback)


def is_public(address: Address) -> bool:
    """Whether an address lies on the public internet, also when an IPv6 address carries an IPv4 one inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    inner = address.ipv4_mapped
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)  # the last 32 bits
    if inner is not None:
        return is_public(inner)
    return address in _UNICAST and address.is_global and not any(address in tunnel for tunnel in _TUNNELS)


def check_addresses(hosts: Iterable[str], reach: Reach) -> None:
    """Check resolved addresses: every one, not only one of them, because a mixed answer is an attempt.

    Raises:
        AddressRefused: one may not be reached.
    """
    if not all(reach.permits(ipaddress.ip_address(host.split("%", 1)[0])) for host in hosts):
        raise AddressRefused


def checked_host(host: str, reach: Reach) -> str:
    """The host as it is connected to, once it may be; what a name leads to is checked when it is resolved.

    Raises:
        AddressRefused: it may not be reached, or is no host.
    """
    try:
        return _checked(URL.build(scheme="https", host=host).raw_host, reach)
    except ValueError:
        raise AddressRefused from None


def checked_url(url: str, reach: Reach) -> URL:
    """The address to connect to: https to a public host, or plain http as the operator allows it.

    That is to this machine, or wherever the operator chose the address. The URL that comes back is the one that was
    checked: the client must be given it, and not the text, so that both mean the same host after IDNA and NFKC have
    mapped it (`127。0。0。1`, `ⓛocalhost`).

    Raises:
        AddressRefused: it may not be reached, or is no such address.
    """
    try:
        parsed = URL(url)
        host, _ = _checked(parsed.raw_host, reach), parsed.port
    except (ValueError, IndexError):  # yarl lets the latter out for brackets with no host after them
        raise AddressRefused from None
    plain = parsed.scheme == "http" and (reach.anywhere or (reach.loopback and host in LOOPBACK_NAMES))
    if _UNSEEN.search(url) or not (parsed.scheme == "https" or plain):
        raise AddressRefused
    if "@" in parsed.raw_authority:
        raise AddressRefused
    return parsed


def _checked(mapped: str | None, reach: Reach) -> str:
    host = (mapped or "").removesuffix(".").lower()
    try:
        allowed = reach.permits(ipaddress.ip_address(host)) and "%" not in host  # a zone is of this machine's links
    except ValueError:
        local = host == "localhost" or host.endswith(".localhost")
        allowed = bool(_NAME.fullmatch(host)) and not _NUMBER.fullmatch(host.rsplit(".", 1)[-1])
        allowed = allowed and (reach.loopback or reach.anywhere or not local)
    if not allowed:
        raise AddressRefused
    return host
