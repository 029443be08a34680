"""Every code of problem details (RFC 9457): what happened and what a caller does about it. `type` leads to its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PAGES: Final = "/docs/errors/"


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """One code. `retry` says when sending the same request again can help."""

    statuses: tuple[int, ...]
    happened: str
    remedy: str
    retry: str = "Not before the request is changed."


def type_of(code: str) -> str:
    """The member `type` of a problem: the address of its page, relative to the API. Its last part is the code."""
    return PAGES + code


_SAME_KEY = "Yes, with the same Idempotency-Key: what was done is not done again."

PROBLEM_CODES: Final[Mapping[str, ProblemCode]] = {
    "conflict": ProblemCode(
        (409,),
        "The command does not fit the present state, such as an answer to a conversation that somebody else holds, or "
        "somebody changed the same thing at this moment. `state`, where it is there, is the present one.",
        "Read the resource again and decide anew. A command with an `epoch` needs the newest one.",
        "Only after the resource was read again.",
    ),
    "csrf": ProblemCode(
        (403,),
        "A request by the cookie of a session does not prove that a page meant it: a command has no `X-Muster-CSRF` or "
        "a wrong one, or the page's origin is neither the API's own nor one that the brand lists.",
        "Send the `csrf_token` of `GET /v1/session` in `X-Muster-CSRF`; an administrator adds the page's origin to "
        "`origins` of the brand.",
    ),
    "feature_off": ProblemCode(
        (403,),
        "The operator has turned off for this brand what the request is about; `feature` names it.",
        "Ask the operator. `GET /v1/brands/{brand_id}/features` says what is off.",
        "When it is on again; the change counts within a second.",
    ),
    "guideline": ProblemCode(
        (422,),
        "The guideline in force does not allow the reply as it is written. `errors` names each rule that speaks.",
        "Change the words, ask for an approval where the rule wants one, or let somebody with the certificate answer.",
    ),
    "head_too_large": ProblemCode(
        (431,),
        "The head of the request has more bytes or fields than it may have.",
        "Send fewer and shorter header fields; cookies of other applications on the same host are a usual cause.",
    ),
    "internal": ProblemCode(
        (500,),
        "Something went wrong on our side. Nothing of your request is in the answer or in our logs.",
        "Try again; when it stays, tell the operator the time and the path.",
        _SAME_KEY,
    ),
    "invalid": ProblemCode(
        (422,),
        "The request is well-formed and wrong. `errors` names each field by a JSON pointer: `/contact/external_id` is "
        "in the body, `#query/limit` in the query, `#header/if-match` in the head, `#path` in the path.",
        "Correct the fields that are named; in a batch, the other items were taken.",
    ),
    "last_administrator": ProblemCode(
        (409,),
        "The brand would be left without an administrator who can sign in.",
        "Make somebody else administrator first.",
        "After that.",
    ),
    "malformed": ProblemCode(
        (400,),
        "The body is not what its media type says: `reason` tells what of it is broken, such as a member given twice "
        "or a number without a value.",
        "Send strict JSON in UTF-8.",
    ),
    "method_not_allowed": ProblemCode(
        (405,), "The path is there and does not take this method.", "See `Allow` in the answer, or the reference."
    ),
    "missing_scope": ProblemCode(
        (403,),
        "The caller is known and may not do this. `scope` is what is missing.",
        "Use a credential with that scope, or let an administrator grant a role that has it.",
        "After the right was granted; it counts within a second.",
    ),
    "needs_key": ProblemCode(
        (403,), "A token asked for a token.", "Ask for tokens with an API key; a token gives no further one."
    ),
    "no_brand": ProblemCode(
        (403,), "The credential is the platform's and belongs to no brand.", "Use a credential of the brand."
    ),
    "not_a_sandbox": ProblemCode(
        (409,),
        "The brand is a real one: its time is everybody's, and its clock cannot be moved.",
        "Use a credential of a brand that was made with `sandbox`; a brand does not become one.",
    ),
    "not_found": ProblemCode(
        (404,),
        "There is nothing under this id, or it belongs to another brand: both have the same answer.",
        "Check the id and the brand of the credential.",
    ),
    "origin_refused": ProblemCode(
        (403,),
        "A page asked whether it may call the API, and no brand lists its origin.",
        "An administrator adds the page's origin, such as https://inbox.example.com, to `origins` of the brand.",
        "After that; it counts within a second.",
    ),
    "outcome_unknown": ProblemCode(
        (504,),
        "The service behind the gateway did not answer in time: whether it was done is not known.",
        "Send the same request with the same Idempotency-Key, or read the resource.",
        _SAME_KEY,
    ),
    "overloaded": ProblemCode(
        (503,),
        "Too much is under way to take a request of this lane now: `lane` is the request's, and less urgent lanes are "
        "refused first. Nothing of the request was read or done.",
        "Wait as long as `Retry-After` says. Send less at once; what can wait, such as an import, goes on later.",
        "Yes, after `Retry-After`, then with a growing pause.",
    ),
    "position_too_old": ProblemCode(
        (410,),
        "The log does not keep what comes behind this position any more: events were missed.",
        "Read the lists, take a new position (`GET /v1/events` without `after`), and go on from there.",
        "Never: what is gone stays gone.",
    ),
    "precondition_failed": ProblemCode(
        (412,),
        "`If-Match` names another version than the present one: somebody changed it since you read it.",
        "Read it again, take over your change, and send the new `ETag`.",
        "Only with the new `ETag`.",
    ),
    "quota": ProblemCode(
        (429,),
        "The brand or the integration has posted more events than its quota allows. Nothing of the request was taken.",
        "Wait as long as `Retry-After` says. `RateLimit` and `RateLimit-Policy` tell how much is left.",
        "Yes, after `Retry-After`.",
    ),
    "sign_in_refused": ProblemCode(
        (403,),
        "Nobody was signed in. `reason` says why: the issuer refused or was cancelled (`issuer_refused`), the sign-in "
        "was used before, is older than ten minutes or began in another browser (`stale`), nobody in the brand has the "
        "login (`unknown_person`), or the page to return to is not one of the brand's (`origin`).",
        "Begin anew from the page you came from. Who is not known is added by an administrator of the brand.",
        "Never: each sign-in counts once.",
    ),
    "too_large": ProblemCode(
        (413,),
        "The body, or one event of it, is larger than it may be. `limit_bytes` is the limit.",
        "Send smaller batches; an attachment goes by its address and not in the event.",
    ),
    "too_many_items": ProblemCode(
        (413,),
        "The batch has more items than one request may have (`limit_items`). None was looked at.",
        "Split the batch.",
    ),
    "too_many_streams": ProblemCode(
        (429,),
        "The caller has as many streams open as one caller may have.",
        "Close one; share one stream among the views of a page.",
        "Yes, after `Retry-After`.",
    ),
    "too_slow": ProblemCode(
        (408,),
        "The head or the body of the request did not come in time.",
        "Send the request in one go; a body has to come at 1 KiB a second at least.",
        _SAME_KEY,
    ),
    "unauthenticated": ProblemCode(
        (401,),
        "There is no credential, or it is not known, has ended, or was revoked.",
        "Send an API key in `X-API-Key`, or a key or token in `Authorization: Bearer`, or sign in. A webhook needs the "
        "signature of its platform over the very bytes of the body.",
        "Only with a valid credential.",
    ),
    "unavailable": ProblemCode(
        (503,),
        "A part that this request needs is away. A command was not carried out; an event without a 202 may have been "
        "taken or not.",
        "Wait as long as `Retry-After` says, then send the same again: the same event twice has one effect.",
        "Yes, after `Retry-After`, then with a growing pause.",
    ),
    "unknown_route": ProblemCode(
        (404,), "The API has no such path, whatever its ids are.", "See the reference or `/openapi.json`."
    ),
    "unsupported_encoding": ProblemCode(
        (415,), "The body is compressed, which this path does not take.", "Send the body as it is."
    ),
    "unsupported_media_type": ProblemCode(
        (415,), "The path does not take this `Content-Type`.", "Send the media type that `detail` names."
    ),
}
"""By code. Every problem that the API answers has one of these; a test compares them with the code."""
