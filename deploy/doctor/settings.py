"""Whether the settings in the environment are good, and the secrets among them hard to guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import SecretBytes, SecretStr, ValidationError
from pydantic_settings import BaseSettings

from chassis.settings import CommonSettings
from deploy.doctor.finding import Finding, or_well
from deploy.reference.settings import SETTINGS, limits_of, variable_prefix

CLASSES: Sequence[type[BaseSettings]] = (CommonSettings, *SETTINGS.values())
PAGE = "docs/reference/settings.md"
OF_TOOLS = {"MUSTER_HOME", "MUSTER_CRASH_AT"}
"""Variables that no settings class reads."""

DISTINCT = 12  # different bytes; 32 random ones have fewer than 24 about never, a word repeated has a handful


def check_settings(environment: Mapping[str, str]) -> list[Finding]:
    """Load every class as the processes do; a wrong or unknown setting is named with its limits, never its value."""
    found = [finding for each in CLASSES for finding in _wrong(each)]
    known = {variable_prefix(each) + name.upper() for each in CLASSES for name in each.model_fields} | OF_TOOLS
    for name in sorted(set(environment) - known):
        if name.startswith("MUSTER_"):
            found.append(Finding("settings", "warning", f"{name} is no setting", f"Correct its name; see {PAGE}."))
    return or_well(found, "settings", "every setting is within its limits")


def _wrong(settings: type[BaseSettings]) -> list[Finding]:
    try:
        settings()
    except ValidationError as failure:
        return [_named(settings, each) for each in failure.errors(include_input=False, include_url=False)]
    return []


def _named(settings: type[BaseSettings], error: Mapping[str, object]) -> Finding:
    place = error["loc"]
    names = [str(part) for part in place] if isinstance(place, tuple) else []
    field = settings.model_fields.get(names[0]) if names else None
    limits = limits_of(field) if field is not None else ""
    variable = variable_prefix(settings) + "_".join(names).upper()
    do = f"Set it within its limits ({limits}); see {PAGE}." if limits else f"See {PAGE}."
    return Finding("settings", "problem", f"{variable}: {error['msg']}", do)


def check_secrets() -> list[Finding]:
    """Look at secrets that load: whether they could be guessed, or are one secret in two places."""
    secrets: dict[str, bytes] = {}
    for settings in CLASSES:
        try:
            loaded = settings()
        except ValidationError:
            continue  # what is wrong with it is a finding of the settings
        for name in type(loaded).model_fields:
            value = getattr(loaded, name)
            if isinstance(value, SecretStr | SecretBytes):
                secret = value.get_secret_value()
                secrets[variable_prefix(settings) + name.upper()] = (
                    secret if isinstance(secret, bytes) else secret.encode()
                )
    return or_well(weak(secrets), "secrets", "no secret could be guessed")


def weak(secrets: Mapping[str, bytes]) -> list[Finding]:
    """Those that could be guessed, and those that are the same."""
    do = "Make a new one (deploy/compose/make-secrets shows how) and restart every process with it."
    found = [
        Finding("secrets", "problem", f"{name} could be guessed: it repeats a few characters", do)
        for name, secret in secrets.items()
        if len(set(secret)) < DISTINCT
    ]
    names = sorted(secrets)
    return found + [
        Finding("secrets", "problem", f"{one} and {other} are the same secret", do)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if secrets[one] == secrets[other]
    ]
