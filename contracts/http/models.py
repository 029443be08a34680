"""The bases of the HTTP models.

One rule names them in every application: `X` is what is read, `XCreate` what makes one, `XUpdate` what changes one,
`XList` a page of them. A command makes or changes something (`AssignmentCreate`); a part of a body is a noun.
The text below a field is its description in the OpenAPI document.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from contracts.http.numbers import fields_of, refuse_truth, takes_numbers


class ReadModel(BaseModel):
    """What the API gives."""

    model_config = ConfigDict(
        frozen=True,
        populate_by_name=True,  # `from` on the wire is `from_` in Python
        use_attribute_docstrings=True,
    )


class WriteModel(BaseModel):
    """What a caller writes: unknown fields are refused, and a truth value where a number stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Look at what is given to fields of numbers: `true` equals 1 in Python, and to nobody who writes JSON."""
        schema = handler(source)
        fields = fields_of(schema)
        for name, field in cls.__pydantic_fields__.items():
            if name in fields and takes_numbers(field.annotation):
                refuse_truth(fields[name])
        return schema


class StrictWriteModel(WriteModel):
    """What a caller writes where no value is bent into another type."""

    model_config = ConfigDict(strict=True)
