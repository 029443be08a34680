"""Integrations as they are stored, those of older builds with them."""

from datetime import UTC, datetime

from gateway.persistence.integrations import Integration, _document, _integration

HEARD = Integration(
    "klm", "klm_heard", "generic", "Heard", True, {}, (), "", 1, datetime(2026, 3, 2, tzinfo=UTC), lane="bulk"
)


def test_the_lane_is_stored_and_what_an_older_build_stored_is_live() -> None:
    stored = {**_document(HEARD), "brand": "klm"}
    assert _integration(stored) == HEARD
    del stored["lane"]
    assert _integration(stored).lane == "live"
