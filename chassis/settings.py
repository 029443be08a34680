"""Settings that every process reads, and the one way to load settings: all of them or a clear refusal."""

from __future__ import annotations

import base64
import binascii
import re
import sys
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, SecretBytes, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from chassis.kafka_address import kafka_address

KEY_BYTES = 32  # AES-256 and HMAC-SHA256 both take 256 bits
_BASE = re.compile(r"https?://[a-z0-9.-]+(:(\d{1,5}|\*))?(/[A-Za-z0-9._-]+)*/?")

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
    """The settings by which each process finds and trusts the others; from MUSTER_… in the environment."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", extra="ignore")

    kafka: str = Field(
        min_length=1,
        description="Brokers, `host:port` by commas; with TLS and a user `kafkas://user:password@host:port?ca=FILE`.",
    )
    mongo: str = Field(min_length=1, description="URL of the replica set.")
    internal_key: Key = Field(description="Signs the internal tokens; base64 of 32 bytes.")
    seal_key: Key = Field(description="Encrypts integration secrets; base64 of 32 bytes.")
    prefix: str = Field(default="", pattern=r"^[a-z0-9_.-]{0,40}$", description="Before topics, groups and databases.")
    otlp_endpoint: str | None = Field(default=None, description="Where spans are sent; without it there are none.")
    trace_ratio: float = Field(default=0.01, ge=0, le=1, description="The share of requests and batches with spans.")
    log_level: str = Field(default="info", description="The least that is logged: debug, info, warning or error.")
    dead_letters_in_a_row: int = Field(
        default=50,
        ge=1,
        le=1_000_000,
        description="So many within a minute, and no good record between them, stop a consumer until it is restarted.",
    )
    allow_loopback: bool = Field(default=False, description="Replies may go to this machine; never in production.")
    api_bases: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Platform APIs besides the platforms' own, separated by commas; `:*` is any port."
    )

    @field_validator("kafka")
    @classmethod
    def _kafka(cls, value: str) -> str:
        kafka_address(value)
        return value

    @field_validator("api_bases", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("api_bases")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_BASE.fullmatch(base) for base in value):
            raise ValueError("must be http or https addresses in lower case, without user, query or fragment")
        return value

    def database(self, service: str) -> str:
        """The service's database; dots are not allowed in a database's name."""
        return f"{self.prefix}muster_{service}".replace(".", "_")


class ServiceSettings(BaseSettings):
    """The settings every service has of its own: where it listens."""

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)


def load(settings: type[S]) -> S:
    """Read settings from the environment; on a missing or wrong one print which, one line each, and exit with 2."""
    try:
        return settings()
    except ValidationError as error:
        prefix = str(settings.model_config.get("env_prefix", ""))
        for problem in error.errors(include_input=False, include_url=False):
            name = prefix + "_".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"{name}: {problem['msg']}\n")
        raise SystemExit(2) from None
