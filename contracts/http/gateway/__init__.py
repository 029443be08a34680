"""What the API of gateway takes and gives: a file per resource, all of it importable from here."""

from contracts.http.gateway.brands import (
    Administrator,
    AdministratorCreate,
    Brand,
    BrandCreate,
    BrandUpdate,
    BrandWithKey,
    Language,
    Zone,
)
from contracts.http.gateway.channels import Channel
from contracts.http.gateway.dead_letters import DeadLetter, DeadLetterDetail, Replay
from contracts.http.gateway.fields import BRAND_PATTERN, Name, PersonId
from contracts.http.gateway.integrations import (
    SLUG_PATTERN,
    Integration,
    IntegrationCreate,
    IntegrationStats,
    IntegrationUpdate,
    IntegrationWithSecrets,
    Secrets,
    SecretsUpdate,
    Settings,
)
from contracts.http.gateway.keys import Key, KeyCreate, KeyWithSecret
from contracts.http.gateway.me import DevToken, DevTokenCreate, Grant, Me
from contracts.http.gateway.people import Person, PersonCreate, PersonUpdate
from contracts.http.gateway.stream import StreamTicket

__all__ = [
    "Administrator",
    "AdministratorCreate",
    "BRAND_PATTERN",
    "Brand",
    "BrandCreate",
    "BrandUpdate",
    "BrandWithKey",
    "Channel",
    "DeadLetter",
    "DeadLetterDetail",
    "DevToken",
    "DevTokenCreate",
    "Grant",
    "Integration",
    "IntegrationCreate",
    "IntegrationStats",
    "IntegrationUpdate",
    "IntegrationWithSecrets",
    "Key",
    "KeyCreate",
    "KeyWithSecret",
    "Language",
    "Me",
    "Name",
    "Person",
    "PersonCreate",
    "PersonId",
    "PersonUpdate",
    "Replay",
    "SLUG_PATTERN",
    "StreamTicket",
    "Secrets",
    "SecretsUpdate",
    "Settings",
    "Zone",
]
