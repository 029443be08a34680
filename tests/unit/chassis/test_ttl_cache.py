"""Look-ups answer from the cache for a while, and never with what was read before a change that was heard of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from chassis.ttl_cache import TtlCache


class Store:
    """A value that is read at once and answered when the test lets it."""

    def __init__(self) -> None:
        self.value = "administrator"
        self.reads = 0
        self.reading = asyncio.Event()
        self.answer = asyncio.Event()

    async def ask(self, _: str) -> str:
        self.reads += 1
        read = self.value
        self.reading.set()
        await self.answer.wait()
        return read


async def test_an_answer_counts_until_it_is_too_old() -> None:
    now = [0.0]
    store = Store()
    store.answer.set()
    cache = TtlCache(store.ask, seconds=1.0, monotonic=lambda: now[0])
    await cache.get("ada")
    now[0] = 0.9
    await cache.get("ada")
    assert store.reads == 1
    now[0] = 1.0
    await cache.get("ada")
    assert store.reads == 2


@pytest.mark.parametrize("forget", [lambda cache: cache.forget("ada"), lambda cache: cache.forget_all()])
async def test_what_was_read_before_a_change_is_not_kept_after_it(forget: Callable[[TtlCache[str, str]], None]) -> None:
    store = Store()
    cache = TtlCache(store.ask)
    under_way = asyncio.create_task(cache.get("ada"))
    await store.reading.wait()
    store.value = "agent"
    forget(cache)
    store.answer.set()
    assert await under_way == "administrator"
    assert await cache.get("ada") == "agent"


async def test_who_asks_at_the_same_time_shares_one_look_up() -> None:
    store = Store()
    cache = TtlCache(store.ask)
    asking = [asyncio.create_task(cache.get("ada")) for _ in range(50)]
    await store.reading.wait()
    asking[0].cancel()  # the one that began it goes away
    store.answer.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == ["administrator"] * 49
    assert store.reads == 1


async def test_who_asks_after_a_change_does_not_share_the_look_up_from_before_it() -> None:
    store = Store()
    cache = TtlCache(store.ask)
    before = asyncio.create_task(cache.get("ada"))
    await store.reading.wait()
    store.value = "agent"
    cache.forget("ada")
    after = asyncio.create_task(cache.get("ada"))
    await asyncio.sleep(0)
    store.answer.set()
    assert (await before, await after, store.reads) == ("administrator", "agent", 2)


async def test_a_failure_reaches_all_who_share_it_and_is_not_kept() -> None:
    fails = [True, False]

    async def ask(_: str) -> str:
        await asyncio.sleep(0)
        if fails.pop(0):
            raise LookupError
        return "there"

    cache = TtlCache(ask)
    both = await asyncio.gather(cache.get("ada"), cache.get("ada"), return_exceptions=True)
    assert [type(each) for each in both] == [LookupError, LookupError]
    assert await cache.get("ada") == "there"
