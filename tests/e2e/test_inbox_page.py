"""The example page in a real browser: it lists, hears what comes, answers, and survives a stream that is cut."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.demo.platform import Platform
from deploy.local.state import LocalState
from tests.e2e.cut_proxy import CutProxy
from tests.e2e.rig import Brand, eventually, found_brand, words
from tests.support.browser import browsing
from tests.support.snippets import snippets_of

TOP = Path(__file__).parents[2]
PAGE, QUICK_START = TOP / "examples" / "inbox-page", TOP / "docs" / "quickstart" / "inbox-in-one-page.md"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def origin() -> Iterator[str]:
    """Serve the page from an origin of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(PAGE)))
    thread = threading.Thread(target=server.serve_forever, name="page")
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _list_origin(brand: Brand, origin: str) -> None:
    """As the page of the quick start says."""
    command = snippets_of(QUICK_START.read_text("utf-8"))["list-origin"].text
    given = {"MUSTER": brand.state.gateway, "BRAND": brand.id, "ADMIN": brand.admin.key, "ORIGIN": origin}
    answer = subprocess.run(["sh", "-c", command], env={**os.environ, **given}, capture_output=True, check=True)
    assert json.loads(answer.stdout)["origins"] == [origin]


def _shown(text: str, where: str) -> str:
    return f"[...document.querySelectorAll({where!r})].some((each) => each.textContent.includes({text!r}))"


def test_the_example_page_lists_hears_answers_and_survives_a_cut(
    system: LocalState, platform: Platform, origin: str
) -> None:
    brand = found_brand(system, f"{platform.url}/generic")
    eve = brand.hire("eve")
    _list_origin(brand, origin)
    brand.post([words(1, "sam", "Where is my suitcase?")])

    with CutProxy(system.gateway) as proxy, browsing() as page:
        page.goto(origin)
        page.fill("#url", proxy.url)
        page.fill("#key", eve)
        page.click("#sign-in button")
        page.wait("document.querySelector('#status').textContent === 'live'")
        page.wait(_shown("Where is my suitcase?", "#conversations button"))
        page.click("#offers .offer")
        page.wait(_shown("Where is my suitcase?", "#messages .inbound"))

        brand.post([words(2, "sam", "<b>It is blue.</b>")])
        page.wait(_shown("<b>It is blue.</b>", "#messages .inbound"))
        page.fill("#text", "It is on its way to you.")
        page.click("#answer button")
        page.wait(_shown("It is on its way to you.", "#messages .outbound"))

        assert proxy.cut() > 0
        brand.post([words(3, "sam", "Thank you! It is here.")])
        page.wait(_shown("Thank you! It is here.", "#messages .inbound"))
        page.wait("document.querySelector('#status').textContent === 'live'")

        assert page.read("document.querySelector('#problem').textContent") == ""
        assert (
            page.read("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])").count(
                eve
            )
            == 0
        ), "the key is kept nowhere"
        assert [each for each in page.said() if "Uncaught" in each] == []
    eventually(lambda: platform.delivered, "the reply")
    assert platform.delivered == 1


def test_a_page_of_an_origin_that_is_not_listed_reads_nothing(system: LocalState, origin: str) -> None:
    brand = found_brand(system)
    with browsing() as page:
        page.goto(origin)
        page.fill("#url", system.gateway)
        page.fill("#key", brand.admin.key)
        page.click("#sign-in button")
        page.wait("document.querySelector('#refused').textContent !== ''")
        assert page.read("document.querySelector('nav').hidden")
