"""The demo brands, made through the public API: a person and a key for each role, an integration of each channel."""

import http.client
import secrets as randomness
from dataclasses import dataclass
from typing import Any, get_args

from channels.registry import channel
from contracts.directory import Role
from deploy.local.api import Api, ApiError
from deploy.local.state import BrandAccess, IntegrationAccess
from deploy.stack.errors import StackError

CHANNELS = ("x", "messenger", "instagram", "whatsapp", "email", "generic")
SECRET_BYTES = 24
ADMINISTRATOR = "admin"


@dataclass(frozen=True, slots=True)
class DemoBrand:
    """A brand to try things on."""

    id: str
    name: str
    timezone: str
    languages: tuple[str, ...]


DEMO_BRANDS = (
    DemoBrand("aurora-air", "Aurora Air", "Europe/Amsterdam", ("en", "nl", "de", "es")),
    DemoBrand("polder-bank", "Polder Bank", "Europe/Amsterdam", ("nl", "en")),
)


def seed_brand(gateway: str, bootstrap_key: str, brand: DemoBrand, stored: BrandAccess | None) -> BrandAccess:
    """Make a demo brand with its people, keys and integrations, or keep the stored access when its keys still work.

    Raises:
        StackError: When the gateway refuses.
    """
    if stored and _works(gateway, stored):
        return stored
    administrator = Api(gateway, _first_key(gateway, bootstrap_key, brand))
    keys = {"administrator": administrator.key}
    for role in get_args(Role):
        if role != "administrator":
            keys[role] = _person_key(administrator, role)
    integrations = {name: _integration(administrator, brand, name) for name in CHANNELS}
    return BrandAccess(name=brand.name, keys=keys, integrations=integrations)


def _works(gateway: str, access: BrandAccess) -> bool:
    try:
        Api(gateway, access.keys.get("administrator", "")).get("/v1/me")
    except ApiError:
        return False
    return True


def _first_key(gateway: str, bootstrap_key: str, brand: DemoBrand) -> str:
    """Make the brand and return its administrator's key.

    Raises:
        StackError: When the brand is there and its keys are lost with the state file.
    """
    body = {
        "id": brand.id,
        "name": brand.name,
        "timezone": brand.timezone,
        "languages": list(brand.languages),
        "administrator": {"person": ADMINISTRATOR, "name": "Demo administrator"},
    }
    try:
        created = Api(gateway, bootstrap_key).post("/v1/brands", body)
    except ApiError as refused:
        if refused.status != http.client.CONFLICT:
            raise
        raise StackError(
            f"The brand {brand.id} is in the database but its keys are not in the state file; "
            "end it with `muster down --erase` and start again."
        ) from refused
    return str(created["key"])


def _person_key(administrator: Api, role: str) -> str:
    person = f"demo-{role.replace('_', '-')}"
    administrator.post("/v1/people", {"id": person, "name": f"Demo {role.replace('_', ' ')}", "roles": [role]})
    return str(administrator.post("/v1/keys", {"name": f"{role} of the demo", "person": person})["key"])


def _integration(administrator: Api, brand: DemoBrand, channel_name: str) -> IntegrationAccess:
    name = f"{brand.name} on {channel_name}"
    secrets = demo_secrets(channel_name)
    body = {
        "channel": channel_name,
        "name": name,
        "slug": channel_name,
        "settings": demo_settings(channel_name, brand.id),
        "secrets": secrets,
    }
    created = administrator.post("/v1/integrations", body)
    key = administrator.post("/v1/keys", {"name": name, "integration": created["id"]})["key"]
    return IntegrationAccess(
        id=created["id"],
        channel=channel_name,
        webhook=created["webhook"],
        secrets={**secrets, **created.get("secrets", {})},
        key=key,
    )


def demo_secrets(name: str) -> dict[str, str]:
    """Make every secret a channel needs, as if its platform had given it to us."""
    channel_ = channel(name)
    generated = channel_.new_secrets()
    required = [field for field, described in channel_.secrets_model.model_fields.items() if described.is_required()]
    return {**{field: randomness.token_hex(SECRET_BYTES) for field in required}, **generated}


def demo_settings(name: str, brand: str) -> dict[str, Any]:
    """Name the brand's account on each platform; sending goes nowhere but to this machine."""
    accounts: dict[str, dict[str, Any]] = {
        "x": {"user_id": "10010001"},
        "messenger": {"account_id": f"{brand}-page"},
        "instagram": {"account_id": f"{brand}-account"},
        "whatsapp": {"phone_number_id": f"{brand}-phone"},
        "email": {"address": f"care@{brand}.example", "smtp_host": "127.0.0.1", "smtp_port": 1025},
        "generic": {"callback_url": "http://127.0.0.1:8899/replies", "takes_posts": True, "takes_withdrawals": True},
    }
    return accounts[name] | NO_PLATFORM.get(name, {})


NO_PLATFORM: dict[str, dict[str, str]] = {
    "x": {"api_base": "http://127.0.0.1:8899"},
    "messenger": {"api_base": "http://127.0.0.1:8899"},
    "instagram": {"api_base": "http://127.0.0.1:8899"},
    "whatsapp": {"api_base": "http://127.0.0.1:8899"},
    "email": {"smtp_security": "none"},
}
"""Where a demo brand's replies go: to a port of this machine where one may listen, never to a platform."""
