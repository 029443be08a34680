"""What every store of sessions and of sign-ins holds to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chassis.clock import FixedClock
from gateway.application.sessions import KeepsSessions
from gateway.application.sign_in import KeepsSignIns
from gateway.domain.session import SECRET_BYTES, make_session_id
from gateway.domain.session_state import StoredSession
from gateway.domain.sign_in import PENDING, PendingSignIn

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ID = make_session_id("klm", bytes(SECRET_BYTES))
SESSION = StoredSession("klm", "ada", "okta|ada", "okta", ("employee",), NOW, NOW, "r1", NOW + 5 * MINUTE, NOW + MINUTE)
BEGUN = PendingSignIn("okta", "nonce", "verifier", "/docs")


@dataclass
class Stores:
    """A pair of empty stores and their clock."""

    sessions: KeepsSessions
    sign_ins: KeepsSignIns
    clock: FixedClock


class SessionSuite:
    """Subclasses give a fixture `stores`."""

    async def test_a_session_is_found_as_it_was_stored_and_is_gone_when_it_ends(self, stores: Stores) -> None:
        await stores.sessions.start(ID, SESSION)
        assert await stores.sessions.get(ID) == SESSION
        assert await stores.sessions.get(make_session_id("klm", b"1" * SECRET_BYTES)) is None

        await stores.sessions.end(ID)
        await stores.sessions.end(ID)
        assert await stores.sessions.get(ID) is None

    async def test_a_session_without_a_refresh_token_is_found_as_it_was_stored(self, stores: Stores) -> None:
        plain = replace(SESSION, refresh_token=None, fresh_until=None, refresh_at=None)
        await stores.sessions.start(ID, plain)
        assert await stores.sessions.get(ID) == plain

    async def test_a_use_moves_on_and_never_back(self, stores: Stores) -> None:
        await stores.sessions.start(ID, SESSION)
        for at in (NOW + MINUTE, NOW):
            await stores.sessions.seen(ID, at)
        assert await stores.sessions.get(ID) == replace(SESSION, seen_at=NOW + MINUTE)

    async def test_one_of_two_asks_the_issuer(self, stores: Stores) -> None:
        await stores.sessions.start(ID, SESSION)
        claims = [await stores.sessions.claim_refresh(ID, NOW + MINUTE, NOW + 2 * MINUTE) for _ in range(2)]
        assert claims == [True, False]

    async def test_what_the_issuer_gave_is_stored_and_the_last_use_stays(self, stores: Stores) -> None:
        await stores.sessions.start(ID, SESSION)
        await stores.sessions.refresh_failed(ID)
        failed = await stores.sessions.get(ID)
        assert failed is not None
        assert failed.refresh_failed

        await stores.sessions.seen(ID, NOW + MINUTE)
        renewed = replace(SESSION, roles=("analyst",), refresh_token="r2", fresh_until=NOW + 9 * MINUTE)
        await stores.sessions.refreshed(ID, renewed)
        assert await stores.sessions.get(ID) == replace(renewed, seen_at=NOW + MINUTE)

    async def test_nothing_revives_a_session_that_has_ended(self, stores: Stores) -> None:
        await stores.sessions.seen(ID, NOW)
        await stores.sessions.refresh_failed(ID)
        await stores.sessions.refreshed(ID, SESSION)
        assert not await stores.sessions.claim_refresh(ID, NOW + MINUTE, NOW + 2 * MINUTE)
        assert await stores.sessions.get(ID) is None

    async def test_a_sign_in_is_given_once_and_to_its_browser_alone(self, stores: Stores) -> None:
        await stores.sign_ins.keep("state", "browser", BEGUN)
        assert await stores.sign_ins.take("state", "another browser") is None
        assert await stores.sign_ins.take("another state", "browser") is None
        assert await stores.sign_ins.take("state", "browser") == BEGUN
        assert await stores.sign_ins.take("state", "browser") is None

    async def test_a_sign_in_that_took_too_long_is_not_given(self, stores: Stores) -> None:
        await stores.sign_ins.keep("state", "browser", BEGUN)
        stores.clock.advance(PENDING.total_seconds())
        assert await stores.sign_ins.take("state", "browser") is None
