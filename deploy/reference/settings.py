"""docs/reference/settings.md: every setting of every process, from the classes that read them."""

from __future__ import annotations

import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import SecretBytes, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings, NoDecode

from chassis.settings import CommonSettings
from gateway.settings import GatewaySettings
from services.analytics.settings import AnalyticsSettings
from services.crisis.settings import CrisisSettings
from services.inbox.settings import InboxSettings
from services.routing.settings import RoutingSettings

SETTINGS: Mapping[str, type[BaseSettings]] = {
    "gateway": GatewaySettings,
    "inbox": InboxSettings,
    "routing": RoutingSettings,
    "crisis": CrisisSettings,
    "analytics": AnalyticsSettings,
}
"""What each process reads besides the common ones."""

OF_SEVERAL = {
    "host": "The address it listens on.",
    "port": "The port it listens on; 0 takes a free one.",
    "timer_poll_seconds": "How late a timer is taken up that another process set.",
    "consumer_records": "Records in one batch.",
}
"""Meanings of settings that several services have alike."""

TYPES = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Path: "file",
    SecretStr: "secret text",
    SecretBytes: "secret, base64",
}
SIGNS = {Ge: ("≥", "ge"), Gt: (">", "gt"), Le: ("≤", "le"), Lt: ("<", "lt")}
HEAD = """# Settings

Written from the code by `muster generate`. Every process reads its settings from the environment when it starts. Where
one is missing or outside its limits it does not start, names each on standard error and ends with 2; `muster doctor`
checks them without starting anything. Sizes are in bytes and times in seconds where the name says so. Secrets are never
shown or logged. What is *needed* has no default.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, _section("Every process", CommonSettings)]
    parts += [_section(name.capitalize(), settings) for name, settings in SETTINGS.items()]
    return "\n".join(parts)


def _section(title: str, settings: type[BaseSettings]) -> str:
    prefix = variable_prefix(settings)
    rows = [
        (f"`{prefix}{name.upper()}`", type_of(field), limits_of(field), _default(field), meaning(name, field))
        for name, field in settings.model_fields.items()
    ]
    table = "| Variable | Type | Limits | Default | Meaning |\n|---|---|---|---|---|"
    return "\n".join([f"## {title}", table, *(f"| {' | '.join(cells)} |" for cells in rows), ""])


def variable_prefix(settings: type[BaseSettings]) -> str:
    """What stands before each name in the environment."""
    return str(settings.model_config.get("env_prefix", ""))


def meaning(name: str, field: FieldInfo) -> str:
    """What a setting does; empty where nobody wrote it down."""
    return _cell(field.description or OF_SEVERAL.get(name, ""))


def type_of(field: FieldInfo) -> str:
    """The type as an operator writes it."""
    annotation = _present(field.annotation)
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) is tuple:
        return "list, separated by commas" if NoDecode in field.metadata else "JSON list"
    return TYPES[annotation]


def limits_of(field: FieldInfo) -> str:
    """What a value must keep to, as far as the type says it; what only a validator knows stands in the meaning."""
    limits = []
    for each in _constraints(field):
        for kind, (sign, name) in SIGNS.items():
            if isinstance(each, kind):
                limits.append(f"{sign} {getattr(each, name):,}")
        if isinstance(each, MinLen):
            limits.append("not empty" if each.min_length == 1 else f"{each.min_length:,} characters or more")
        if isinstance(each, MaxLen):
            limits.append(f"{each.max_length:,} characters at most")
        if pattern := getattr(each, "pattern", None):
            limits.append(f"`{pattern}`")
    return _cell(", ".join(limits))


def _constraints(field: FieldInfo) -> list[Any]:
    """Those of the field, and those that stand within its type."""
    found = list(field.metadata)
    for each in get_args(field.annotation):
        for inner in getattr(each, "__metadata__", ()):
            found += inner.metadata if isinstance(inner, FieldInfo) else [inner]
    return found


def _present(annotation: Any) -> Any:  # noqa: ANN401 - any type there is
    """The type of a value that is given: without None, and without what is annotated."""
    if get_origin(annotation) in {Union, types.UnionType}:
        (annotation,) = (each for each in get_args(annotation) if each is not type(None))
    return get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "*needed*"
    if field.default is None or field.default in ("", ()):
        return ""
    if isinstance(field.default, tuple):
        return f"`{','.join(map(str, field.default))}`"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
