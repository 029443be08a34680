"""Settings that every process reads, and the one way to load settings: all of them or a clear refusal."""

from __future__ import annotations

import base64
import binascii
import sys
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, SecretBytes, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

KEY_BYTES = 32  # AES-256 and HMAC-SHA256 both take 256 bits

S = TypeVar("S", bound=BaseSettings)


def _key(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be base64 of at least 32 bytes") from None
    if len(key) < KEY_BYTES:
        raise ValueError(f"must be base64 of at least 32 bytes, this is {len(key)} bytes")
    return key


Key = Annotated[SecretBytes, BeforeValidator(_key)]


class CommonSettings(BaseSettings):
    """What each process needs to find the others and to trust them; from MUSTER_… in the environment."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", extra="ignore")

    kafka: str = Field(min_length=1, description="Bootstrap servers, `host:port` separated by commas.")
    mongo: str = Field(min_length=1, description="URL of the replica set.")
    internal_key: Key = Field(description="Signs the internal tokens; base64 of 32 bytes.")
    seal_key: Key = Field(description="Encrypts integration secrets; base64 of 32 bytes.")
    prefix: str = Field(default="", pattern=r"^[a-z0-9_.-]{0,40}$", description="Before topics, groups and databases.")
    otlp_endpoint: str | None = None
    trace_ratio: float = Field(default=0.01, ge=0, le=1)
    log_level: str = "info"

    def database(self, service: str) -> str:
        """The service's database; dots are not allowed in a database's name."""
        return f"{self.prefix}muster_{service}".replace(".", "_")


def load(settings: type[S]) -> S:
    """Read settings from the environment; on a missing or wrong one say which, one line each, and exit with 2."""
    try:
        return settings()
    except ValidationError as error:
        prefix = str(settings.model_config.get("env_prefix", ""))
        for problem in error.errors(include_input=False, include_url=False):
            name = prefix + "_".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"{name}: {problem['msg']}\n")
        raise SystemExit(2) from None
