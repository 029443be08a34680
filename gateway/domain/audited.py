"""Which operations are acts that the audit trail holds: every command but those named here."""

from __future__ import annotations

from gateway.domain.openapi import Operation

COMMANDS = frozenset({"POST", "PUT", "PATCH", "DELETE"})

NO_ACTS: dict[str, str] = {
    "postEvents": "brings in what customers wrote; the ledger accounts for it",
    "postWebhook": "brings in what customers wrote, known by a signature and not by a caller",
    "checkText": "judges a text and stores nothing",
    "previewGuideline": "tries a guideline on past messages and stores nothing",
    "createStreamTicket": "opens a stream, by which one only reads",
    "createDevToken": "signs in, in development only",
    "deleteSession": "signs out: ends what is the caller's own",
}
"""The commands that are no acts on a record, by operation id, each with its reason."""


def is_act(method: str, operation: Operation | None) -> bool:
    """Whether a request is one that the trail holds; a command that no document names is, as it may be a new one."""
    return method in COMMANDS and (operation is None or operation.id not in NO_ACTS)


def objects_of(operation: Operation | None, path: str) -> tuple[str, ...]:
    """The ids in a path, in its order: the segments for which the operation's path has a parameter."""
    if operation is None:
        return ()
    pairs = zip(operation.path.strip("/").split("/"), path.strip("/").split("/"), strict=True)
    return tuple(given for part, given in pairs if part.startswith("{"))
