"""Sessions end in time, and the issuer's word is asked for again before it ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.clock import FixedClock
from chassis.errors import Unauthenticated, Unavailable
from gateway.adapters.oidc import IdToken
from gateway.adapters.sign_in_issuer import IssuerRefused, Tokens
from gateway.adapters.tokens import Identity
from gateway.application.sessions import TRY_AGAIN, Sessions
from gateway.domain.session import SECRET_BYTES, Lifetime, make_session_id
from gateway.domain.session_state import StoredSession
from tests.support.gateway.in_memory_sessions import InMemorySessions

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ID = make_session_id("klm", bytes(SECRET_BYTES))
SESSION = StoredSession("klm", "ada", "ada", "okta", ("employee",), NOW, NOW, "r1", NOW + 5 * MINUTE, NOW + 4 * MINUTE)


@dataclass
class FakeIssuer:
    """Gives tokens for another five minutes, or what it is told to raise."""

    clock: FixedClock
    raises: Exception | None = None
    id_token: IdToken | None = None
    asked: list[str] = field(default_factory=list)

    async def refresh(self, refresh_token: str) -> Tokens:
        self.asked.append(refresh_token)
        if self.raises is not None:
            raise self.raises
        return Tokens(self.id_token, self.clock.now() + 5 * MINUTE, f"r{len(self.asked) + 1}")

    async def sign_out_url(self) -> str | None:
        return "https://id.example/end"


class House:
    """A session of Ada, and the issuer it began at."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOW)
        self.store = InMemorySessions({ID: SESSION})
        self.issuer = FakeIssuer(self.clock)
        self.sessions = Sessions(self.store, {"okta": self.issuer}, Lifetime(8 * HOUR, 24 * HOUR), self.clock)

    async def is_open(self) -> bool:
        try:
            await self.sessions.identify(ID)
        except Unauthenticated:
            return False
        return True


@pytest.fixture
def house() -> House:
    return House()


async def test_a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on(house: House) -> None:
    house.store.kept[ID] = replace(SESSION, refresh_token=None, fresh_until=None, refresh_at=None)
    house.clock.advance(7 * 3600)
    await house.sessions.seen(ID)
    house.clock.advance(7 * 3600)
    assert await house.is_open()
    house.clock.advance(3600)
    assert not await house.is_open()


async def test_a_session_ends_in_any_case(house: House) -> None:
    house.clock.advance(24 * 3600)
    house.store.kept[ID] = replace(SESSION, seen_at=house.clock.now(), refresh_at=None)

    assert not await house.is_open()


async def test_the_issuer_is_asked_when_it_is_due_and_not_before(house: House) -> None:
    house.clock.advance(239)
    await house.sessions.identify(ID)
    assert house.issuer.asked == []

    house.clock.advance(1)
    renewed = await house.sessions.identify(ID)

    assert house.issuer.asked == ["r1"]
    assert (renewed.refresh_token, renewed.fresh_until) == ("r2", house.clock.now() + 5 * MINUTE)
    assert house.store.kept[ID] == renewed


async def test_a_session_ends_when_the_issuer_refuses(house: House) -> None:
    house.issuer.raises = IssuerRefused()
    house.clock.advance(240)

    assert not await house.is_open()
    assert house.store.kept == {}


async def test_while_the_issuer_is_away_a_session_counts_until_its_token_ends_and_is_unavailable_then(
    house: House,
) -> None:
    house.issuer.raises = Unavailable("issuer")
    house.clock.advance(240)
    assert await house.is_open()

    house.clock.advance(60)
    for _ in range(2):  # the one that asks, and one beside it
        with pytest.raises(Unavailable):
            await house.sessions.identify(ID)

    house.issuer.raises = None
    house.clock.advance(TRY_AGAIN.total_seconds())
    assert await house.is_open()
    assert not house.store.kept[ID].refresh_failed


async def test_a_session_counts_while_another_process_asks(house: House) -> None:
    house.clock.advance(400)
    assert await house.store.claim_refresh(ID, NOW + 4 * MINUTE, house.clock.now() + TRY_AGAIN)

    assert await house.is_open()
    assert house.issuer.asked == []


@pytest.mark.parametrize("identity", [("klm", "eve"), ("aurora", "ada")])
async def test_a_refresh_that_is_about_somebody_else_ends_the_session(house: House, identity: tuple[str, str]) -> None:
    house.issuer.id_token = IdToken(Identity(*identity, NOW + HOUR), None, ())
    house.clock.advance(240)

    assert not await house.is_open()
    assert house.store.kept == {}


async def test_roles_follow_the_newest_claims(house: House) -> None:
    house.issuer.id_token = IdToken(Identity("klm", "ada", NOW + HOUR), None, ("analyst",))
    house.clock.advance(240)

    assert (await house.sessions.identify(ID)).roles == ("analyst",)


async def test_a_session_of_an_issuer_that_is_configured_no_more_ends(house: House) -> None:
    house.store.kept[ID] = replace(SESSION, issuer="gone")

    assert not await house.is_open()
    assert house.store.kept == {}


async def test_uses_are_written_once_a_minute(house: House) -> None:
    await house.sessions.seen(ID)
    house.clock.advance(30)
    await house.sessions.seen(ID)

    assert house.store.kept[ID].seen_at == NOW
