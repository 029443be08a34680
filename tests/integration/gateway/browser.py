"""A browser: it has cookies, follows a sign-in step by step, and sends what a page of an origin would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
from yarl import URL

from tests.integration.gateway.conftest import PUBLIC_URL, Answer, Client, Running
from tests.support.documented_answers import note

SESSION = "muster"


@dataclass
class Browser:
    """One browser with its cookies; the gateway is where it listens, whatever address it gives of itself."""

    session: aiohttp.ClientSession
    url: str

    async def go(self, path: str, **headers: str) -> Answer:
        """Open a page of the gateway; redirects are answers here."""
        async with self.session.get(self.url + path, headers=headers, allow_redirects=False) as response:
            fields = {name.lower(): value for name, value in response.headers.items()}
            answer = Answer(response.status, fields, await response.read())
        note("GET", path, answer.status, fields, answer.raw)
        return answer

    async def begin(self, issuer: str, return_to: str = "/docs") -> str:
        """Begin a sign-in; returns where the issuer is to be asked."""
        began = await self.go(f"/v1/sign-in?{urlencode({'issuer': issuer, 'return_to': return_to})}")
        assert began.status == 302, began.raw
        return began.headers["location"]

    async def at_issuer(self, address: str, person: str, **wanted: str) -> str:
        """Confirm at the strict issuer; returns the path of the callback."""
        asked = f"{address}&{urlencode({'as': person, **wanted})}"
        async with self.session.get(asked, allow_redirects=False) as response:
            assert response.status == 302, await response.text()
            return path_of(response.headers["Location"])

    async def sign_in(self, issuer: str, person: str, return_to: str = "/docs", **wanted: str) -> Answer:
        """The whole way; returns the answer to the callback."""
        return await self.go(await self.at_issuer(await self.begin(issuer, return_to), person, **wanted))

    def page(self) -> Client:
        """What a page does, without any header of its own."""
        return Client(self.session, self.url, None)

    async def command(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        """What a page does with these headers, and an empty object where a command has a body."""
        return await self.page()(method, path, {} if method == "POST" else None, raw=None, **headers)

    async def csrf(self) -> dict[str, str]:
        """The header that commands need."""
        return {"X-Muster-CSRF": (await self.page()("GET", "/v1/session")).body["csrf_token"]}

    def cookie(self, name: str = SESSION) -> str | None:
        found = self.session.cookie_jar.filter_cookies(URL(self.url)).get(name)
        return None if found is None else found.value


@asynccontextmanager
async def a_browser(running: Running) -> AsyncIterator[Browser]:
    """A browser without cookies."""
    jar = aiohttp.CookieJar(unsafe=True)  # takes cookies of an address without a name too
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Browser(session, running.url)


def path_of(callback: str) -> str:
    """The path and query of an address of the gateway."""
    assert callback.startswith(f"{PUBLIC_URL}/"), callback
    parts = urlsplit(callback)
    return f"{parts.path}?{parts.query}"


async def administrator_of(operator: Client, issuer: str, known: dict[str, str]) -> Client:
    """The administrator of the brand that an issuer speaks for, which is made when it is first asked for."""
    brand = f"signs-in-{issuer}"
    if brand not in known:
        wanted: dict[str, Any] = {"id": brand, "name": brand, "administrator": {"person": "root", "name": "Root"}}
        made = await operator("POST", "/v1/brands", wanted)
        assert made.status == 201, made.raw
        known[brand] = made.body["key"]
    return Client(operator.session, operator.url, known[brand])
