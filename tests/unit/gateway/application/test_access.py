"""Who is calling: a token carries what its key carries and ends with it; a key what its person may."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.errors import Unauthenticated
from contracts.directory import Role
from gateway.adapters.dev_issuer import DevIssuer
from gateway.adapters.tokens import TokenVerifier
from gateway.application.access import BOOTSTRAP, Access, VerifiedCaller
from gateway.application.access_ports import AccessLookups
from gateway.domain.credentials import KEY_ID_BYTES, SECRET_BYTES, ApiKey, make_key
from gateway.domain.grants import Grant
from gateway.domain.scopes import ROLE_SCOPES
from gateway.domain.session import SECRET_BYTES as SESSION_BYTES
from gateway.domain.session import SessionId, make_session_id
from gateway.domain.session_state import StoredSession
from gateway.persistence.brands import Brand
from gateway.persistence.integrations import Integration
from gateway.persistence.keys import Key
from gateway.persistence.people import Person

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class FakeKeys:
    kept: dict[tuple[str, str], Key] = field(default_factory=dict)

    async def get(self, brand: str, key: str, /) -> Key | None:
        return self.kept.get((brand, key))


@dataclass
class FakePeople:
    kept: dict[tuple[str, str], Person] = field(default_factory=dict)

    async def get(self, brand: str, person: str, /) -> Person | None:
        return self.kept.get((brand, person))

    async def by_login(self, brand: str, login: str, /) -> Person | None:
        found = [each for (whose, _), each in self.kept.items() if whose == brand and each.login == login]
        return found[0] if found else None


class NoGrants:
    async def of(self, brand: str, person: str, /) -> list[Grant]:
        return []


class NoBrands:
    async def get(self, brand: str, /) -> Brand | None:
        return None


class NoIntegrations:
    async def get(self, brand: str, integration: str, /) -> Integration | None:
        return None


@dataclass
class FakeSessions:
    kept: dict[SessionId, StoredSession] = field(default_factory=dict)

    async def identify(self, id_: SessionId, /) -> StoredSession:
        if id_ not in self.kept:
            raise Unauthenticated("the session has ended")
        return self.kept[id_]

    def ends_at(self, session: StoredSession, /) -> datetime:
        return session.seen_at + HOUR

    async def end(self, id_: SessionId, /) -> None:
        self.kept.pop(id_, None)


class House:
    """The brand klm, its keys and people, and the local issuer."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOW)
        self.keys, self.people = FakeKeys(), FakePeople()
        self.sessions = FakeSessions()
        self.issuer = DevIssuer(b"i" * 32, b"b" * 32, self.clock)
        self.access = Access(
            AccessLookups(self.keys, self.people, NoGrants(), NoIntegrations(), self.sessions, NoBrands()),
            TokenVerifier([self.issuer]),
            "b" * 32,
            self.clock,
        )

    def person(self, id_: str, *roles: Role) -> None:
        self.people.kept["klm", id_] = Person(id_, id_.title(), roles, id_, True, 1, NOW)

    def key(self, person: str, *scopes: str, expires_at: datetime | None = None) -> ApiKey:
        """A key of a person, narrowed to these scopes where there are any."""
        number = len(self.keys.kept).to_bytes(KEY_ID_BYTES, "big")
        made = make_key("klm", number + bytes(SECRET_BYTES))
        narrowed = scopes or None
        kept = Key(made.key_id, "a key", "person", person, None, narrowed, made.digest, NOW, expires_at, None)
        self.keys.kept["klm", made.key_id] = kept
        return made

    def token(self, key: str, login: str = "ada", expires_at: datetime = NOW + HOUR) -> str:
        return self.issuer.issue("klm", login, key, expires_at)

    def session(self, person: str, login: str, *roles: str) -> SessionId:
        """A session of a person, with these roles from claims."""
        id_ = make_session_id("klm", bytes(SESSION_BYTES))
        self.sessions.kept[id_] = StoredSession("klm", person, login, "okta", roles, NOW, NOW)
        return id_

    async def caller(self, credential: str) -> VerifiedCaller:
        self.access.changed()
        return await self.access.caller(credential)


@pytest.fixture
def house() -> House:
    house = House()
    house.person("ada", "administrator")
    house.person("eve", "employee")
    return house


async def test_a_token_carries_what_its_key_carries_and_nothing_more(house: House) -> None:
    key = house.key("ada", "stream:read")

    found = await house.caller(house.token(key.key_id))

    assert found.principal == (await house.caller(key.text)).principal
    assert found.principal.scopes == {"stream:read"}


async def test_a_token_ends_with_its_key(house: House) -> None:
    key = house.key("ada")
    token = house.token(key.key_id)
    await house.caller(token)
    kept = house.keys.kept["klm", key.key_id]

    for ended in (replace(kept, revoked_at=NOW), replace(kept, expires_at=NOW), replace(kept, person="eve"), None):
        house.keys.kept = {} if ended is None else {("klm", key.key_id): ended}
        with pytest.raises(Unauthenticated):
            await house.caller(token)


async def test_a_token_that_is_still_remembered_ends_when_its_key_does(house: House) -> None:
    key = house.key("ada", expires_at=NOW + HOUR / 2)
    token = house.token(key.key_id)

    assert (await house.access.caller(token)).expires_at == NOW + HOUR / 2
    house.clock.advance(HOUR.total_seconds() / 2)
    with pytest.raises(Unauthenticated):
        await house.access.caller(token)


async def test_a_token_ends_with_its_person(house: House) -> None:
    token = house.token(house.key("ada").key_id)
    await house.caller(token)
    house.people.kept["klm", "ada"] = replace(house.people.kept["klm", "ada"], active=False)

    with pytest.raises(Unauthenticated):
        await house.caller(token)


async def test_a_token_names_a_key_of_its_own_person(house: House) -> None:
    with pytest.raises(Unauthenticated):
        await house.caller(house.token(house.key("eve").key_id, login="ada"))


async def test_a_token_of_the_operator_has_the_roles_of_its_person(house: House) -> None:
    found = await house.caller(house.token(BOOTSTRAP, login="eve"))

    assert found.principal.scopes == ROLE_SCOPES["employee"]


async def test_a_key_is_named_to_whoever_asks_and_a_token_has_none(house: House) -> None:
    key = house.key("ada")

    assert (await house.caller(key.text)).key == key.key_id
    assert (await house.caller(house.token(key.key_id))).key is None
    assert (await house.caller("b" * 32)).key == BOOTSTRAP


async def test_a_session_has_the_roles_of_its_person_and_those_of_its_claims(house: House) -> None:
    session = house.session("eve", "eve", "analyst")

    found = await house.caller(session.text)

    assert found.principal.roles == {"employee", "analyst"}
    assert found.principal.scopes == ROLE_SCOPES["employee"] | ROLE_SCOPES["analyst"]
    assert (found.principal.brand, found.kind, found.key, found.expires_at) == ("klm", "person", None, NOW + HOUR)


@pytest.mark.parametrize("change", [{"active": False}, {"login": "other"}, None])
async def test_a_session_ends_with_its_person_and_with_their_login(house: House, change: dict[str, Any] | None) -> None:
    session = house.session("eve", "eve")
    await house.caller(session.text)
    before = house.people.kept.pop(("klm", "eve"))
    if change is not None:
        house.people.kept["klm", "eve"] = replace(before, **change)

    with pytest.raises(Unauthenticated):
        await house.caller(session.text)
    house.people.kept["klm", "eve"] = before
    with pytest.raises(Unauthenticated):
        await house.caller(session.text)


async def test_a_login_that_is_somebody_elses_by_now_gives_no_session(house: House) -> None:
    session = house.session("eve", "ada")

    with pytest.raises(Unauthenticated):
        await house.caller(session.text)
