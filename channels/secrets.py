"""The forms of secrets that are given to us: long enough not to be guessed, and nothing that is not printed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from channels import signing

PlatformSecret = Annotated[str, Field(min_length=16, max_length=1024, pattern=r"^[\x21-\x7e]+$")]
"""A key or token of a platform: 16 characters or more (those of Meta and X have 32 and more), ASCII without spaces."""

AccountName = Annotated[str, Field(min_length=1, max_length=256, pattern=r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$")]
"""The name of an account on a mail server: ASCII, as SMTP takes it, no space at either end."""

Password = Annotated[str, Field(min_length=8, max_length=256, pattern=r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$")]
"""A password that people or mail servers chose: 8 characters or more (NIST SP 800-63B), in the form of AccountName."""


def _usable(secret: str) -> str:
    signing.secret_key(secret)
    return secret


SigningSecret = Annotated[str, Field(max_length=256), AfterValidator(_usable)]
"""A Standard Webhooks secret, `whsec_` and base64 of 16 bytes or more."""
