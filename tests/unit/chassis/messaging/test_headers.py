"""Only reason codes become headers and labels."""

import pytest

from chassis.messaging.headers import code


@pytest.mark.parametrize("reason", ["", "has blanks", "Ünicode", "x" * 65, "a customer's words"])
def test_only_codes_become_labels_and_headers(reason: str) -> None:
    assert code(reason) == "unnamed"
    assert code("mongodb_unavailable") == "mongodb_unavailable"
