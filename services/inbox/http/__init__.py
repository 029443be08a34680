"""The inbox over HTTP: thin routes, the brand always from the verified caller."""

from services.inbox.http import arrivals, conversations, imports, operation, replies, rules

ROUTERS = (conversations.router, replies.router, rules.router, operation.router, imports.router, arrivals.router)
