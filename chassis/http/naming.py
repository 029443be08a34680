"""The names of operations, by one rule from the names of their routes: what programs call, and what people read."""

from __future__ import annotations

from fastapi.routing import APIRoute


def operation_id(route: APIRoute) -> str:
    """The route's name in lower camel case: `list_conversations` is `listConversations`."""
    first, *others = route.name.split("_")
    return first + "".join(word.capitalize() for word in others)


def summary(route: APIRoute) -> str:
    """What the route declares, else its name as words: `list_conversations` is `List conversations`."""
    return route.summary or route.name.replace("_", " ").capitalize()
