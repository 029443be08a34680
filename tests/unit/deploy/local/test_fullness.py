"""What the gateway's metrics say of how full it is."""

import pytest

from deploy.local import fullness as module
from deploy.local.fullness import fullness

URL = "http://127.0.0.1:1"
METRICS = """
# TYPE muster_gateway_concurrency_limit gauge
muster_gateway_concurrency_limit 200.0
# TYPE muster_gateway_requests_under_way gauge
muster_gateway_requests_under_way{lane="bulk"} 3.0
muster_gateway_requests_under_way{lane="live"} 4.0
# TYPE muster_gateway_shed counter
muster_gateway_shed_total{lane="bulk"} 12.0
muster_gateway_shed_total{lane="live"} 0.0
"""


def test_the_sentence_has_the_limit_and_only_what_was_shed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "fetched", lambda url, path: METRICS if (url, path) == (URL, "/metrics") else None)

    full = fullness(URL)

    assert full is not None
    assert full.sentence() == "Requests under way: 7 of 200   Shed since the start: 12 bulk"
    assert full.as_json() == {"limit": 200, "under_way": {"bulk": 3, "live": 4}, "shed": {"bulk": 12, "live": 0}}


@pytest.mark.parametrize("answer", [None, "# TYPE other gauge\nother 1.0\n"])
def test_a_gateway_that_does_not_say_has_no_figures(monkeypatch: pytest.MonkeyPatch, answer: str | None) -> None:
    monkeypatch.setattr(module, "fetched", lambda _, __: answer)

    assert fullness(URL) is None
