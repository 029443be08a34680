"""The certificates of an installation on Compose, by its own authority, and the key that MongoDB's members share."""

from __future__ import annotations

import base64
import ipaddress
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS, HOLDER_DAYS = 3650, 730
RENEW_DAYS = 90  # a renewal takes a restart of the servers, which somebody has to plan
CLOCK = timedelta(hours=1)  # clocks of two machines may differ
KEY_FILE_BYTES = 741  # 988 letters of base64; MongoDB takes 6 to 1024


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a certificate: its common name, the names it answers to, and the user of the image that reads it."""

    name: str
    hosts: tuple[str, ...] = ()
    user: int = 0


HOLDERS = (
    Holder("kafka", ("kafka-1", "kafka-2", "kafka-3", "localhost", "127.0.0.1"), 1000),  # appuser of apache/kafka
    Holder("mongo", ("mongo-1", "mongo-2", "mongo-3", "localhost", "127.0.0.1"), 999),  # mongodb of mongo
    Holder("operator", (), 10001),  # muster of our own image
)


class Authority:
    """Signs for ten years; its key never leaves its own folder."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._now = now
        key, own = folder / "key.pem", folder / "ca.pem"
        if not (key.exists() and own.exists()):
            made = ec.generate_private_key(ec.SECP256R1())
            name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Muster")])
            begun = self._begun(name, name, made.public_key(), AUTHORITY_DAYS)
            signed = begun.add_extension(x509.BasicConstraints(True, 0), True).sign(made, hashes.SHA256())
            write(key, _pem(made), 0)
            write(own, signed.public_bytes(serialization.Encoding.PEM), 0)
        loaded = serialization.load_pem_private_key(key.read_bytes(), None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)  # noqa: S101 - it was written above
        self._key = loaded
        self.pem = own.read_bytes()
        self._name = x509.load_pem_x509_certificate(self.pem).subject

    def issue(self, holder: Holder) -> bytes:
        """Make a key and its certificate, for a server and as a client, in one PEM text."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, holder.name)])
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        begun = self._begun(subject, self._name, key.public_key(), HOLDER_DAYS).add_extension(usage, False)
        if holder.hosts:
            begun = begun.add_extension(x509.SubjectAlternativeName([_named(host) for host in holder.hosts]), False)
        signed = begun.sign(self._key, hashes.SHA256())
        return _pem(key) + signed.public_bytes(serialization.Encoding.PEM)

    def _begun(
        self, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
    ) -> x509.CertificateBuilder:
        begun = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
        begun = begun.serial_number(x509.random_serial_number())
        return begun.not_valid_before(self._now - CLOCK).not_valid_after(self._now + timedelta(days=days))


def prepare(folder: Path, now: datetime) -> None:
    """Make what is not there and renew what ends in less than 90 days; each folder below goes to one kind of container.

    A server reads its certificate at start, so a renewed one takes a restart.
    """
    authority = Authority(folder / "authority", now)
    for holder in HOLDERS:
        path = folder / holder.name / f"{holder.name}.pem"
        if not path.exists() or _ends(path) - now < timedelta(days=RENEW_DAYS):
            write(path, authority.issue(holder), holder.user)
        write(folder / holder.name / "ca.pem", authority.pem, holder.user)
    write(folder / "clients" / "ca.pem", authority.pem, 0, mode=0o444)
    shared = folder / "mongo" / "key"
    if not shared.exists():
        write(shared, base64.b64encode(secrets.token_bytes(KEY_FILE_BYTES)), 999)


def write(path: Path, content: bytes, user: int, mode: int = 0o400) -> None:
    """Write a file at once, for one user to read; only root can give it to another user."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    partial.write_bytes(content)
    partial.chmod(mode)
    if os.geteuid() == 0:
        os.chown(partial, user, user)
    partial.replace(path)


def _ends(path: Path) -> datetime:
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
