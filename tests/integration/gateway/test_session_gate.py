"""A request by cookie proves that a page meant it: by its origin, and a command by a token of the session."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from tests.integration.gateway.browser import Browser, a_browser, administrator_of
from tests.integration.gateway.conftest import PUBLIC_URL, Client, Running
from tests.integration.gateway.test_sign_in import a_person

ALLOW, WITH_COOKIE = "access-control-allow-origin", "access-control-allow-credentials"


@pytest.fixture
async def one(operator: Client, administrators: dict[str, str]) -> Client:
    return await administrator_of(operator, "one", administrators)


@pytest.fixture
async def browser(running: Running, one: Client) -> AsyncIterator[Browser]:
    """A browser in which an administrator is signed in."""
    async with a_browser(running) as browser:
        await browser.sign_in("one", await a_person(one, "administrator"))
        yield browser


@pytest.mark.parametrize("path", ["/v1/keys", "/v1/events", "/v1/conversations/c1/notes", "/v1/stream/tickets"])
async def test_a_command_by_cookie_needs_the_token_of_the_session(browser: Browser, path: str) -> None:
    right = await browser.csrf()

    for given in ({}, {"X-Muster-CSRF": ""}, {"X-Muster-CSRF": "0" * 64}):
        answer = await browser.command("POST", path, given)
        assert (answer.status, answer.body["type"]) == (403, "/docs/errors/csrf"), path
    assert (await browser.command("POST", path, right)).status != 403


async def test_the_token_of_another_session_is_none(browser: Browser, running: Running, one: Client) -> None:
    async with a_browser(running) as other:
        await other.sign_in("one", await a_person(one))
        theirs = await other.csrf()

    assert (await browser.command("DELETE", "/v1/session", theirs)).status == 403


async def test_a_request_by_cookie_from_a_strange_page_is_refused(browser: Browser) -> None:
    csrf = await browser.csrf()
    for origin in ("https://evil.example", "null", f"{PUBLIC_URL}.evil.example"):
        for method, path in (("GET", "/v1/me"), ("GET", "/v1/stream"), ("DELETE", "/v1/session")):
            answer = await browser.command(method, path, {"Origin": origin, **csrf})
            assert (answer.status, answer.body["type"], ALLOW in answer.headers) == (403, "/docs/errors/csrf", False)
    assert (await browser.page()("GET", "/v1/me", Origin=PUBLIC_URL)).status == 200


async def test_a_page_of_a_listed_origin_may_send_the_cookie_and_read_the_answer(browser: Browser, one: Client) -> None:
    page = f"https://{uuid.uuid4().hex}.example"
    assert (await one("PATCH", "/v1/brands/signs-in-one", {"origins": [page]})).status == 200

    answer = await browser.page()("GET", "/v1/me", Origin=page)
    assert (answer.status, answer.headers[ALLOW], answer.headers[WITH_COOKIE]) == (200, page, "true")
    refused = await browser.page()("POST", "/v1/keys", {}, Origin=page)
    assert (refused.status, refused.headers[ALLOW]) == (403, page)
    async with browser.session.get(f"{browser.url}/v1/stream", headers={"Origin": page}) as stream:
        assert (stream.status, stream.headers[ALLOW], stream.headers[WITH_COOKIE]) == (200, page, "true")


async def test_with_a_key_the_cookie_is_ignored(browser: Browser, one: Client) -> None:
    with_key = Client(browser.session, browser.url, one.credential)

    assert (await with_key("GET", "/v1/me", Origin="https://evil.example")).body["principal"] == "root"
    assert (await with_key("POST", "/v1/stream/tickets")).status == 201
    assert (await with_key("GET", "/v1/session")).status == 404


async def test_a_session_counts_in_no_other_place_than_its_cookie(browser: Browser, running: Running) -> None:
    as_token = Client(browser.session, browser.url, browser.cookie())

    assert (await as_token("GET", "/v1/me")).status == 401
    async with a_browser(running) as other:
        assert (await other.page()("GET", "/v1/me", X_API_Key=browser.cookie() or "")).status == 401
        assert (await other.page()("GET", "/v1/session")).status == 401
