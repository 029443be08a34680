"""One whole system for the run of the stories: a MongoDB, a Kafka, the gateway and the four services, as processes."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator

import pytest

from deploy.demo.ash_cloud import TIME
from deploy.demo.platform import Platform
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState, need_state
from tests.e2e.rig import Brand, found_brand
from tests.support.span_collector import SpanCollector, span_collector

FIRST_STORY_SECONDS = 240  # whichever story comes first pays for the start of everything


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every story and give it the time to start the system."""
    for item in items:
        if "system" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(FIRST_STORY_SECONDS))


TRACED = {"MUSTER_TRACE_RATIO": "0", "OTEL_BSP_SCHEDULE_DELAY": "200"}  # only what a story asks for; milliseconds


@pytest.fixture(scope="session")
def spans() -> Iterator[SpanCollector]:
    """Give what takes the spans of the system: those of requests that name a sampled trace."""
    with span_collector() as collector:
        yield collector


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory, spans: SpanCollector) -> Iterator[LocalState]:
    """Give a system in which one second is a minute of a crisis; `MUSTER_E2E_HOME` names one that is up already."""
    with pytest.MonkeyPatch.context() as patch:
        there = os.environ.get("MUSTER_E2E_HOME")
        patch.setenv("MUSTER_HOME", there or str(tmp_path_factory.mktemp("system")))
        if there:
            yield need_state()
            return
        variables = {**TIME, **TRACED, "MUSTER_OTLP_ENDPOINT": spans.url}
        state = launch(LaunchOptions(tethered=True, seed=False, variables=variables), lambda _: None)
        try:
            yield state
        finally:
            stop_all()


@pytest.fixture
def new_brand(system: LocalState) -> Callable[[], Brand]:
    """Give a maker of brands nobody else uses."""
    return lambda: found_brand(system)


@pytest.fixture
def brand(system: LocalState) -> Brand:
    """Give a brand nobody else uses."""
    return found_brand(system)


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Give a stand-in for every platform's sending side, served by a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="platform")
    thread.start()
    made = Platform()
    asyncio.run_coroutine_threadsafe(made.__aenter__(), loop).result(10)
    try:
        yield made
    finally:
        asyncio.run_coroutine_threadsafe(made.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
