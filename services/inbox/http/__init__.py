"""The inbox over HTTP: thin routes, the brand always from the verified caller."""

from services.inbox.http import arrivals, conversations, operation, replies, rules

ROUTERS = (conversations.router, replies.router, rules.router, operation.router, arrivals.router)
