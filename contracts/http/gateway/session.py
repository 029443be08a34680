"""The session of a person in a browser."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class Session(ReadModel):
    """Who is signed in by the cookie, and until when."""

    brand: str
    """The brand that the session sees, by its id."""
    person: str
    """Who is signed in, by the id that `GET /v1/people` gives."""
    name: str
    """What people call them."""
    issuer: str
    """By which issuer they signed in."""
    started_at: AwareDatetime
    """When they signed in (UTC)."""
    expires_at: AwareDatetime
    """When the session ends unless it is used again; a stream that is open is no use of it."""
    ends_at: AwareDatetime
    """When it ends in any case."""
    csrf_token: str
    """What every command by this session sends in `X-Muster-CSRF`; the same as long as the session."""


class SignOut(ReadModel):
    """What is left to do after signing out."""

    sign_out_url: str | None
    """Where the browser goes to end its session at the issuer too; null where there is no such place."""


class SignInIssuer(ReadModel):
    """An issuer that people sign in by."""

    name: str
    """What `issuer` of `GET /v1/sign-in` takes."""
