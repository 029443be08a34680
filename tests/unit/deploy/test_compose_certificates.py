"""The certificates of Compose: made once, renewed before they end, each key for its own reader."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from deploy.compose.certificates import HOLDER_DAYS, HOLDERS, RENEW_DAYS, prepare
from tests.support.composed import asked_secrets, composed

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    prepare(tmp_path, NOW)
    return tmp_path


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", [holder.name for holder in HOLDERS])
def test_every_certificate_is_signed_by_the_authority_that_its_reader_has(tls: Path, name: str) -> None:
    authority = certificate(tls / name / "ca.pem")
    own = certificate(tls / name / f"{name}.pem")

    own.verify_directly_issued_by(authority)
    assert own.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == name
    assert (tls / "clients" / "ca.pem").read_bytes() == (tls / name / "ca.pem").read_bytes()


def test_a_server_answers_to_the_names_by_which_compose_knows_it(tls: Path) -> None:
    services = composed(dict.fromkeys(asked_secrets(), "x"))

    for name in ("kafka", "mongo"):
        named = certificate(tls / name / f"{name}.pem").extensions.get_extension_for_class(x509.SubjectAlternativeName)
        hosts = set(named.value.get_values_for_type(x509.DNSName))
        assert hosts == {"localhost", *(each for each in services if each.startswith(f"{name}-"))}


def test_a_second_run_changes_nothing(tls: Path) -> None:
    before = contents(tls)
    prepare(tls, NOW + timedelta(days=HOLDER_DAYS - RENEW_DAYS - 1))

    assert contents(tls) == before


def test_what_ends_soon_is_renewed_by_the_same_authority(tls: Path) -> None:
    before, later = contents(tls), NOW + timedelta(days=HOLDER_DAYS - RENEW_DAYS + 1)
    prepare(tls, later)

    changed = {path.relative_to(tls) for path, content in contents(tls).items() if content != before[path]}
    assert changed == {Path(holder.name, f"{holder.name}.pem") for holder in HOLDERS}
    assert certificate(tls / "kafka" / "kafka.pem").not_valid_after_utc > later + timedelta(days=RENEW_DAYS)


def test_a_private_key_is_for_its_reader_alone_and_clients_have_none(tls: Path) -> None:
    for path, content in contents(tls).items():
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o444 if path.parent.name == "clients" else 0o400), path
        assert b"PRIVATE KEY" not in content or path.parent.name != "clients"
    assert {path.name for path in (tls / "clients").iterdir()} == {"ca.pem"}


def test_the_key_of_mongodb_has_the_length_that_it_takes(tls: Path) -> None:
    assert 6 <= len((tls / "mongo" / "key").read_bytes()) <= 1024
