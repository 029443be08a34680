"""What the routes of analytics share: the running service, the scope, and the span a caller asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from chassis.auth import Caller
from chassis.service.dependencies import application
from contracts.http.analytics import WindowLength
from contracts.http.moment import Moment
from services.analytics.application.analytics import Analytics

SCOPE = "measures:read"


async def of_one_count(caller: Caller, analytics: Annotated[Analytics, Depends(application)]) -> Analytics:
    """The running application for one answer to a caller: no report mixes two counts."""
    return await analytics.of_one_count(caller.brand)


Running = Annotated[Analytics, Depends(of_one_count)]
From = Annotated[Moment | None, Query(alias="from", description="Start; a day before `to` when absent.")]
To = Annotated[Moment | None, Query(description="End; now when absent.")]
Window = Annotated[WindowLength | None, Query(description="Length of the windows; what suits the span when absent.")]
