"""The inbox over HTTP: thin routes, the brand always from the verified caller."""

from services.inbox.http import (
    approvals,
    arrivals,
    campaigns,
    cards,
    contacts,
    conversations,
    engagement,
    guideline,
    imports,
    operation,
    replies,
    rules,
    story_answers,
)

ROUTERS = (
    conversations.router,
    contacts.router,
    replies.router,
    approvals.router,
    cards.router,
    story_answers.router,
    rules.router,
    guideline.router,
    campaigns.router,
    engagement.router,
    operation.router,
    imports.router,
    arrivals.router,
)
