"""The quick starts, word for word: a stranger in an empty folder types what the pages say, and it happens."""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.checks.api.node import npm_command
from deploy.local.state import LocalState
from deploy.stack.ports import free_ports
from tests.e2e.conftest import FIRST_STORY_SECONDS
from tests.e2e.rig import eventually
from tests.support.snippets import Snippet, Terminal, snippets_of

PAGES = Path(__file__).resolve().parents[2] / "docs/quickstart"
STRANGER_SECONDS = 300  # what the first page promises
SETTING_UP = ("helper", "found-brand", "connect")
ANSWERING = ("set-callback", "hire")


class Reader:
    """A stranger with a terminal: reads pages, saves their files, runs their commands by name."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._page: dict[str, Snippet] = {}
        self._left: set[str] = set()

    def open(self, page: str) -> None:
        """Take a page and save its files."""
        self._page = snippets_of((PAGES / page).read_text())
        self._left = {each.name for each in self._page.values() if each.language == "sh"}
        self._terminal.save(self._page)

    def run(self, *names: str) -> str:
        """Run commands of the page; give what the last one printed."""
        printed = ""
        for name in names:
            printed = self._terminal.run(self._page[name])
            self._left.discard(name)
        return printed

    def json(self, name: str) -> Any:
        """Run a command that prints JSON."""
        return json.loads(self.run(name))

    def eventually(self, name: str, look: Callable[[str], bool]) -> str:
        """Run a command again until it shows what the page says."""
        return eventually(lambda: shown if look(shown := self.run(name)) else None, f"what {name} shows")

    def left_out(self) -> set[str]:
        """Commands of the page that were not run."""
        return self._left


@pytest.fixture
def reader(system: LocalState, tmp_path: Path) -> Iterator[Reader]:
    """Give a stranger who knows the address and the bootstrap key, and has python3 and node."""
    tools = [str(Path(program).parent) for program in (sys.executable, npm_command()[0])]
    variables = {
        "MUSTER": system.gateway,
        "BOOTSTRAP_KEY": system.bootstrap_key,
        "BRAND": f"quick-{uuid.uuid4().hex[:8]}",
        "PORT": str(free_ports(1)[0]),
        "PATH": os.pathsep.join([*tools, os.environ["PATH"]]),
    }
    with Terminal(tmp_path, variables) as terminal:
        yield Reader(terminal)


def _events_of_the_first_page(reader: Reader) -> None:
    """Post the same event in three languages; each answers with the same id."""
    first = reader.json("post-first")["results"]
    for name in ("post-python", "post-js"):
        status, _, body = reader.run(name).partition(" ")
        assert int(status) == http.client.ACCEPTED
        assert json.loads(body)["results"] == first


def test_the_first_event_is_one_however_often_and_in_whatever_language_it_is_posted(reader: Reader) -> None:
    reader.open("first-event.md")
    reader.run(*SETTING_UP)

    _events_of_the_first_page(reader)

    shown = reader.eventually("see-conversation", lambda text: bool(json.loads(text)["items"]))
    (conversation,) = json.loads(shown)["items"]
    assert (conversation["contact_name"], conversation["triage"], conversation["inbound"]) == ("Sam", "respond", 1)
    assert conversation["due_at"] is not None
    total = reader.eventually("see-ledger", lambda text: "'received': 3" in text)
    assert "'stored': 1, 'duplicate': 2" in total
    assert "'difference': 0" in total

    for name in ("signed-python", "signed-js"):
        status, _, body = reader.run(name).partition(" ")
        assert int(status) == http.client.ACCEPTED
        assert json.loads(body)["accepted"] == 1
    reader.eventually("see-conversation", lambda text: json.loads(text)["items"][0]["inbound"] == 3)
    assert reader.left_out() == set()


@pytest.mark.timeout(STRANGER_SECONDS + FIRST_STORY_SECONDS)  # so that the promise is judged before the time is out
@pytest.mark.parametrize("start", ["start-python", "start-js"])
def test_a_stranger_has_a_reply_in_their_own_callback_within_five_minutes(reader: Reader, start: str) -> None:
    began = time.monotonic()
    reader.open("first-event.md")
    reader.run(*SETTING_UP)
    _events_of_the_first_page(reader)

    reader.open("replies-back.md")
    reader.run(start, *ANSWERING)
    reader.eventually("see-offer", lambda text: bool(json.loads(text)["items"]))
    assert json.loads(reader.run("answer"))["state"] in {"queued", "claimed", "sent"}
    told = "To sam -> We found it. It comes to your hotel tonight."
    printed = reader.eventually("see-reply", lambda text: told in text)
    seconds = time.monotonic() - began
    print(f"an empty folder to a reply in one's own callback: {seconds:.1f} s")

    assert printed.split("\n") == ["listening", told, ""]
    assert seconds < STRANGER_SECONDS
    reader.eventually("see-state", lambda text: text.strip() == "sent")
    reader.run("read-receipt")
    reader.eventually("see-state", lambda text: text.strip() == "read")
    assert reader.left_out() == {"start-python", "start-js"} - {start}


def test_a_batch_answers_item_by_item_and_a_cloud_event_is_one_event_in_either_form(reader: Reader) -> None:
    reader.open("first-event.md")
    reader.run(*SETTING_UP, "post-first")

    reader.open("batch-and-cloudevents.md")
    results = reader.json("post-batch")["results"]
    assert [each["status"] for each in results] == ["accepted", "rejected", "accepted"]
    assert results[1]["problem"]["errors"][0]["pointer"] == "/1/contact"
    assert reader.run("batch-python").split("\n") == ["0 accepted", "1 rejected /1/contact", "2 accepted", ""]

    (alone,) = reader.json("post-cloudevent")["results"]
    together = reader.json("post-cloudevents")["results"]
    assert [each["status"] for each in together] == ["accepted", "accepted"]
    assert together[0]["id"] == alone["id"]
    assert reader.left_out() == set()


@pytest.mark.parametrize("start", ["start-python", "start-js"])
def test_a_webhook_verifies_and_is_known_again_when_it_is_redelivered(reader: Reader, start: str) -> None:
    reader.open("first-event.md")
    reader.run(*SETTING_UP, "post-first")

    reader.open("told-by-webhook.md")
    reader.run(start, "make-endpoint", "test-endpoint")
    reader.eventually("see-received", lambda text: "gateway.webhook_endpoint_tested.v1" in text)
    reader.run("post-message")
    printed = reader.eventually("see-received", lambda text: "inbox.message_stored.v1" in text)
    new = [line.removeprefix("new ") for line in printed.splitlines() if line.startswith("new ")]
    assert "again" not in printed

    shown = reader.eventually("see-deliveries", lambda text: len(json.loads(text)["items"]) == len(new))
    assert {each["attempts"][-1]["status"] for each in json.loads(shown)["items"]} <= {200, 204}
    assert reader.json("redeliver")["redelivered"] == len(new)
    printed = reader.eventually("see-received", lambda text: text.count("again ") == len(new))
    assert sorted(new) == sorted(
        line.removeprefix("again ") for line in printed.splitlines() if line.startswith("again ")
    )
    assert reader.left_out() == {"start-python", "start-js"} - {start}
