"""Signing in and the sessions it starts, joined over their stores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from chassis.seal import Sealer
from gateway.adapters.sign_in_issuer import SignInIssuer
from gateway.application.sessions import Sessions
from gateway.application.sign_in import SignIn
from gateway.domain.session import Lifetime
from gateway.persistence.base import StoreContext
from gateway.persistence.brands import Brands
from gateway.persistence.people import People
from gateway.persistence.sessions import SessionStore
from gateway.persistence.sign_ins import SignInStore
from gateway.settings import GatewaySettings


def signing_in(
    settings: GatewaySettings,
    context: StoreContext,
    sealer: Sealer,
    issuers: Mapping[str, SignInIssuer],
    people: People,
    brands: Brands,
) -> tuple[Sessions, SignIn]:
    """People in browsers, and how they come in; `issuers` are those they sign in by, by name."""
    idle, absolute = timedelta(seconds=settings.session_idle_seconds), timedelta(seconds=settings.session_seconds)
    store, pending = SessionStore(context, sealer, absolute), SignInStore(context, sealer)
    sessions = Sessions(store, issuers, Lifetime(idle, absolute), context.clock)
    return sessions, SignIn(issuers, pending, store, people, brands, settings.public_url, context.clock)
