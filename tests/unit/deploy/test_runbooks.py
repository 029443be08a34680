"""Each alert has its page of four parts, each page its alert, and every command in them is one that exists."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from deploy.cli.main import app
from gateway.domain.openapi import Operation, operations
from gateway.http.operations import Operations
from tests.contract.openapi_documents import documents

TOP = Path(__file__).parents[3]
PAGES = sorted(path for path in (TOP / "docs/runbooks").glob("*.md") if path.name != "README.md")
TASKS = sorted((TOP / "docs/runbooks/tasks").glob("*.md"))
FENCED = re.compile(r"```\n(.*?)```", re.DOTALL)
OF_OPTIONS = {"5m", "/backups:/backups"}
OF_EVERY_PROCESS = {"/health/live", "/health/ready", "/health/started", "/metrics"}


def alerts() -> list[dict[str, Any]]:
    parsed = yaml.safe_load((TOP / "deploy/observability/alerts.yaml").read_text())
    return [rule for group in parsed["groups"] for rule in group["rules"] if "alert" in rule]


def kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def commands() -> list[tuple[str, str]]:
    return [
        (page.stem, line)
        for page in (*PAGES, *TASKS)
        for block in FENCED.findall(page.read_text())
        for line in block.splitlines()
    ]


def test_each_alert_has_its_page_and_each_page_its_alert() -> None:
    named = {alert["alert"]: alert["annotations"]["runbook"] for alert in alerts()}
    assert named == {alert: f"docs/runbooks/{kebab(alert)}.md" for alert in named}
    assert {TOP / page for page in named.values()} == set(PAGES)


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: str(alert["alert"]))
def test_an_alert_says_how_bad_it_is_and_what_it_is_about(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert alert["annotations"]["summary"]


@pytest.mark.parametrize("page", [*PAGES, *TASKS], ids=lambda page: page.stem)
def test_a_page_is_named_after_its_alert_or_task_and_says_symptom_look_act_verify(page: Path) -> None:
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    named = headings[0].lower().replace(" ", "-") if page in TASKS else kebab(headings[0])
    assert named == page.stem
    assert headings[1:] == ["Symptom", "Look", "Act", "Verify"]


def test_the_list_of_pages_has_all_of_them_and_links_lead_somewhere() -> None:
    folder = TOP / "docs/runbooks"
    listed = set(re.findall(r"^- \[.*?\]\((.*?)\)$", (folder / "README.md").read_text(), re.MULTILINE))
    assert listed == {page.name for page in PAGES} | {f"tasks/{page.name}" for page in TASKS}
    links = [page.parent / to for page in (*PAGES, *TASKS) for to in re.findall(r"\]\(([^)]+)\)", page.read_text())]
    assert [link for link in links if not link.exists()] == []


def _check_compose(words: list[str]) -> None:
    """A command of Compose is one of these, and is about a service of ours: the first word that is no option."""
    assert words[1] == "compose"
    assert words[2] in {"exec", "logs", "ps", "restart", "run", "up"}
    named = [word for word in words[3:] if not word.startswith("-") and word not in OF_OPTIONS][:1]
    assert set(named) <= set(yaml.safe_load((TOP / "docker-compose.yml").read_text())["services"])
    assert named or words[2] == "ps"


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_command_is_one_that_exists(page: str, line: str) -> None:
    words = shlex.split(line)
    if words[0] == "muster":
        _parse(typer.main.get_command(app), words[1:])
    elif words[0] == "docker":
        _check_compose(words)
    else:
        assert words[0] == "curl"
        _check_request(words)


def test_a_command_that_does_not_exist_is_noticed() -> None:
    for wrong in (["logz"], ["dlq", "list", "--groups", "inbox"], ["run", "outbox"]):
        with pytest.raises(Exception, match="No such|is not one of"):
            _parse(typer.main.get_command(app), wrong)
    for request in (
        ["-X", "DELETE", "$GATEWAY/v1/ledger"],
        ["-X", "PUT", "-d", '{"a": 1}', "$GATEWAY/v1/brands/$B/quota"],
    ):
        with pytest.raises(AssertionError):
            _check_request(["curl", *request])


def _parse(command: Any, words: list[str]) -> None:  # noqa: ANN401 - click's own, which typer brings along
    """Take the words as the command line would, down to the last group, without doing anything."""
    context = command.make_context(command.name, list(words))
    if hasattr(command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        _, found, left = command.resolve_command(context, rest)
        _parse(found, left)


def _check_request(words: list[str]) -> None:
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    base, slash, path = words[-1].partition("/")
    path = re.sub(r"\$[A-Z]+", "r1", (slash + path).partition("?")[0])
    assert base in {"$GATEWAY", "$PROCESS"}
    if path in OF_EVERY_PROCESS:
        return
    known = Operations(each for name, document in documents().items() for each in operations(name, document))
    found = known.find(method, path)
    assert found is not None
    body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
    assert body is None or set(body) <= _fields(documents()[found.service], found)


def _fields(document: dict[str, Any], operation: Operation) -> set[str]:
    """The fields of the body of an operation."""
    content = document["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return set(document["components"]["schemas"][name]["properties"])
