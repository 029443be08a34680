"""The operator turns features of one brand off and on while everything runs; other brands notice nothing."""

from __future__ import annotations

import pytest

from tests.integration.gateway.conftest import Client, House, make_house

ALL_ON = {"replies": True, "webhooks": True, "imports": True}
IMPORT = {"name": "From the old tool"}


async def test_what_is_turned_off_is_refused_by_name_in_that_brand_alone(house: House, operator: Client) -> None:
    path, other = f"/v1/brands/{house.brand}/features", await make_house(operator)
    before = await house.admin("GET", path)
    assert {name: before.body[name] for name in ALL_ON} == ALL_ON

    off = await operator("PUT", path, ALL_ON | {"imports": False})
    assert (off.status, off.body["imports"], off.body["version"]) == (200, False, 2)
    for command in ("/v1/imports", "/v1/employees/import", "/v1/certificates/import"):
        refused = await house.admin("POST", command, IMPORT)
        assert (refused.status, refused.body["type"], refused.body["feature"]) == (
            403,
            "/docs/errors/feature_off",
            "imports",
        )
        assert (await other.admin("POST", command, IMPORT)).status != 403

    on = await operator("PUT", path, ALL_ON, if_match=off.headers["etag"])
    assert on.body["imports"] is True
    assert (await house.admin("POST", "/v1/imports", IMPORT)).status != 403


async def test_only_the_operator_turns_them_and_what_is_wrong_is_named(house: House, operator: Client) -> None:
    path = f"/v1/brands/{house.brand}/features"
    assert (await house.admin("PUT", path, ALL_ON)).status == 403
    wrong = await operator("PUT", path, {"replies": 1, "webhooks": True})
    assert {each["pointer"] for each in wrong.body["errors"]} == {"/replies", "/imports"}
    assert (await operator("PUT", path, ALL_ON, if_match='"77"')).status == 412
    assert (await operator("PUT", "/v1/brands/nobody-there/features", ALL_ON)).status == 404


@pytest.mark.parametrize("feature", ALL_ON)
async def test_another_change_of_the_brand_keeps_what_is_off(house: House, operator: Client, feature: str) -> None:
    path = f"/v1/brands/{house.brand}/features"
    await operator("PUT", path, ALL_ON | {feature: False})
    await house.admin("PATCH", f"/v1/brands/{house.brand}", {"name": "Another name"})
    kept = await house.admin("GET", path)
    assert {name: kept.body[name] for name in ALL_ON} == ALL_ON | {feature: False}
