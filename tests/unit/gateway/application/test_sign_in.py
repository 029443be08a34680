"""A sign-in becomes a session of a person of the brand, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from chassis.clock import FixedClock
from chassis.errors import Unavailable
from gateway.adapters.oidc import IdToken
from gateway.adapters.sign_in_issuer import Tokens
from gateway.adapters.tokens import Identity
from gateway.application.sign_in import BadReturn, SignIn, SignInAnswer, UnknownIssuer
from gateway.domain.sign_in import SignInEnded
from gateway.persistence.people import Person
from tests.support.gateway.in_memory_sessions import InMemorySessions, InMemorySignIns

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWN = "https://api.example"


@dataclass
class FakeIssuer:
    """Confirms who it is told to, of the brand klm."""

    login: str = "ada"
    refresh_token: str | None = "r1"
    away: bool = False
    exchanged: list[tuple[str, str, str]] = field(default_factory=list)

    async def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        if self.away:
            raise Unavailable("issuer")
        return f"state={state}"

    async def is_answer_of(self, named: str | None) -> bool:
        return named in {None, "https://id.example"}

    async def exchange(self, code: str, verifier: str, nonce: str) -> Tokens:
        self.exchanged.append((code, verifier, nonce))
        token = IdToken(Identity("klm", self.login, NOW), nonce, ("analyst",))
        return Tokens(token, NOW + timedelta(minutes=5), self.refresh_token)


class FakePeople:
    async def by_login(self, brand: str, login: str) -> Person | None:
        return Person("p1", "Ada", ("employee",), "ada", True, 1, NOW) if (brand, login) == ("klm", "ada") else None


class FakeBrands:
    async def with_origin(self, origin: str) -> frozenset[str]:
        listed = {"https://inbox.klm.example": "klm", "https://inbox.aurora.example": "aurora"}
        return frozenset({listed[origin]}) if origin in listed else frozenset()


class House:
    """Signing in at one issuer."""

    def __init__(self) -> None:
        clock = FixedClock(NOW)
        self.issuer, self.sessions, self.pending = FakeIssuer(), InMemorySessions(), InMemorySignIns(clock)
        self.sign_in = SignIn(
            {"okta": self.issuer}, self.pending, self.sessions, FakePeople(), FakeBrands(), OWN, clock
        )

    async def begin(self, return_to: str = "/docs") -> str:
        url = await self.sign_in.begin("okta", return_to, "browser")
        return parse_qs(url)["state"][0]

    async def finish(self, return_to: str = "/docs", **given: str | None) -> str:
        answer = {"code": "c1", "error": None, "issuer": None, **given}
        _, lead = await self.sign_in.finish(SignInAnswer(await self.begin(return_to), **answer), "browser")
        return lead


@pytest.fixture
def house() -> House:
    return House()


async def test_a_session_is_of_the_person_with_the_roles_of_their_claims(house: House) -> None:
    assert await house.finish() == "/docs"

    ((id_, session),) = house.sessions.kept.items()
    assert (id_.brand, session.brand, session.person, session.roles) == ("klm", "klm", "p1", ("analyst",))
    assert (session.refresh_token, session.refresh_at) == ("r1", NOW + timedelta(minutes=4))


async def test_without_a_refresh_token_nothing_is_due(house: House) -> None:
    house.issuer.refresh_token = None
    await house.finish()

    (session,) = house.sessions.kept.values()
    assert (session.refresh_token, session.fresh_until, session.refresh_at) == (None, None, None)


async def test_every_sign_in_has_a_state_a_nonce_and_a_verifier_of_its_own(house: House) -> None:
    for _ in range(2):
        await house.finish()

    (_, *first), (_, *second) = house.issuer.exchanged
    assert len({*first, *second}) == 4
    assert min(map(len, first)) == 43


@pytest.mark.parametrize("return_to", ["/", f"{OWN}/docs", "https://inbox.klm.example/a"])
async def test_a_person_is_sent_where_their_brand_has_pages(house: House, return_to: str) -> None:
    assert await house.finish(return_to) == return_to


@pytest.mark.parametrize(
    ("login", "return_to", "given", "reason"),
    [
        ("eve", "/", {}, "unknown_person"),
        ("ada", "https://inbox.aurora.example/", {}, "origin"),
        ("ada", "/", {"error": "access_denied"}, "issuer_refused"),
        ("ada", "/", {"code": None}, "issuer_refused"),
        ("ada", "/", {"issuer": "https://evil.example"}, "issuer_refused"),
    ],
)
async def test_what_does_not_fit_starts_nothing(
    house: House, login: str, return_to: str, given: dict[str, str | None], reason: str
) -> None:
    house.issuer.login = login

    with pytest.raises(SignInEnded, match=reason):
        await house.finish(return_to, **given)
    assert house.sessions.kept == {}


async def test_nothing_is_remembered_of_what_cannot_begin(house: House) -> None:
    with pytest.raises(UnknownIssuer):
        await house.sign_in.begin("none", "/", "browser")
    with pytest.raises(BadReturn):
        await house.sign_in.begin("okta", "https://evil.example/", "browser")
    house.issuer.away = True
    with pytest.raises(Unavailable):
        await house.begin()
    assert house.pending.kept == {}
