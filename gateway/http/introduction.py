"""What the document says before its operations: the conventions that hold for all of them."""

INTRODUCTION = """\
**Credentials.** An API key in `X-API-Key`, or a key or a token of a configured issuer in `Authorization: Bearer`, or
the cookie of who signed in at `/v1/sign-in`, with which a command needs `X-Muster-CSRF`. The brand comes from the
credential alone; an id of another brand is 404. `x-scope` names the scopes of which an operation needs one; where it is
empty, every caller of the brand may call.

**Errors.** Every error is problem details (RFC 9457, `application/problem+json`). The end of `type` is a code for
programs, `type` itself leads to a page that says what to do, and `x-problem-codes` of a response lists its codes.

**Lists.** `limit` items at most, and `next` is the `cursor` of the page after; on the last page it is null.

**Versions.** Where an answer has an `ETag`, `If-None-Match` with it is answered 304 without a body on a read, and
commands that take `If-Match` are refused with 412 when somebody else was faster.

**Repeats.** A command with an `Idempotency-Key` is carried out once: the same request again within a day gets the first
answer. An event that is posted twice has one effect, with or without the key.

**Limits.** 429 and 503 say in `Retry-After` after how many seconds to try again. What is posted as events is answered
with `RateLimit` and `RateLimit-Policy`.

**Lanes.** `x-lane` says how urgent an operation is, `Muster-Lane` in an answer which lane its request had. Under
overload `bulk` is refused first, then `live`, and `crisis` last: 503 `overloaded` with `Muster-Shed`, before anything
was done. Posted events are `bulk` as `application/cloudevents-batch+json`, over 16 KiB, and where the head declares no
length.

**Compression.** Answers to a read of 4 KiB and more are compressed for a caller that takes gzip. Bodies of requests are
not.

**Events.** `/docs/events` has every event of the stream and of webhooks with its fields, an example and its schema.

**Additions.** A field, a code, an event type or an operation may be added at any time: a caller ignores what it does
not know.
"""
