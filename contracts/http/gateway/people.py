"""People of a brand with their roles."""

from __future__ import annotations

from pydantic import Field

from contracts.directory import Role
from contracts.http.fields import Plain
from contracts.http.gateway.fields import Name, PersonId
from contracts.http.models import ReadModel, StrictWriteModel
from contracts.http.shown import CreatedAt, ShownVersion


class PersonCreate(StrictWriteModel):
    """A new person of the brand."""

    id: PersonId | None = None
    """The id, which is the employee's in routing too; null: made up."""
    name: Name
    """What colleagues call them, as reviews and reports show it."""
    roles: list[Role] = Field(default_factory=list, max_length=8)
    """What they may do, each a set of scopes that the caller holds too; empty: nothing."""
    login: Plain | None = Field(default=None, min_length=1, max_length=256)
    """The subject that their token of the identity provider names; null: their id."""


class PersonUpdate(StrictWriteModel):
    """What to change of a person; what is left out stays."""

    name: Name | None = None
    """Their name for people; null stays."""
    roles: list[Role] | None = Field(default=None, max_length=8)
    """Their roles in place of those before; null stays."""
    active: bool | None = None
    """Whether they may sign in and work; null stays."""


class Person(ReadModel):
    """A person with their roles."""

    id: str
    """The id, which is the employee's in routing too; it never changes."""
    name: str
    """What colleagues call them, as reviews and reports show it."""
    roles: list[Role]
    """What they may do, each a set of scopes."""
    login: str
    """The subject that their token of the identity provider names."""
    active: bool
    """false: their keys and tokens are refused, and they get no work."""
    version: ShownVersion
    created_at: CreatedAt
