"""The bases of the HTTP models.

One rule names them in every application: `X` is what is read, `XCreate` what makes one, `XUpdate` what changes one,
`XList` a page of them. A command makes or changes something (`AssignmentCreate`); a part of a body is a noun.
The text below a field is its description in the OpenAPI document.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ReadModel(BaseModel):
    """What the API gives."""

    model_config = ConfigDict(
        frozen=True,
        populate_by_name=True,  # `from` on the wire is `from_` in Python
        use_attribute_docstrings=True,
    )


class WriteModel(BaseModel):
    """What a caller writes: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class StrictWriteModel(WriteModel):
    """What a caller writes where no value is bent into another type."""

    model_config = ConfigDict(strict=True)
