"""The inbox of an afternoon: FastAPI and Motor in one process; a post is answered once it is stored and assigned.

It knows one brand and reads nothing into a text: no credential, language, triage, clock, skill, seat, offer or event,
and nothing undoes half of a post when the process dies. Two posts of a new contact at once make two conversations.
With `--unique` a message's external id is unique, and a repeat is answered 200 and changes nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from bson import ObjectId
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import WriteConcern
from pymongo.errors import DuplicateKeyError

EMPLOYEES = 400

router = APIRouter()


@router.post("/events", status_code=202)
async def post(request: Request, response: Response) -> dict[str, str]:
    """Store a message in its contact's open conversation; a new one goes to who has the fewest."""
    db, message = request.app.state.db, await request.json()
    contact = message["contact"]["external_id"]
    conversation = await db["conversations"].find_one({"contact": contact, "open": True}, {"_id": 1})
    found = conversation["_id"] if conversation else ObjectId()
    try:
        await db["messages"].insert_one({**message, "conversation": found})
    except DuplicateKeyError:
        response.status_code = 200
        return {"status": "duplicate"}
    if conversation is None:
        least = await db["employees"].find_one_and_update({}, {"$inc": {"open": 1}}, sort=[("open", 1)])
        new = {"_id": found, "contact": contact, "open": True, "assignee": least["_id"]}
        await db["conversations"].insert_one(new)
    return {"conversation": str(found)}


@router.get("/conversations/{id_}")
async def read(request: Request, id_: str) -> dict[str, Any]:
    """A conversation with its messages."""
    db, wanted = request.app.state.db, ObjectId(id_)
    conversation = await db["conversations"].find_one({"_id": wanted}, {"_id": 0})
    if conversation is None:
        raise HTTPException(404)
    messages = await db["messages"].find({"conversation": wanted}, {"_id": 0, "conversation": 0}).to_list()
    return {**conversation, "messages": messages}


def create(mongo: str, database: str, *, unique: bool) -> FastAPI:
    """The application over a database, which is made anew with `EMPLOYEES` employees who hold nothing."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo)
        await client.drop_database(database)
        db = client.get_database(database, write_concern=WriteConcern("majority"))
        await db["employees"].create_index("open")
        await db["employees"].insert_many([{"_id": f"bench-{n}", "open": 0} for n in range(EMPLOYEES)])
        await db["conversations"].create_index([("contact", 1), ("open", 1)])
        await db["messages"].create_index("conversation")
        if unique:
            await db["messages"].create_index("external_id", unique=True)
        app.state.db = db
        yield
        client.close()

    app = FastAPI(lifespan=lifespan)
    app.include_router(router)
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mongo")
    parser.add_argument("database")
    parser.add_argument("port", type=int)
    parser.add_argument("--unique", action="store_true")
    given = parser.parse_args()
    served = create(given.mongo, given.database, unique=given.unique)
    uvicorn.run(served, host="127.0.0.1", port=given.port, log_level="warning", access_log=False)
