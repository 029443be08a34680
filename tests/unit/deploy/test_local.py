"""The local stack's bookkeeping: state, commands, problem details, generated files, jar pins."""

import json
import os
import re
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.checks import generated
from deploy.checks.domain_is_plain import allowed, domain_of
from deploy.cli.dlq import read_name
from deploy.cli.main import app
from deploy.local.api import problem_text
from deploy.local.state import LocalState, Running, need_state, read_state, state_path, write_state
from deploy.stack.errors import StackError
from deploy.stack.jars import check_pins


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MUSTER_KAFKA", raising=False)


def test_the_state_is_readable_by_its_owner_only() -> None:
    write_state(LocalState(gateway="http://127.0.0.1:1", bootstrap_key="secret"))

    assert stat.S_IMODE(os.stat(state_path()).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(state_path().parent).st_mode) == 0o700


def test_the_state_comes_back_as_it_was_written() -> None:
    state = LocalState(gateway="http://127.0.0.1:1", processes=[Running(name="inbox", pid=1, started_at=2.5)])
    write_state(state)

    assert read_state() == state


def test_a_command_without_a_stack_says_what_to_do() -> None:
    with pytest.raises(StackError, match="muster up"):
        need_state()


def test_problem_details_become_one_line_with_each_field() -> None:
    problem = {"title": "Invalid", "detail": "two fields", "errors": [{"pointer": "/name", "detail": "is too long"}]}

    assert problem_text(422, json.dumps(problem).encode()) == "422 Invalid; two fields; /name is too long"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]"])
def test_an_answer_that_is_no_problem_details_is_its_status(body: bytes) -> None:
    assert problem_text(502, body) == "502"


def test_the_name_of_a_dead_letter_says_its_group_and_position() -> None:
    group, position = read_name("channel.events.dead.inbox/3/17")

    assert group == "inbox"
    assert tuple(position) == ("channel.events.dead.inbox", 3, 17)


@pytest.mark.parametrize("name", ["", "nonsense", "channel.events/1/2", "channel.events.dead.inbox/x/2"])
def test_another_name_is_refused_with_where_to_find_them(name: str) -> None:
    with pytest.raises(StackError, match="muster dlq list"):
        read_name(name)


def test_a_jar_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    jar = tmp_path / "kafka.jar"
    jar.write_bytes(b"something else")
    pins = tmp_path / "pins"
    pins.write_text(f"{'0' * 64}  kafka.jar\n")

    with pytest.raises(StackError, match="kafka.jar"):
        check_pins([jar], pins)


def test_a_stale_or_missing_generated_file_is_named_and_written(tmp_path: Path) -> None:
    wanted = {"docs/a.json": "1", "docs/b.json": "2"}
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.json").write_text("1")

    assert generated.stale(wanted, tmp_path) == ["docs/b.json"]
    assert generated.write(wanted, tmp_path) == ["docs/b.json"]
    assert generated.stale(wanted, tmp_path) == []


@pytest.mark.parametrize("imported", ["dataclasses", "services.crisis.domain.story", "collections.abc"])
def test_a_rule_may_import_the_standard_library_and_its_own_domain(imported: str) -> None:
    assert allowed("services.crisis.domain", imported)


@pytest.mark.parametrize(
    "imported", ["pydantic", "contracts.ids", "services.crisis.persistence", "services.inbox.domain"]
)
def test_a_rule_may_import_nothing_else(imported: str) -> None:
    assert not allowed("services.crisis.domain", imported)


def test_only_modules_of_a_domain_are_rules() -> None:
    assert domain_of("services.crisis.domain.spike") == "services.crisis.domain"
    assert domain_of("services.crisis.persistence") is None
    assert domain_of("gateway.domain.quota") is None


@pytest.mark.parametrize(
    "command", [["status"], ["post", "hello"], ["scale", "inbox", "2"], ["drain", "inbox"], ["dlq", "list"]]
)
def test_commands_fail_with_one_sentence_when_nothing_is_up(command: list[str]) -> None:
    result = CliRunner().invoke(app, command)

    assert result.exit_code == 1
    assert "muster up" in " ".join(result.output.split())


def test_down_says_so_when_nothing_was_up() -> None:
    result = CliRunner().invoke(app, ["down"])

    assert result.exit_code == 0
    assert "Nothing was up" in result.output


@pytest.mark.parametrize(
    "command",
    [[], ["up"], ["down"], ["status"], ["run"], ["scale"], ["drain"], ["post"], ["dlq"], ["demo", "ash-cloud"]],
)
def test_every_command_has_help(command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])

    assert result.exit_code == 0
    assert "Usage" in result.output


def test_the_version_is_said() -> None:
    result = CliRunner().invoke(app, ["--version"])

    assert result.exit_code == 0
    assert re.fullmatch(r"muster \S+ \(Python \d+\.\d+\.\d+\)\n", result.output)
