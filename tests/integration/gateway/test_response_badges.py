"""The public response time: there where a brand publishes it, for everybody, and never an error of what is behind."""

from __future__ import annotations

from tests.integration.gateway.conftest import Client, House


def path_of(brand: str, *, ending: str = "") -> str:
    return f"/v1/badges/{brand}/response-time{ending}"


async def publish(house: House, *, publishes: bool = True) -> None:
    changed = await house.admin("PATCH", f"/v1/brands/{house.brand}", {"publishes_response_time": publishes})
    assert (changed.status, changed.body["publishes_response_time"]) == (200, publishes)


async def test_a_brand_that_does_not_publish_it_is_as_one_that_is_not_there(anybody: Client, house: House) -> None:
    silent, unknown = await anybody("GET", path_of(house.brand)), await anybody("GET", path_of("nobody"))
    assert (silent.status, unknown.status) == (404, 404)
    assert silent.raw.replace(house.brand.encode(), b"nobody") == unknown.raw

    await publish(house)
    assert (await anybody("GET", path_of(house.brand))).status == 200
    await publish(house, publishes=False)
    assert (await anybody("GET", path_of(house.brand))).status == 404


async def test_everybody_reads_it_from_every_page_and_may_show_it_for_a_minute(anybody: Client, house: House) -> None:
    await publish(house)
    answer = await anybody("GET", path_of(house.brand), Origin="https://anywhere.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["cache-control"].startswith("public, max-age=60")


async def test_what_cannot_be_known_now_promises_nothing(anybody: Client, house: House) -> None:
    """Analytics is unavailable to this gateway; a page of the brand shows words all the same."""
    await publish(house)
    answer = await anybody("GET", path_of(house.brand) + "?language=nl")
    assert answer.body == {
        "minutes": None,
        "text": "We antwoorden zo snel mogelijk",
        "language": "nl",
        "renewed_every_seconds": 60,
    }


async def test_it_is_a_picture_too(anybody: Client, house: House) -> None:
    await publish(house)
    answer = await anybody("GET", path_of(house.brand, ending=".svg"))
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert b"We answer as soon as we can" in answer.raw
    assert b"<script" not in answer.raw
