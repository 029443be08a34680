"""The stores of sessions and sign-ins in MongoDB, and what an eye on the database does not see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.seal import Sealer
from gateway.persistence.base import StoreContext
from gateway.persistence.sessions import SessionStore
from gateway.persistence.sign_ins import SignInStore
from tests.support.gateway.session_suite import BEGUN, ID, NOW, SESSION, SessionSuite, Stores


@pytest.fixture
async def stores(mongo_url: str, database_name: str) -> AsyncIterator[Stores]:
    clock, sealer = FixedClock(NOW), Sealer(b"s" * 32)
    mongo = await Mongo.connect(mongo_url, database_name)
    context = StoreContext(mongo, Outbox(mongo), clock)
    yield Stores(SessionStore(context, sealer, timedelta(hours=24)), SignInStore(context, sealer), clock)
    await mongo.close()


class TestSessionsOnMongo(SessionSuite):
    """The suite on the real stores."""


async def test_neither_ids_nor_tokens_nor_verifiers_stand_in_the_database(
    stores: Stores, mongo_database: Database[dict[str, Any]]
) -> None:
    await stores.sessions.start(ID, SESSION)
    await stores.sign_ins.keep("the-state", "the-binding", BEGUN)

    seen = str([list(mongo_database[name].find()) for name in ("sessions", "sign_ins")])
    for secret in (ID.text, ID.csrf_token, "'r1'", "the-state", "the-binding", BEGUN.verifier, BEGUN.nonce):
        assert secret not in seen
