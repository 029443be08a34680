"""`muster post`: speak as a customer, through an integration of a demo brand."""

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.console import acting, console

if TYPE_CHECKING:
    from deploy.local.state import BrandAccess, LocalState


def post(
    text: Annotated[str, typer.Argument(help="What the customer says.")],
    brand: Annotated[str, typer.Option(help="To which brand; the first demo brand if left out.")] = "",
    contact: Annotated[str, typer.Option(help="Who says it: the customer's id on the channel.")] = "customer-1",
    name: Annotated[str, typer.Option(help="The customer's name.")] = "Sam Customer",
    by_key: Annotated[
        bool, typer.Option("--by-key", help="Post to /v1/events with the integration's key, not as a signed webhook.")
    ] = False,
) -> None:
    """Send one message through the generic integration, as a signed webhook or by key, and show the answer."""
    from deploy.local.api import Api
    from deploy.local.state import need_state
    from deploy.local.webhook import deliver, message_item

    with acting():
        state = need_state()
        integration = _brand(state, brand).integrations["generic"]
        message, now = f"cli-{uuid.uuid4().hex}", datetime.now(UTC)
        item = message_item(message, contact, name, text, now)
        if by_key:
            answer = Api(state.gateway, integration.key).post("/v1/events", item)
        else:
            answer = deliver(state.gateway, integration, message, item)
    console.print_json(json.dumps(answer))


def _brand(state: "LocalState", name: str) -> "BrandAccess":
    from deploy.stack.errors import StackError

    if not state.brands:
        raise StackError("There is no demo brand here; `muster up` makes them.")
    brand = name or next(iter(state.brands))
    if brand not in state.brands:
        raise StackError(f"There is no demo brand {brand}; there are {', '.join(state.brands)}.")
    return state.brands[brand]
