"""The doctor sees how long the certificates of Kafka and MongoDB hold, and whether they hold at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.compose.certificates import HOLDER_DAYS, prepare
from deploy.doctor.certificates import check_store_certificates
from tests.support.tls_server import shaking_hands


@pytest.fixture(params=[HOLDER_DAYS, 5.0], ids=["long", "soon"])
def days(request: pytest.FixtureRequest) -> float:
    """Give for how many days the certificates hold."""
    return float(request.param)


@pytest.fixture
def tls(tmp_path: Path, days: float) -> Path:
    """Give the folder of the certificates of Compose."""
    prepare(tmp_path, datetime.now(UTC) - timedelta(days=HOLDER_DAYS - days))
    return tmp_path


@pytest.fixture
def port(tls: Path) -> Iterator[int]:
    """Give the port of a store that shakes hands, says nothing and hangs up."""
    with shaking_hands(tls / "mongo/mongo.pem") as listening:
        yield listening


def test_each_store_is_asked_where_its_address_asks_for_tls(tls: Path, port: int, days: float) -> None:
    ca = tls / "clients/ca.pem"
    kafka, mongo = f"kafkas://u:p@127.0.0.1:{port}?ca={ca}", f"mongodb://u:p@127.0.0.1:{port}/?tls=true&tlsCAFile={ca}"
    found = check_store_certificates(kafka, mongo)
    assert [each.level for each in found] == ["well" if days > 14 else "warning"] * 2
    assert {each.check for each in found} == {"certificates"}
    assert check_store_certificates("127.0.0.1:1", "mongodb://127.0.0.1:1/") == []


def test_one_that_nobody_here_trusts_is_a_problem(port: int) -> None:
    found = check_store_certificates("127.0.0.1:1", f"mongodb://127.0.0.1:{port}/?tls=true")
    assert [each.level for each in found] == ["problem"]


def test_a_file_that_is_no_certificate_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("none")
    found = check_store_certificates("127.0.0.1:1", f"mongodb://127.0.0.1:1/?tls=true&tlsCAFile={tmp_path}/ca.pem")
    assert [each.level for each in found] == ["problem"]
