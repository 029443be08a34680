"""Imports: the history of another tool, brought in piece by piece, with a result for each item."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import CreatedAt

ImportSource = Annotated[
    Literal["chatwoot", "zendesk", "other"], Field(description="The tool that the history comes from.")
]


class ImportCreate(WriteModel):
    """The import to begin."""

    source: ImportSource
    name: str = Field(min_length=1, max_length=120)
    """What people call it, such as `Zendesk until May`."""
    integration: str | None = Field(default=None, max_length=64)
    """The account where later messages of the same people arrive, by the id of the integration; null for none."""


class ImportTally(ReadModel):
    """How much of one kind."""

    stored: int
    """Those that are new here."""
    duplicate: int
    """Those that were here, with the same content."""
    rejected: int
    """Those that were not taken: wrong, or here with another content."""


class ImportTallies(ReadModel):
    """The counts of an import, by kind."""

    contacts: ImportTally
    """The people of the other tool."""
    conversations: ImportTally
    """The conversations; a second part of one counts as `duplicate`."""
    messages: ImportTally
    """What was said in those conversations."""


class Import(ReadModel):
    """An import as it stands."""

    id: str
    """32 hexadecimal digits."""
    source: ImportSource
    name: str
    """What people call it."""
    integration: str | None = None
    """The account where later messages of the same people arrive, by the integration's id; null for none."""
    state: Literal["open", "finished"]
    """Whether it takes more."""
    counts: ImportTallies
    """What became of everything posted so far."""
    position: str | None = None
    """The importer's own word of how far it is, from the newest post: an importer that died goes on behind it."""
    created_at: CreatedAt
    created_by: str
    """Who began it, by id."""
    finished_at: AwareDatetime | None = None
    """When it was finished (UTC); null before that."""


class ImportItemError(ReadModel):
    """One thing that is wrong with an item."""

    pointer: str
    """JSON pointer (RFC 6901) to the field in the body that was posted."""
    detail: str
    """What is wrong with it, in words for people."""
    code: str
    """The same for programs, such as `missing`, `unknown_contact` or `conflict`."""


class ImportItemResult(ReadModel):
    """What became of one item."""

    index: int
    """The place of the item in the request, from 0."""
    kind: Literal["contact", "conversation"]
    """Whether a person or a conversation was posted."""
    external_id: str | None
    """The id it came with; null where it had none."""
    status: Literal["stored", "duplicate", "conflict", "rejected"]
    """`stored` is new here, `duplicate` was here with the same content, `conflict` was here with another content, which
    stays, `rejected` is wrong."""
    id: str | None
    """The contact or conversation it is here; null where it is none."""
    messages: ImportTally | None
    """What became of its messages; null of a contact."""
    errors: tuple[ImportItemError, ...] = ()
    """What was wrong; empty where nothing was."""


class ImportItems(ReadModel):
    """One result per item, and how the import stands after them."""

    results: tuple[ImportItemResult, ...]
    """In the order given."""
    counts: ImportTallies
    """What became of everything posted so far."""
    position: str | None
    """How far the importer is."""
