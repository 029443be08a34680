"""What is attacked: a running house with a brand the attacks come from, and another that they must never meet."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from unittest import mock

from deploy.demo.ash_cloud import TIME
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.seed import CHANNELS, demo_secrets, demo_settings
from deploy.local.state import IntegrationAccess, LocalState, need_state
from tests.abuse.wire import Wire
from tests.e2e.every_route import Route, routes
from tests.e2e.rig import Brand, ask, eventually, found_brand, words
from tests.e2e.two_brands import Pair, two_brands

ALIVE_SECONDS = 30.0  # a message is read within one; the rest is for what the attack left to be worked


@contextlib.contextmanager
def running_house() -> Iterator[LocalState]:
    """A house for the length of the `with`; `MUSTER_E2E_HOME` names one that is up already, which stays."""
    there = os.environ.get("MUSTER_E2E_HOME")
    with tempfile.TemporaryDirectory(prefix="muster-abuse-") as home, contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, {"MUSTER_HOME": there or home}))
        if there:
            yield need_state()
            return
        state = launch(LaunchOptions(tethered=True, seed=False, variables=TIME), lambda _: None)
        stack.callback(stop_all)
        yield state


class Target:
    """A house under attack. `own` is whose credentials the attacker holds, `other` whose they do not."""

    def __init__(self, state: LocalState, stack: contextlib.ExitStack) -> None:
        """`stack` ends, with the run, what attacks open on the way."""
        self.state = state
        self.stack = stack
        self.wire = Wire(state.gateway)
        stack.callback(self.wire.close)
        self.own, self.other, self._witness = found_brand(state), found_brand(state), found_brand(state)
        self._told = 0
        self._lock = threading.Lock()

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document as it is served."""
        found: dict[str, Any] = ask(self.state.gateway, "GET", "/openapi.json").json()
        return found

    @cached_property
    def routes(self) -> list[Route]:
        """Every operation of the document."""
        return list(routes(self.document))

    @cached_property
    def pair(self) -> Pair:
        """Two brands in which everything there is exists; the first attack that needs them pays for them."""
        return self.stack.enter_context(two_brands(self.state))

    @property
    def marks(self) -> list[str]:
        """Every text by which the other brand would be known, the longest first."""
        of_pair = self.__dict__["pair"].marks if "pair" in self.__dict__ else []
        return sorted({self.other.id, self.other.generic.id, *of_pair}, key=len, reverse=True)

    def traces(self, said: str, asked: str) -> list[str]:
        """The marks of the other brand in an answer that the question did not name; an operator may see every brand."""
        if self.state.bootstrap_key in asked:
            return []
        marks = self.marks
        for mark in marks:
            if mark in asked:
                asked, said = asked.replace(mark, ""), said.replace(mark, "")
        return [mark for mark in marks if mark in said]

    def new_brand(self) -> Brand:
        """A brand of one attack, which it may leave as it likes."""
        return found_brand(self.state)

    def still_answers(self) -> None:
        """A message goes through the house and is read.

        Raises:
            AssertionError: It was not taken, or did not come.
        """
        with self._lock:
            self._told += 1
            number = self._told
        answer = self._witness.post(words(number, "witness"))
        assert answer.status == 202, f"a message was answered {answer.status}"
        eventually(lambda: self._witness.inbound() == number, "an ordinary message", ALIVE_SECONDS)


def connect(brand: Brand) -> dict[str, IntegrationAccess]:
    """An integration of every channel in this brand, by the name of the channel."""
    return {name: _integration(brand, name) for name in CHANNELS}


def _integration(brand: Brand, channel: str) -> IntegrationAccess:
    secrets = demo_secrets(channel)
    body = {"channel": channel, "name": channel, "settings": demo_settings(channel, brand.id), "secrets": secrets}
    made = brand.admin.post("/v1/integrations", body)
    shown = {**secrets, **(made.get("secrets") or {})}
    return IntegrationAccess(id=made["id"], channel=channel, webhook=made["webhook"], secrets=shown)


def moment() -> int:
    """Now, in whole seconds since the epoch, as signatures want it."""
    return int(time.time())
