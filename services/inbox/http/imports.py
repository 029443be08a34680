"""Imports of another tool's history: begun, filled item by item, finished."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Response

from chassis.auth import Caller
from chassis.http.answers import LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_within
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import inbox as http
from services.inbox.http import import_presenters as shown
from services.inbox.http.dependencies import Running

router = APIRouter(prefix="/v1")

ImportId = Annotated[str, Path(description="The import's `id`, from the answer that began it.")]
WRITE = needs("integrations:write", refuses=[NotFound, Conflict])


@router.post("/imports", status_code=201, **needs("integrations:write", headers=[LOCATION]))
async def begin_import(body: http.ImportCreate, caller: Caller, inbox: Running, response: Response) -> http.Import:
    """Begin to bring in the history of another tool."""
    begun = await inbox.imports.begin(
        caller.brand, caller.subject, uuid4().hex, body.source, body.name, body.integration
    )
    response.headers["Location"] = f"/v1/imports/{begun.id}"
    return shown.an_import(begun)


@router.get("/imports", **needs("integrations:write"))
async def list_imports(
    caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Import]:
    """The imports, the newest first."""
    imports = await inbox.imports.rows.page(caller.brand, after(cursor, datetime), limit + 1)
    return page_within(imports, limit, shown.an_import, lambda each: (each.created_at, each.id))


@router.get("/imports/{import_id}", **needs("integrations:write", refuses=[NotFound]))
async def get_import(import_id: ImportId, caller: Caller, inbox: Running) -> http.Import:
    """An import: what came of it so far, and how far it is."""
    return shown.an_import(await inbox.imports.get(caller.brand, import_id))


@router.post("/imports/{import_id}/items", **WRITE)
async def add_import_items(
    import_id: ImportId, body: http.ImportItemsCreate, caller: Caller, inbox: Running
) -> http.ImportItems:
    """Store contacts and conversations of the other tool; nothing of them is told to anybody."""
    items = [shown.item(each) for each in body.items]
    after_them, outcomes = await inbox.imports.add(caller.brand, import_id, items, body.position)
    return shown.results(after_them, outcomes)


@router.post("/imports/{import_id}/finish", **WRITE)
async def finish_import(import_id: ImportId, caller: Caller, inbox: Running) -> http.Import:
    """Say that nothing more comes."""
    return shown.an_import(await inbox.imports.finish(caller.brand, caller.subject, import_id))
