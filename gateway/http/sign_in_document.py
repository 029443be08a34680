"""The OpenAPI of signing in: redirects of a browser, which nothing derives."""

from __future__ import annotations

from chassis.http.paging import Page
from contracts.http.gateway import SignInIssuer
from gateway.domain.openapi import Document
from gateway.domain.sign_in import LONGEST_RETURN
from gateway.http.direct_parts import TEXT, parameter, refusals

PAGE: Document = {"schema": {**TEXT, "description": "The same for people."}, "example": "<!doctype html>"}
PLACE: Document = {**TEXT, "format": "uri-reference"}
AWAY: Document = {
    "description": "The browser goes on.",
    "headers": {"Location": {"description": "Where to.", "schema": PLACE, "example": "/"}},
}
NAMES: Document = {"items": [{"name": "okta"}], "next": None}


def _for_browsers(codes: dict[int, list[str]]) -> Document:
    """The refusals, each also as a page."""
    responses = refusals(codes)
    for status, response in responses.items():
        if status != "default":
            response["content"]["text/html"] = PAGE
    return responses


def _issuers() -> Document:
    schema = Page[SignInIssuer].model_json_schema(ref_template="#/components/schemas/{model}")
    items = schema.pop("$defs")["SignInIssuer"]
    schema["properties"]["items"]["items"] = items
    return schema


BEGIN: Document = {
    "operationId": "beginSignIn",
    "summary": "Begin a sign-in",
    "description": (
        "For a browser that is sent here, not for a script. It goes to the issuer (OpenID Connect, authorization code "
        "with PKCE), comes back to `/v1/sign-in/callback` within ten minutes, and goes to `return_to` with the cookie "
        "of a session. A page of another site than the API's gets no cookie: it uses tokens."
    ),
    "security": [],
    "parameters": [
        parameter(
            "issuer", "query", "By whom to sign in, as `GET /v1/sign-in/issuers` names it.", "okta", required=True
        ),
        parameter(
            "return_to",
            "query",
            "A path of the API, or an address whose origin the brand lists; left out: `/`.",
            "https://inbox.example.com/",
            schema={**TEXT, "maxLength": LONGEST_RETURN},
        ),
    ],
    "responses": {"302": AWAY, **_for_browsers({422: ["invalid"]})},
}
FINISH: Document = {
    "operationId": "finishSignIn",
    "summary": "Finish a sign-in",
    "description": (
        "Where the issuer sends the browser. Each `state` counts once, and only in the browser that began. Who is no "
        "person of the brand that the issuer names is refused, and sent nowhere."
    ),
    "security": [],
    "parameters": [
        parameter("state", "query", "What the sign-in was begun with.", "MZ3xYc"),
        parameter("code", "query", "What the issuer gives tokens for.", "SplxlOBeZQQYbYS6WxSbIA"),
        parameter("error", "query", "Why the issuer gave none.", "access_denied"),
        parameter("iss", "query", "The issuer (RFC 9207).", "https://id.example.com"),
    ],
    "responses": {"302": AWAY, **_for_browsers({403: ["sign_in_refused"], 422: ["invalid"]})},
}
ISSUERS: Document = {
    "operationId": "listSignInIssuers",
    "summary": "List the issuers to sign in by",
    "description": "Their names, for the buttons of a page on which nobody is signed in.",
    "security": [],
    "responses": {
        "200": {
            "description": "All of them, in the order of the settings.",
            "content": {"application/json": {"schema": _issuers(), "example": NAMES}},
        },
        **refusals({}),
    },
}
