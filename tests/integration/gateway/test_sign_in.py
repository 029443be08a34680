"""People sign in from a browser at an issuer that holds its clients to the letter, and nobody else does."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from tests.integration.gateway.browser import Browser, a_browser, administrator_of
from tests.integration.gateway.conftest import PUBLIC_URL, Answer, Client, Running
from tests.integration.gateway.test_stream import Read


@pytest.fixture
async def one(operator: Client, administrators: dict[str, str]) -> Client:
    return await administrator_of(operator, "one", administrators)


@pytest.fixture
async def two(operator: Client, administrators: dict[str, str]) -> Client:
    return await administrator_of(operator, "two", administrators)


@pytest.fixture
async def browser(running: Running) -> AsyncIterator[Browser]:
    async with a_browser(running) as browser:
        yield browser


async def a_person(admin: Client, *roles: str) -> str:
    person = f"p{uuid.uuid4().hex[:10]}"
    made = await admin("POST", "/v1/people", {"id": person, "name": person.title(), "roles": list(roles)})
    assert made.status == 201, made.raw
    return person


@pytest.fixture
async def ada(one: Client) -> str:
    """A person of the brand of the issuer `one`."""
    return await a_person(one, "employee")


def refused(answer: Answer) -> tuple[int, str, str]:
    return answer.status, answer.body["type"].rpartition("/")[2], answer.body["reason"]


async def test_a_person_signs_in_and_is_who_they_are(browser: Browser, ada: str) -> None:
    answer = await browser.sign_in("one", ada, "/docs?a=b", groups="x care-team")

    assert (answer.status, answer.headers["location"], answer.headers["cache-control"]) == (
        302,
        "/docs?a=b",
        "no-store",
    )
    assert "HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]
    me = (await browser.page()("GET", "/v1/me")).body
    assert (me["brand"], me["principal"], me["roles"]) == ("signs-in-one", ada, ["analyst", "employee"])
    session = (await browser.page()("GET", "/v1/session")).body
    assert (session["person"], session["issuer"], session["ends_at"] > session["expires_at"]) == (ada, "one", True)


async def test_roles_of_claims_are_those_of_the_session_and_of_who_matches(browser: Browser, one: Client) -> None:
    person = await a_person(one, "employee")

    await browser.sign_in("one", person, groups="not-care-team")

    assert (await browser.page()("GET", "/v1/me")).body["roles"] == ["employee"]
    assert (await one("GET", f"/v1/people/{person}")).body["roles"] == ["employee"]


async def test_the_issuers_are_listed_for_who_is_not_signed_in(browser: Browser) -> None:
    names = [each["name"] for each in (await browser.go("/v1/sign-in/issuers")).body["items"]]

    assert {"one", "two"} <= set(names)


async def test_a_callback_counts_once(browser: Browser, ada: str) -> None:
    callback = await browser.at_issuer(await browser.begin("one"), ada)
    assert (await browser.go(callback)).status == 302
    first = browser.cookie()

    assert refused(await browser.go(callback)) == (403, "sign_in_refused", "stale")
    assert browser.cookie() == first


async def test_a_state_that_nobody_began_with_is_refused(browser: Browser, ada: str) -> None:
    callback = await browser.at_issuer(await browser.begin("one"), ada)

    wrong = callback.replace("state=", "state=x")
    assert refused(await browser.go(wrong)) == (403, "sign_in_refused", "stale")
    assert refused(await browser.go("/v1/sign-in/callback")) == (403, "sign_in_refused", "stale")
    assert browser.cookie() is None


async def test_a_callback_in_another_browser_is_refused_and_counts_in_the_right_one(
    browser: Browser, running: Running, ada: str
) -> None:
    callback = await browser.at_issuer(await browser.begin("one"), ada)
    async with a_browser(running) as other:
        assert refused(await other.go(callback)) == (403, "sign_in_refused", "stale")
        await other.begin("one")  # with a binding of its own
        assert refused(await other.go(callback)) == (403, "sign_in_refused", "stale")

    assert (await browser.go(callback)).status == 302


async def test_two_pages_of_a_browser_sign_in_at_once(browser: Browser, ada: str) -> None:
    callbacks = [await browser.at_issuer(await browser.begin("one"), ada) for _ in range(2)]

    assert [(await browser.go(each)).status for each in callbacks] == [302, 302]


async def test_a_sign_in_that_took_too_long_is_refused(browser: Browser, running: Running, ada: str) -> None:
    callback = await browser.at_issuer(await browser.begin("one"), ada)
    running.change("sign_ins", "*", {"until": running.past()})

    assert refused(await browser.go(callback)) == (403, "sign_in_refused", "stale")


@pytest.mark.parametrize("wanted", [{"forged_nonce": "another"}, {"deny": "yes"}, {"iss": "https://evil.example"}])
async def test_what_the_issuer_does_not_confirm_is_refused(browser: Browser, ada: str, wanted: dict[str, str]) -> None:
    assert refused(await browser.sign_in("one", ada, **wanted)) == (403, "sign_in_refused", "issuer_refused")
    assert browser.cookie() is None


async def test_a_code_of_another_sign_in_is_refused(browser: Browser, ada: str) -> None:
    (begun, callback) = [await browser.at_issuer(await browser.begin("one"), ada) for _ in range(2)]
    stolen = begun.partition("code=")[2].partition("&")[0]
    own = callback.partition("code=")[2].partition("&")[0]

    assert refused(await browser.go(callback.replace(own, stolen))) == (403, "sign_in_refused", "issuer_refused")


async def test_who_is_no_person_of_the_brand_sees_a_page_and_is_sent_nowhere(
    browser: Browser, one: Client, two: Client
) -> None:
    stranger, ended = await a_person(two), await a_person(one)
    assert (await one("PATCH", f"/v1/people/{ended}", {"active": False})).status == 200

    for person in (stranger, ended, "nobody-at-all"):
        assert refused(await browser.sign_in("one", person)) == (403, "sign_in_refused", "unknown_person")
    callback = await browser.at_issuer(await browser.begin("one"), stranger)
    page = await browser.go(callback, Accept="text/html,*/*;q=0.8")
    assert (page.status, page.headers["content-type"].partition(";")[0]) == (403, "text/html")
    assert "Location" not in page.headers
    assert browser.cookie() is None


@pytest.mark.parametrize(
    "return_to",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "https://evil.example@localhost", "javascript:x"],
)
async def test_nobody_is_sent_to_a_place_that_no_brand_lists(browser: Browser, return_to: str) -> None:
    answer = await browser.page()("GET", f"/v1/sign-in?issuer=one&return_to={return_to}")

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "#query/return_to")


async def test_an_issuer_that_is_not_there_and_a_strange_parameter_are_named(browser: Browser) -> None:
    for query, pointer in (("issuer=none", "#query/issuer"), ("issuer=one&next=/", "#query/next")):
        answer = await browser.go(f"/v1/sign-in?{query}")
        assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)


async def test_a_page_of_a_listed_origin_is_returned_to_by_people_of_its_brand_alone(
    browser: Browser, one: Client, two: Client, ada: str
) -> None:
    page = f"https://{uuid.uuid4().hex}.example"
    assert (await one("PATCH", "/v1/brands/signs-in-one", {"origins": [page]})).status == 200

    assert (await browser.sign_in("one", ada, f"{page}/inbox#1")).headers["location"] == f"{page}/inbox#1"
    other = await a_person(two)
    assert refused(await browser.sign_in("two", other, f"{page}/inbox")) == (403, "sign_in_refused", "origin")


async def test_signing_in_again_ends_the_session_before(browser: Browser, running: Running, ada: str) -> None:
    await browser.sign_in("one", ada)
    before = browser.cookie()
    await browser.sign_in("one", ada)

    running.forget()
    async with a_browser(running) as other:
        assert (await other.page()("GET", "/v1/me", Cookie=f"muster={before}")).status == 401
    assert (await browser.page()("GET", "/v1/me")).status == 200


async def test_a_session_of_one_brand_sees_nothing_of_another(browser: Browser, one: Client, two: Client) -> None:
    theirs = await a_person(one, "employee")
    administrator = await a_person(two, "administrator")
    await browser.sign_in("two", administrator)

    assert (await browser.page()("GET", "/v1/people/root")).body["id"] == "root"
    for path in (f"/v1/people/{theirs}", "/v1/brands/signs-in-one"):
        assert (await browser.page()("GET", path)).status == 404


async def test_signing_out_ends_the_session_and_its_stream(browser: Browser, ada: str) -> None:
    await browser.sign_in("one", ada)
    cookie, csrf = browser.cookie(), await browser.csrf()
    async with browser.session.get(f"{browser.url}/v1/stream", headers={"Origin": PUBLIC_URL}) as response:
        stream = Read(response)
        assert (await stream.next())["event"] == "ready"

        left = await browser.command("DELETE", "/v1/session", csrf)
        assert (left.status, left.body["sign_out_url"].partition("?")[2]) == (200, "client_id=muster")
        last = await stream.next(5)
        while last["event"] != "end":
            last = await stream.next(5)
    assert last["data"] == {"reason": "credential_ended"}
    assert browser.cookie() is None
    assert (await browser.page()("GET", "/v1/me", Cookie=f"muster={cookie}")).status == 401


async def test_the_issuer_is_asked_again_and_its_refusal_ends_the_session(
    browser: Browser, running: Running, two: Client
) -> None:
    await browser.sign_in("two", await a_person(two))
    running.change("sessions", "signs-in-two", {"refresh_at": running.past()})
    kept = running.issuers["two"].refresh_tokens
    before = set(kept)
    running.forget()
    assert (await browser.page()("GET", "/v1/me")).status == 200
    assert set(kept) != before

    kept.clear()
    running.change("sessions", "signs-in-two", {"refresh_at": running.past()})
    running.forget()
    assert (await browser.page()("GET", "/v1/me")).status == 401
