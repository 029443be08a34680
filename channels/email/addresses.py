"""Addresses of mail in one form, whichever way they were written."""

from __future__ import annotations

import contextlib
import re

import idna

ADDRESS = re.compile(r"[^@\s<>\x00-\x1f]{1,128}@[^@\s<>\x00-\x1f]{1,126}")


def normal_address(address: str) -> str:
    """Lower case, with the domain as the internet has it (`bücher.example` is `xn--bcher-kva.example`)."""
    local, _, domain = address.strip().rpartition("@")
    lowered = domain.lower().rstrip(".")
    if not lowered.isascii():
        with contextlib.suppress(idna.IDNAError):  # what is no domain anywhere stays as it was written
            lowered = idna.encode(lowered, uts46=True).decode("ascii")
    return f"{local.lower()}@{lowered}"
