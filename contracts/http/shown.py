"""What answers of several services show, each with the one text that describes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

ShownConversation = Annotated[
    str, Field(description="The conversation: 32 hexadecimal digits, the same in every service and in every event.")
]
ShownContact = Annotated[
    str, Field(description="The person outside: 32 hexadecimal digits, for `GET /v1/contacts/{contact}`.")
]
ShownIntegration = Annotated[str, Field(description="The integration it came by: the brand, `_` and a short name.")]
ShownChannel = Annotated[
    str, Field(description="The kind of platform, such as `x` or `email`; see `GET /v1/channels`.")
]
ShownEmployee = Annotated[str, Field(description="The employee, by the id that is also the person's in the gateway.")]
ShownQueue = Annotated[str, Field(description="The queue by its id, for `GET /v1/queues/{queue}`.")]
ShownIncident = Annotated[str, Field(description="The incident by its id, for `GET /v1/incidents/{incident}`.")]
ShownVersion = Annotated[
    int, Field(description="Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.")
]
RulesVersion = Annotated[int, Field(description="Grows by one with every write; what is decided under it names it.")]
CreatedAt = Annotated[AwareDatetime, Field(description="When it was made, by the server's clock (UTC).")]
