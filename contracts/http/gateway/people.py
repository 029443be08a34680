"""People of a brand with their roles."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.directory import Role
from contracts.http.fields import Plain
from contracts.http.gateway.fields import Name, PersonId
from contracts.http.models import ReadModel, StrictWriteModel


class PersonCreate(StrictWriteModel):
    """A new person of the brand. `login` is the subject their token names; the person's id where left out."""

    id: PersonId | None = None
    name: Name
    roles: list[Role] = Field(default_factory=list, max_length=8)
    login: Plain | None = Field(default=None, min_length=1, max_length=256)


class PersonUpdate(StrictWriteModel):
    """What to change of a person; what is left out stays."""

    name: Name | None = None
    roles: list[Role] | None = Field(default=None, max_length=8)
    active: bool | None = None


class Person(ReadModel):
    """A person with their roles; the id is also the employee's id."""

    id: str
    name: str
    roles: list[Role]
    login: str
    active: bool
    version: int
    created_at: AwareDatetime
