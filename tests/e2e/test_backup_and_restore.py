"""A brand is backed up at work and restored in another installation; that one is backed up whole and restored too."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.settings import CommonSettings
from deploy.keeping import backup, restore
from deploy.keeping.installation import OF_A_MOMENT, SERVICES, Installation
from deploy.keeping.log_parts import Places, unread_from
from deploy.keeping.manifest import Manifest
from deploy.local.api import Api
from deploy.local.preloaded import Preloader
from deploy.local.services import choose_addresses, environment, forked_child, is_ready
from deploy.local.state import LocalState
from deploy.local.topics import make_topics
from deploy.stack.child import Child
from deploy.stack.errors import StackError
from tests.e2e.rig import Brand, eventually, found_brand, words
from tests.e2e.test_when_a_part_is_away import stopped

READ, UNREAD = 30, 10
START_SECONDS = 60


def silent(_: str) -> None:
    """Tell nobody."""


def another(state: LocalState, prefix: str) -> tuple[Installation, dict[str, str]]:
    """An installation of its own on the same MongoDB and Kafka, and the variables of its processes."""
    addresses = choose_addresses()
    variables = {**environment(state, addresses), **state.variables, "MUSTER_PREFIX": prefix}
    common = CommonSettings.model_validate(
        {name: variables[f"MUSTER_{name.upper()}"] for name in ("kafka", "mongo", "internal_key", "seal_key", "prefix")}
    )
    return Installation.of(common), variables


@contextmanager
def running(variables: dict[str, str], logs: Path, preloader: Preloader) -> Iterator[str]:
    """Run its five processes; gives the address of its gateway."""
    started: list[Child] = []
    try:
        for service in SERVICES:
            child = forked_child(service, variables, logs, preloader)
            child.start()
            started.append(child)
        for service, child in zip(SERVICES, started, strict=True):
            url = f"http://127.0.0.1:{variables[f'MUSTER_{service.upper()}_PORT']}"
            child.wait_until(lambda url=url: is_ready(url), within_seconds=START_SECONDS)  # type: ignore[misc]
        yield f"http://127.0.0.1:{variables['MUSTER_GATEWAY_PORT']}"
    finally:
        for child in started:
            child.kill()


def contents(at: Installation) -> dict[str, tuple[int, str]]:
    """How many documents every collection has, and their hash."""
    found = {}
    with MongoClient[dict[str, Any]](at.mongo) as client:
        for service in SERVICES:
            database = client[at.database(service)]
            for name in sorted(set(database.list_collection_names()) - OF_A_MOMENT - {restore.RESTORES}):
                documents = [repr(each) for each in database[name].find().sort("_id")]
                if documents:
                    digest = hashlib.sha256("".join(documents).encode()).hexdigest()
                    found[f"{service}.{name}"] = (len(documents), digest)
    return found


def of(brand: Brand, path: str) -> list[dict[str, Any]]:
    """The items of a list, in a fixed order."""
    return sorted(brand.every(path), key=repr)


def taken(at: Installation, folder: Path, brand: str | None) -> Manifest:
    """Take a backup."""
    return asyncio.run(backup.take_backup(at, folder, brand, silent))


def restored(at: Installation, folder: Path) -> Manifest:
    """Restore a backup."""
    return asyncio.run(restore.restore_backup(at, folder, silent))


@pytest.mark.timeout(240)
def test_a_brand_goes_to_another_installation_and_that_one_whole_to_a_third(
    system: LocalState, brand: Brand, preloader: Preloader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _ = another(system, "")
    there, variables = another(system, f"b{brand.id[-8:]}.")
    assert found_brand(system).post([words(number) for number in range(READ)]).status == HTTPStatus.ACCEPTED
    brand.hire("anna")
    assert brand.post([words(number) for number in range(READ)]).status == HTTPStatus.ACCEPTED
    eventually(lambda: brand.inbound() == READ, "the first messages")
    eventually(lambda: brand.counted("volume_in") == READ, "the first messages, counted")
    eventually(lambda: len(list(brand.every("/v1/tasks"))) == READ, "the first tasks")
    brand.admin.post("/v1/incidents", {"title": "Ash", "severity": 1})
    with stopped(system, "inbox"):
        unread = brand.post([words(number) for number in range(READ, READ + UNREAD)])
        assert unread.status == HTTPStatus.ACCEPTED
        with monkeypatch.context() as behind:
            behind.setattr(backup, "unread_from", _as_if_half_was_never_committed)
            manifest = taken(here, tmp_path / "brand", brand.id)
    kept = {f"{part.owner}.{part.name}": part.documents for part in manifest.parts}
    assert kept["inbox.messages"] == READ
    assert UNREAD < kept[".channel.events"] < READ + UNREAD, "what is unread, and half of what is stored already"

    asyncio.run(make_topics(there.kafka, there.prefix))
    with running(variables, tmp_path / "logs", preloader) as gateway:
        with monkeypatch.context() as dying:
            dying.setattr(restore, "_send", _dies)
            with pytest.raises(StackError, match="run the same again"):
                restored(there, tmp_path / "brand")
        restored(there, tmp_path / "brand")
        moved = replace(
            brand, state=system.model_copy(update={"gateway": gateway}), admin=Api(gateway, brand.admin.key)
        )
        eventually(lambda: moved.inbound() == READ + UNREAD, "what was unread, too")
        eventually(lambda: len(list(moved.every("/v1/tasks"))) == READ + UNREAD, "tasks of what was unread")
        eventually(lambda: moved.counted("volume_in") == READ + UNREAD, "what was unread, counted")
        eventually(lambda: moved.ledger()["stored"] == READ + UNREAD, "the ledger")
        assert moved.ledger()["difference"] == 0, moved.ledger()
        assert of(moved, "/v1/incidents") == of(brand, "/v1/incidents")
        assert moved.post([words(READ + UNREAD)]).status == HTTPStatus.ACCEPTED
        eventually(lambda: moved.inbound() == READ + UNREAD + 1, "a new message")
        with pytest.raises(StackError, match="restored here already"):
            restored(there, tmp_path / "brand")
        with pytest.raises(StackError, match=r"has documents already"):
            restored(here, tmp_path / "brand")

    taken(there, tmp_path / "whole", None)
    third, _ = another(system, f"c{brand.id[-8:]}.")
    restored(third, tmp_path / "whole")
    assert contents(third) == contents(there)


async def _as_if_half_was_never_committed(at: Installation) -> Places:
    return {each: 0 if each.number % 2 else offset for each, offset in (await unread_from(at)).items()}


async def _dies(*_: object) -> None:
    raise StackError("Kafka does not take it; run the same again.")
