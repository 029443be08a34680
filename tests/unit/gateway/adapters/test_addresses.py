"""Addresses of services: as configured, as names resolve, as a file says."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from gateway.adapters import addresses as module
from gateway.adapters.addresses import Addresses, ServiceAddress, resolve

NO_URLS = ('{"inbox": ["http://inbox:port"]}', '{"inbox": ["http:///path"]}', '{"inbox": ["http://inbox:99999"]}')
NAMES: dict[str, list[str]] = {}


async def resolver(name: str) -> list[str]:
    if name not in NAMES:
        raise OSError
    return NAMES[name]


def bases(addresses: Addresses, service: str = "inbox") -> list[str]:
    return [each.base for each in addresses.of(service)]


def write(file: Path, text: str) -> None:
    partial = file.with_suffix(".partial")
    partial.write_text(text)
    os.replace(partial, file)


async def test_a_list_of_ip_addresses_is_taken_as_it_is_each_once() -> None:
    addresses = Addresses({"inbox": ["http://10.0.0.1:1/", "http://10.0.0.1:1", "http://[::1]:2/below"]})

    assert bases(addresses) == ["http://10.0.0.1:1", "http://[::1]:2/below"]


async def test_a_name_stands_for_all_it_resolves_to_now_and_keeps_that_while_it_resolves_to_nothing() -> None:
    addresses = Addresses({"inbox": ["https://inbox:8443"]}, resolver=resolver)
    assert bases(addresses) == []

    NAMES["inbox"] = ["10.0.0.2", "10.0.0.1"]
    await addresses.look()
    assert addresses.of("inbox")[0] == ServiceAddress("https://10.0.0.1:8443", "inbox:8443", "inbox")
    assert bases(addresses) == ["https://10.0.0.1:8443", "https://10.0.0.2:8443"]

    NAMES["inbox"] = ["fd00::1"]
    await addresses.look()
    assert bases(addresses) == ["https://[fd00::1]:8443"]

    del NAMES["inbox"]
    await addresses.look()
    assert bases(addresses) == ["https://[fd00::1]:8443"]


async def test_the_file_goes_before_what_is_configured_service_by_service(tmp_path: Path) -> None:
    file = tmp_path / "addresses.json"
    addresses = Addresses({"inbox": ["http://10.0.0.1:1"], "crisis": ["http://10.0.0.1:2"]}, file)
    assert bases(addresses) == ["http://10.0.0.1:1"]

    write(file, '{"inbox": ["http://10.0.0.9:1", "http://10.0.0.9:2"], "unheard": []}')
    assert bases(addresses) == ["http://10.0.0.9:1", "http://10.0.0.9:2"]
    assert bases(addresses, "crisis") == ["http://10.0.0.1:2"]

    write(file, '{"inbox": []}')
    assert bases(addresses) == []


async def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "addresses.json"
    addresses = Addresses({"inbox": ["http://10.0.0.1:1"]}, file)
    write(file, '{"inbox": ["http://10.0.0.9:1"]}')
    assert bases(addresses) == ["http://10.0.0.9:1"]

    for wrong in ("{", "[]", '{"inbox": "http://10.0.0.8:1"}', '{"inbox": ["10.0.0.8:1"]}', '{"inbox": [1]}', *NO_URLS):
        write(file, wrong)
        assert bases(addresses) == ["http://10.0.0.9:1"]


async def test_a_name_that_cannot_be_one_holds_up_no_other() -> None:
    async def no_ip_addresses(name: str) -> list[str]:
        return list(await resolve(name)) if name == "inbox..svc" else ["10.0.0.3"]

    addresses = Addresses({"inbox": ["http://inbox..svc:1"], "crisis": ["http://crisis:1"]}, resolver=no_ip_addresses)
    await addresses.look()

    assert bases(addresses) == []
    assert bases(addresses, "crisis") == ["http://10.0.0.3:1"]


async def test_the_looking_goes_on_after_a_look_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESOLVE_SECONDS", 0.0)
    looks = 0
    found = asyncio.Event()

    async def faulty(_: str) -> list[str]:
        nonlocal looks
        looks += 1
        if looks == 2:
            raise RuntimeError("a bug")
        if looks == 3:
            found.set()
        return [f"10.0.0.{min(looks, 3)}"]

    addresses = Addresses({"inbox": ["http://inbox:1"]}, resolver=faulty)
    await addresses.start()
    try:
        await asyncio.wait_for(found.wait(), 10)
    finally:
        await addresses.stop()
    assert bases(addresses) == ["http://10.0.0.3:1"]


async def test_a_file_that_could_not_be_read_just_now_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "addresses.json"
    addresses = Addresses({"inbox": ["http://10.0.0.1:1"]}, file)
    write(file, '{"inbox": ["http://10.0.0.9:1"]}')

    def busy(_: Path) -> bytes:
        raise OSError

    with monkeypatch.context() as failing:
        failing.setattr(Path, "read_bytes", busy)
        assert bases(addresses) == ["http://10.0.0.1:1"]
    assert bases(addresses) == ["http://10.0.0.9:1"]


@pytest.mark.parametrize("base", ["http://inbox:port", "http:///path"])
def test_a_configured_address_that_is_no_base_url_is_refused_at_the_start(base: str) -> None:
    with pytest.raises(ValueError, match=r"port|host"):
        Addresses({"inbox": [base]})
