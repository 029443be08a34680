"""The settings of a process as its log may show them: without secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import SecretBytes, SecretStr
from pydantic_settings import BaseSettings

from chassis.log_lines import HIDDEN

_SECRET = re.compile(r"key|secret|password|token|credential", re.IGNORECASE)
_USER = re.compile(r"//[^/@\s]*@")  # user and password in an address
_QUERY = re.compile(r"\?.*", re.DOTALL)  # what is passed with an address may be a password under any name


def shown(settings: BaseSettings) -> dict[str, Any]:
    """Give each setting by its name; secrets by type or name are hidden, and so are users and queries in addresses."""
    return {name: _shown(name, value) for name, value in settings.model_dump().items()}


def _shown(name: str, value: object) -> Any:  # noqa: ANN401 - any JSON
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, SecretStr | SecretBytes) or _SECRET.search(name):
        return HIDDEN
    if isinstance(value, Mapping):
        return {str(each): _shown(str(each), inner) for each, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(name, each) for each in value]
    text = _USER.sub(f"//{HIDDEN}@", str(value))
    return _QUERY.sub(f"?{HIDDEN}", text) if "://" in text else text
