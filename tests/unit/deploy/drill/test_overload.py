"""A drill loads this machine alone, and asks before it does."""

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.drill.overload import run_overload
from deploy.local.state import LocalState
from deploy.stack.errors import StackError


@pytest.mark.parametrize("gateway", ["https://muster.example", "http://10.0.0.7:8000", "http://127.0.0.1.example:80"])
def test_another_machine_is_not_loaded(gateway: str) -> None:
    with pytest.raises(StackError, match="not on this machine"):
        run_overload(LocalState(gateway=gateway), 2)


def test_where_nobody_can_be_asked_it_needs_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.state.read_state", lambda: LocalState(gateway="http://127.0.0.1:9"))

    result = CliRunner().invoke(app, ["drill", "overload"])

    assert result.exit_code == 1
    assert "may be refused with 503" in " ".join(result.stdout.split())
    assert "say --yes" in result.stderr


def test_without_a_gateway_that_tells_how_full_it_is_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.drill.overload.fullness", lambda _: None)

    with pytest.raises(StackError, match="how full"):
        run_overload(LocalState(gateway="http://127.0.0.1:9"), 2)
