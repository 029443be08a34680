"""The one OpenAPI 3.1 document of the whole API, and the page that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from fastapi import FastAPI

from contracts.http.ingest import IngestItem
from gateway.domain.openapi import METHODS, SCOPE_FIELD, Document, merge, security
from gateway.http.direct_paths import PLAIN_PATHS, ingest_schemas

SCHEMES: Document = {
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "oidc": {"type": "http", "scheme": "bearer", "description": "An API key, or a token of the configured issuer."},
}


def whole_document(app: FastAPI, services: Mapping[str, Document]) -> Document:
    """The gateway's own operations, the plain ones, and those of all services, in one document."""
    document = app.openapi()
    document["components"]["securitySchemes"] = SCHEMES
    document["components"]["schemas"] |= ingest_schemas(IngestItem)
    document["paths"] |= PLAIN_PATHS
    for item in document["paths"].values():
        for method in METHODS:
            if method in item:
                item[method].setdefault("security", security(item[method].get(SCOPE_FIELD, ())))
    return merge(document, services)


def docs_page(document: Document) -> str:
    """A page that lists every operation with its scope; no script and nothing from another host."""
    rows = "\n".join(
        _row(path, method, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    )
    return _PAGE.format(title=escape(document["info"]["title"]), rows=rows)


def _row(path: str, method: str, operation: Document) -> str:
    description = operation.get("description") or operation.get("summary") or ""
    scopes = " or ".join(operation.get(SCOPE_FIELD, ())) or "any"
    return (
        f"<tr><td><code>{method.upper()}</code></td><td><code>{escape(path)}</code></td>"
        f"<td>{escape(description)}</td><td><code>{escape(scopes)}</code></td></tr>"
    )


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border-bottom: 1px solid #ddd; padding: .4rem .6rem; text-align: left; vertical-align: top; }}
code {{ font-size: .9em; }}
</style></head><body>
<h1>{title}</h1>
<p>The whole document, with every field: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).
Send an API key in <code>X-API-Key</code>, or a key or token in <code>Authorization: Bearer</code>.</p>
<table><thead><tr><th>Method</th><th>Path</th><th>What it does</th><th>Scope</th></tr></thead>
<tbody>
{rows}
</tbody></table></body></html>
"""
