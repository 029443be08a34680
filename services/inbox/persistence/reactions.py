"""Reactions of a message as documents, and the expression by which the server adds one to those it has."""

from __future__ import annotations

from typing import Any

from services.inbox.application.records import SaidReaction
from services.inbox.domain.reaction import Reaction
from services.inbox.persistence.ids import Document


def reaction_document(reaction: Reaction) -> Document:
    """The fields of a reaction."""
    return {"by": reaction.by, "reaction": reaction.reaction, "at": reaction.at}


def weighed(said: SaidReaction) -> Document:
    """The list after one more word, as `domain.reaction.with_reaction` has it, from what is stored when it is written.

    Reactions of several people on one message come through several partitions: a list made from what was read would
    undo the words that were written since.
    """
    stored = {"$ifNull": ["$reactions", []]}
    is_theirs = {"$in": ["$$each.by", {"$literal": sorted(said.names)}]}
    outlives = {"$and": [is_theirs, _outlives(said.reaction)]}
    others = {"$filter": {"input": stored, "as": "each", "cond": {"$not": [is_theirs]}}}
    with_it = {"$concatArrays": [others, [{"$literal": reaction_document(said.reaction)}]]}
    is_old = {"$anyElementTrue": [{"$map": {"input": stored, "as": "each", "in": outlives}}]}
    return {"$cond": [is_old, stored, with_it]}


def _outlives(newest: Reaction) -> dict[str, Any] | bool:
    """Whether a stored word stays; one that was stored before times were is older than any time."""
    if newest.at is None:
        return False
    later: Document = {"$gt": ["$$each.at", newest.at]}
    if newest.reaction is None:
        return later
    is_taken_back = {"$eq": [{"$ifNull": ["$$each.reaction", None]}, None]}
    return {"$or": [later, {"$and": [{"$eq": ["$$each.at", newest.at]}, is_taken_back]}]}
