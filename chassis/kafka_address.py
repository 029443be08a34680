"""The address of a Kafka: who is asked, how the connection is protected, and as whom we come.

`host:9092,host:9092` is a cluster without protection. `kafkas://user:password@host:9093,host:9093?ca=/path/ca.pem` is
one behind TLS that knows its users by SCRAM. As in any address, signs of user and password that mean something there
are written with percent signs. After `?` may stand:

- `ca`: file with the certificates that brokers are trusted by (PEM); without it those of the machine.
- `mechanism`: `SCRAM-SHA-512`, which is the default, or `SCRAM-SHA-256`.
- `certificate` and `key`: files with a certificate of our own (PEM), for brokers that ask for one.

A broker's certificate and the name in it are checked, always.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

SCHEME = "kafkas://"
MECHANISMS = ("SCRAM-SHA-512", "SCRAM-SHA-256")
FILES = ("ca", "certificate", "key")
_BROKER = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253}):\d{1,5}")


class WrongAddress(ValueError):
    """The text is no address of a Kafka; the message says what is wrong, and repeats no password."""


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """A Kafka and how it is reached. `user` None: by nobody in particular; `files` are those that were named."""

    brokers: str
    protected: bool = False
    user: str | None = None
    password: str = field(default="", repr=False)
    mechanism: str = MECHANISMS[0]
    files: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The address as it may be shown: without the password and what stands after it."""
        user = f"{self.user}@" if self.user is not None else ""
        return f"{SCHEME}{user}{self.brokers}" if self.protected else self.brokers

    def options(self) -> dict[str, Any]:
        """What every client of aiokafka is built with.

        Raises:
            WrongAddress: A file has no certificate or key.
        """
        options: dict[str, Any] = {"bootstrap_servers": self.brokers}
        if self.protected:
            options |= {"security_protocol": "SSL", "ssl_context": self._context()}
        if self.user is not None:
            options |= {
                "security_protocol": "SASL_SSL",
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        return options

    def _context(self) -> ssl.SSLContext:
        files = dict(self.files)
        try:
            context = ssl.create_default_context(cafile=files.get("ca"))
            if "certificate" in files:
                context.load_cert_chain(files["certificate"], files.get("key"))
        except (ssl.SSLError, OSError) as failure:
            raise WrongAddress(f"a file of the address cannot be used ({type(failure).__name__})") from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def kafka_address(text: str) -> KafkaAddress:
    """Read an address.

    Raises:
        WrongAddress: It is none, asks for what would be no protection, or names a file that is not there.
    """
    if "://" not in text:
        if "@" in text or "?" in text:
            raise WrongAddress(f"a user or a file needs {SCHEME} before it: a password goes over TLS alone")
        return KafkaAddress(_brokers(text))
    if not text.startswith(SCHEME):
        raise WrongAddress(f"must be host:port, separated by commas, or begin with {SCHEME}")
    rest, _, query = text.removeprefix(SCHEME).partition("?")
    credentials, at, brokers = rest.rpartition("@")
    user, colon, password = credentials.partition(":")
    if at and not (user and colon and password):
        raise WrongAddress("before @ must stand user:password")
    named = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := set(named) - {*FILES, "mechanism"}:
        raise WrongAddress(f"{min(unknown)} is unknown; there are ca, mechanism, certificate and key")
    mechanism = named.get("mechanism", MECHANISMS[0])
    if mechanism not in MECHANISMS:
        raise WrongAddress("mechanism must be SCRAM-SHA-512 or SCRAM-SHA-256")
    if "mechanism" in named and not at:
        raise WrongAddress("mechanism needs a user")
    return KafkaAddress(
        _brokers(brokers), True, unquote(user) if at else None, unquote(password), mechanism, _files(named)
    )


def _brokers(text: str) -> str:
    if not all(_BROKER.fullmatch(each) for each in text.split(",")):
        raise WrongAddress("must name brokers as host:port, separated by commas")
    return text


def _files(named: dict[str, str]) -> tuple[tuple[str, str], ...]:
    if ("key" in named) > ("certificate" in named):
        raise WrongAddress("key needs a certificate")
    for name in FILES:
        if name in named and not Path(named[name]).is_file():
            raise WrongAddress(f"{name}: there is no file {named[name]}")
    return tuple((name, named[name]) for name in FILES if name in named)
