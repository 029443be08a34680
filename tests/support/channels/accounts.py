"""An account of every channel, found in the channel's test folder: `tests/unit/channels/<folder>/accounts.py`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from channels.registry import all_channels
from tests.support.channels.account import Account

TESTS = "tests.unit.channels"
FOLDER = Path(__file__).parents[2] / "unit/channels"


def _accounts() -> Iterator[tuple[str, Account]]:
    for folder in sorted({type(each).__module__.split(".")[1] for each in all_channels().values()}):
        yield from importlib.import_module(f"{TESTS}.{folder}.accounts").ACCOUNTS.items()


ACCOUNTS: dict[str, Account] = dict(_accounts())
SECRETS = {name: account.secrets for name, account in ACCOUNTS.items()}
SETTINGS = {name: account.settings for name, account in ACCOUNTS.items()}


def recordings() -> list[Path]:
    """Every recorded payload: `tests/unit/channels/<folder>/payloads/<channel>/<file>`."""
    return sorted(path for path in FOLDER.glob("*/payloads/*/*") if path.is_file())


def recorded(name: str, file: str) -> bytes:
    """One recorded payload of a channel."""
    (path,) = FOLDER.glob(f"*/payloads/{name}/{file}")
    return path.read_bytes()
