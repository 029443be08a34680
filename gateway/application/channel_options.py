"""Checks an integration's settings and secrets against its channel's own models, and makes the secrets of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from channels.addresses import Reach
from channels.destinations import DestinationRefused, check_destinations, secrets_that_move
from channels.registry import UnknownChannel, all_channels, channel
from chassis.http.problem import FieldError, Invalid, field_errors


def checked_settings(name: str, settings: Mapping[str, Any], reach: Reach) -> Mapping[str, Any]:
    """The settings as given, once the channel has taken them and replies may go where they say.

    Raises:
        Invalid: names each field that is wrong.
    """
    channel_ = _channel(name)
    try:
        check_destinations(channel_.destinations, channel_.settings_model(**settings), reach)
    except ValidationError as invalid:
        raise _named(invalid, "/settings") from None
    except DestinationRefused as refused:
        raise Invalid([FieldError(f"/settings/{refused.setting}", refused.detail, "address_refused")]) from None
    return dict(settings)


def check_given_again(
    name: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    held: Collection[str],
    given: Collection[str],
) -> None:
    """Whoever changes where a secret goes must know it, or a key that may change settings could have it handed over.

    Raises:
        Invalid: names each secret that was not given with the change.
    """
    channel_ = _channel(name)
    try:
        earlier = channel_.settings_model(**before)
    except ValidationError:  # stored under other rules; where its secrets went is then not known
        earlier = None
    moved = secrets_that_move(channel_.destinations, earlier, channel_.settings_model(**after), held)
    missing = [
        FieldError(f"/secrets/{secret}", f"must be given again, because {setting} changes where it goes", "given_again")
        for secret, setting in moved.items()
        if secret not in given
    ]
    if missing:
        raise Invalid(missing)


def checked_secrets(name: str, secrets: Mapping[str, str]) -> None:
    """Raise Invalid naming each field when the channel does not take these secrets."""
    try:
        _channel(name).secrets_model(**secrets)
    except ValidationError as invalid:
        raise _named(invalid, "/secrets") from None


def fresh_secrets(
    name: str, given: Mapping[str, str], current: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """The secrets we made, to be shown once, and all of them together.

    What is not given stays as it is in `current`; a rotation that gives nothing renews what is ours to make.
    """
    generated = dict(_channel(name).new_secrets())
    stored = dict(current or {})
    renew = current is None or not given
    new = {key: value for key, value in generated.items() if key not in given and (renew or key not in stored)}
    together = {**stored, **new, **given}
    checked_secrets(name, together)
    return new, together


def _channel(name: str) -> Any:  # noqa: ANN401 - a Channel; its models are its own
    try:
        return channel(name)
    except UnknownChannel:
        raise Invalid(
            [
                FieldError(
                    "/channel", f"there is no such channel; there are {', '.join(sorted(all_channels()))}", "channel"
                )
            ]
        ) from None


def _named(invalid: ValidationError, where: str) -> Invalid:
    errors = field_errors(invalid.errors(include_url=False, include_input=False, include_context=False))
    return Invalid([FieldError(where + each.pointer, each.detail, each.code) for each in errors])
