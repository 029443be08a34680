"""The base of every event: derived id, cause, and version of its subject."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.ids import derived_id


class Part(BaseModel):
    """A value inside an event: frozen, unknown fields ignored on read; the text below a field is its description."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Event(Part):
    """A fact that happened to one subject of one brand; its bytes are the Kafka record's value.

    `id` is derived, never random. `subject` is the aggregate's id and also the record's key; `version` is the version
    the aggregate has after this fact (0 where the subject has no versions). `caused_by` is the id of the event or
    command behind it.
    """

    type: ClassVar[str] = ""
    topic: ClassVar[str] = ""

    id: str = Field(min_length=1, max_length=64)
    """32 hexadecimal digits, derived from what happened: a repeat has the same id, and is known by it."""
    brand: str = Field(min_length=1, max_length=64)
    """The brand it happened in, by its id."""
    subject: str = Field(min_length=1, max_length=512)
    """Whom or what it is about, such as a conversation or an incident; events of one subject keep their order."""
    version: int = Field(default=0, ge=0)
    """The version the subject has after it: who stores state applies the highest. 0 where there are no versions."""
    at: AwareDatetime
    """When it happened (UTC)."""
    caused_by: str | None = None
    """The event or command it follows from, by id; null or left out: nothing before it."""

    @classmethod
    def after(cls, cause: str, part: str, /, **fields: Any) -> Self:  # noqa: ANN401 - the fields are the model's own
        """Build the event whose id is derived from its cause's id, its type and `part` (what of several it is)."""
        return cls(id=derived_id(cause, cls.type, part), caused_by=cause, **fields)

    @property
    def key(self) -> bytes:
        """The record key: brand and subject, so that one subject stays in one partition in order."""
        return f"{self.brand}/{self.subject}".encode()

    @property
    def headers(self) -> list[tuple[str, bytes]]:
        """CloudEvents headers in the Kafka binary binding, without trace context (the producer adds that)."""
        return [
            ("ce_specversion", b"1.0"),
            ("ce_id", self.id.encode()),
            ("ce_type", self.type.encode()),
            ("ce_source", b"/muster/" + self.topic.split(".", 1)[0].encode()),
            ("ce_time", _rfc3339(self.at)),
            ("content-type", b"application/json"),
            ("brand", self.brand.encode()),
        ]

    def to_bytes(self) -> bytes:
        """The record's value: the fields as JSON."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)


def _rfc3339(at: datetime) -> bytes:
    return at.isoformat().encode()
