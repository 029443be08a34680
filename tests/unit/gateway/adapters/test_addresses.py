"""Addresses of services: as configured, as names resolve, as a file says."""

from __future__ import annotations

import os
from pathlib import Path

from gateway.adapters.addresses import Addresses, ServiceAddress

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

    for wrong in ("{", "[]", '{"inbox": "http://10.0.0.8:1"}', '{"inbox": ["10.0.0.8:1"]}', '{"inbox": [1]}'):
        write(file, wrong)
        assert bases(addresses) == ["http://10.0.0.9:1"]
