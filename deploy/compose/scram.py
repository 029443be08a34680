"""Kafka's request that sets the passwords of SCRAM users, which aiokafka does not have (KIP-554, API 51)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import CompactArray, CompactBytes, CompactString, Int8, Int16, Int32, Schema, TaggedFields

API_KEY = 51
SCRAM_SHA_512 = 2
ITERATIONS = 8192  # of PBKDF2; the least for SHA-512 is 4096, the passwords are random
SALT_BYTES = 32

Upsertion = tuple[str, int, int, bytes, bytes, dict[int, bytes]]
"""User, mechanism, iterations, salt, salted password, and the tagged fields, of which there are none."""


class ScramCredentialsAnswer(Response):  # type: ignore[misc]  # aiokafka has no types
    """For each user whether its password was set."""

    API_KEY = API_KEY
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class ScramCredentialsMessage(RequestStruct):  # type: ignore[misc]  # as above
    """The request as it is sent."""

    FLEXIBLE_VERSION = True
    API_KEY = API_KEY
    API_VERSION = 0
    RESPONSE_TYPE = ScramCredentialsAnswer
    SCHEMA = Schema(
        (
            "deletions",
            CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields)),
        ),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class SetScramPasswords(Request[ScramCredentialsMessage]):  # type: ignore[misc]  # as above
    """Makes users, or gives those that are there a new password; what is sent is salted here (RFC 5802, `Hi`)."""

    API_KEY = API_KEY

    def __init__(self, passwords: Mapping[str, str]) -> None:
        self._upsertions = [_upsertion(user, password) for user, password in passwords.items()]

    def build(self, request_struct_class: type[ScramCredentialsMessage]) -> ScramCredentialsMessage:
        """Build the message."""
        return request_struct_class([], self._upsertions, {})


def _upsertion(user: str, password: str) -> Upsertion:
    salt = secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    return user, SCRAM_SHA_512, ITERATIONS, salt, salted, {}
