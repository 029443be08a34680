"""The people of the scenario and how their company is set up, all through the public API, on a brand of its own."""

from __future__ import annotations

import http.client
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from deploy.demo.heard import eventually
from deploy.demo.names import FIRST_NAMES
from deploy.demo.platform import Platform
from deploy.demo.rules import write_rules
from deploy.demo.sender import MAILBOX, PAGE, PHONE, X_ACCOUNT
from deploy.local.api import Api, ApiError
from deploy.local.state import IntegrationAccess, LocalState

ON_SHIFT = 8
VOLUNTEERS = 36
SPOKEN = (("en", "nl"), ("en", "de"), ("en", "nl", "de"), ("en", "es"), ("en", "nl", "es"))


@dataclass(frozen=True, slots=True)
class Member:
    """An employee or volunteer of the scenario, with the key they call the API with."""

    id: str
    name: str
    key: str
    languages: tuple[str, ...]
    volunteer: bool


@dataclass(slots=True)
class Company:
    """The brand as it was set up: keys by role, integrations by channel, people by id."""

    brand: str
    administrator: Api
    keys: dict[str, str] = field(default_factory=dict)
    integrations: dict[str, IntegrationAccess] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def author(self) -> Member:
        """Chloe, who writes answers for the brand and takes no offers."""
        return Member("chloe", "Chloe", self.keys["community_manager"], ("en",), volunteer=False)


def create_company(
    state: LocalState, brand: str, platform: Platform, seed: int, report: Callable[[str], None]
) -> Company:
    """Make the brand with its integrations, rules and people."""
    report(f"founding the brand {brand}")
    administrator = {"person": "admin", "name": "Ada Admin"}
    created = Api(state.gateway, state.bootstrap_key).post(
        "/v1/brands",
        {
            "id": brand,
            "name": "Aurora Air",
            "timezone": "Europe/Amsterdam",
            "languages": ["en", "nl", "de", "es"],
            "administrator": administrator,
        },
    )
    company = Company(brand, Api(state.gateway, created["key"]))
    company.keys["administrator"] = created["key"]
    report("connecting five channels")
    for channel, (settings, secrets) in _accounts(platform).items():
        company.integrations[channel] = _connect(company.administrator, channel, settings, secrets)
    report("hiring the hub, the shift and the volunteers")
    _hire_hub(company)
    _hire_staff(company, random.Random(seed))  # noqa: S311 - a scenario must repeat, it guards nothing
    report("writing the rules, with one hour as one minute")
    write_rules(company.administrator)
    return company


def _accounts(platform: Platform) -> dict[str, tuple[dict[str, Any], dict[str, str]]]:
    """Settings and secrets of each channel; all of them send to the stand-in on this machine."""
    meta = {"app_secret": "demo-app-secret-of-this-play", "access_token": "demo-access-token"}
    return {
        "x": (
            {"user_id": X_ACCOUNT, "api_base": platform.url},
            {"consumer_secret": "demo-consumer-secret", "access_token": "demo-access-token"},
        ),
        "messenger": ({"account_id": PAGE, "api_base": platform.url}, meta),
        "whatsapp": ({"phone_number_id": PHONE, "api_base": platform.url}, meta),
        "email": (
            {
                "address": MAILBOX,
                "smtp_host": "127.0.0.1",
                "smtp_port": platform.smtp_port,
                "smtp_security": "none",
            },
            {},
        ),
        "generic": ({"callback_url": f"{platform.url}/generic", "takes_posts": True, "takes_withdrawals": True}, {}),
    }


def _connect(api: Api, channel: str, settings: dict[str, Any], secrets: dict[str, str]) -> IntegrationAccess:
    body = {"channel": channel, "name": f"Aurora Air on {channel}", "settings": settings, "secrets": secrets}
    created = api.post("/v1/integrations", body)
    shown = created.get("secrets") or {}
    return IntegrationAccess(id=created["id"], channel=channel, webhook=created["webhook"], secrets=secrets | shown)


def _hire_hub(company: Company) -> None:
    for person, role in (("sofia", "strategist"), ("marco", "social_media_manager"), ("chloe", "community_manager")):
        company.keys[role] = _hire(company.administrator, person, person.capitalize(), role)


def reach_hub(company: Company) -> None:
    """Where Marco and Sofia are told of pages; each may be a moment away from the copy that crisis has of people."""
    for person, role in (("marco", "social_media_manager"), ("sofia", "strategist")):
        plan = {"addresses": [{"kind": "email", "target": f"{person}@aurora.example"}]}
        own = Api(company.administrator.base, company.keys[role])
        eventually(partial(_planned, own, plan))


def _planned(own: Api, plan: dict[str, Any]) -> bool:
    """Whether the plan is written; crisis does not know the person yet where it is not."""
    try:
        own.put("/v1/notice-plans/me", plan)
    except ApiError as refusal:
        if refusal.status != http.client.NOT_FOUND:
            raise
        return False
    return True


def _hire(api: Api, person: str, name: str, role: str) -> str:
    api.post("/v1/people", {"id": person, "name": name, "roles": [role]})
    return str(api.post("/v1/keys", {"name": f"{name}'s key", "person": person})["key"])


def _hire_staff(company: Company, chance: random.Random) -> None:
    names = FIRST_NAMES[: ON_SHIFT + VOLUNTEERS]
    languages = [SPOKEN[number % len(SPOKEN)] for number in range(len(names))]

    def hire(number: int) -> Member:
        volunteer = number >= ON_SHIFT
        person = f"{'volunteer' if volunteer else 'agent'}-{names[number].lower()}"
        key = _hire(company.administrator, person, names[number], "volunteer" if volunteer else "employee")
        return Member(person, names[number], key, languages[number], volunteer)

    with ThreadPoolExecutor(4) as pool:
        members = list(pool.map(hire, range(len(names))))
    company.members = {member.id: member for member in members}
    entries: list[dict[str, Any]] = [
        {
            "id": member.id,
            "name": member.name,
            "department": "volunteers" if member.volunteer else "care",
            "languages": list(member.languages),
            "skills": {"care": chance.randint(2, 5)},
            "seats": 0 if member.volunteer else 2,
            "volunteer": member.volunteer,
            "presence": "online",
        }
        for member in members
    ]
    hub: dict[str, Any] = {"department": "hub", "skills": {}, "seats": 0, "volunteer": False, "presence": "online"}
    entries.append({"id": "chloe", "name": "Chloe", "languages": ["en"], **hub})
    results = company.administrator.post("/v1/employees/import", {"items": entries})["items"]
    wrong = [result for result in results if result["status"] >= http.client.BAD_REQUEST]
    if wrong:
        raise ApiError(wrong[0]["status"], f"an employee was refused: {wrong[0]['errors']}")
