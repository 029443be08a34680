"""Commands that are given the address of a Kafka: what is none is said in a sentence, without its password."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app


@pytest.mark.parametrize("command", [["topics", "create"], ["dlq", "list"]])
def test_a_wrong_address_is_one_sentence(command: list[str]) -> None:
    done = CliRunner().invoke(app, command, env={"MUSTER_KAFKA": "kafka://anna:hush@k:9093"})

    assert done.exit_code == 1
    assert "no address of a Kafka: must be host:port" in " ".join(done.output.split())
    assert "hush" not in done.output
    assert "Traceback" not in done.output
