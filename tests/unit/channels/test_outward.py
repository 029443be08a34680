"""The one way out asks for no address inside the house."""

from __future__ import annotations

import pytest

from channels.outward import HttpOutward
from channels.sending import NotDelivered
from tests.support.channels.hosts_inside import URLS


@pytest.mark.parametrize("url", URLS)
async def test_nothing_leaves_for_an_address_inside(url: str) -> None:
    async with HttpOutward() as outward:
        with pytest.raises(NotDelivered, match="address_refused") as refused:
            await outward.post(url, b"", {})
    assert refused.value.permanent
