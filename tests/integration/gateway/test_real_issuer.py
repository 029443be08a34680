"""A sign-in at a provider of somebody else's making, from its form to a session whose refresh it refuses."""

from __future__ import annotations

import uuid

from tests.integration.gateway.browser import a_browser, administrator_of, path_of
from tests.integration.gateway.conftest import Client, Running


async def test_a_person_signs_in_is_confirmed_again_and_is_out_when_the_provider_revokes(
    running: Running, operator: Client, administrators: dict[str, str], real: str
) -> None:
    admin = await administrator_of(operator, "real", administrators)
    person = f"p{uuid.uuid4().hex[:10]}"
    assert (await admin("POST", "/v1/people", {"id": person, "name": "Ada", "roles": ["employee"]})).status == 201
    async with a_browser(running) as browser:
        form = await browser.begin("real", "/docs")
        async with browser.session.post(form, data={"sub": person}, allow_redirects=False) as confirmed:
            back = await browser.go(path_of(confirmed.headers["Location"]))
        assert (back.status, back.headers.get("location")) == (302, "/docs"), back.raw
        assert (await browser.page()("GET", "/v1/me")).body["principal"] == person

        running.change("sessions", "signs-in-real", {"refresh_at": running.past()})
        running.forget()
        assert (await browser.page()("GET", "/v1/me")).status == 200

        async with browser.session.post(f"{real}/users/{person}/revoke-tokens") as revoked:
            assert revoked.status == 204
        running.change("sessions", "signs-in-real", {"refresh_at": running.past()})
        running.forget()
        assert (await browser.page()("GET", "/v1/me")).status == 401
