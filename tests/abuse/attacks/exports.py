"""Words that something downstream would run: formulas in CSV, markup in pages, terms that make matching slow."""

from __future__ import annotations

import csv
import io
import time
from typing import Any

from tests.abuse.attack import Attack, Attempts
from tests.abuse.wire import Request
from tests.e2e.rig import Brand, eventually, words

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", '=HYPERLINK("http://evil.example")', "|calc")
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
)
LIVE = ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:')
TERMS = 500
LONGEST_TERM = 45  # words of one letter; a term has 100 characters at most
TEXT_CHARACTERS = 20_000
SLOWEST_SECONDS = 3.0


def _named(brand: Brand, text: str, number: int) -> None:
    """Put the words into everything that a report names."""
    general = {
        name: value for name, value in brand.admin.get("/v1/queues/general").items() if name not in ("id", "version")
    }
    brand.ask("PUT", f"/v1/queues/queue-{number}", {**general, "name": text})
    brand.ask("POST", "/v1/incidents", {"title": text, "severity": 1})
    brand.ask("POST", "/v1/integrations", {"channel": "generic", "name": text, "settings": {}})
    brand.post(words(number, f"c-{number}", text))


def _reports(attempts: Attempts) -> None:
    brand = attempts.target.new_brand()
    whole = (*FORMULAS, *MARKUP)
    for number, text in enumerate(whole):
        _named(brand, text, number)
    eventually(lambda: brand.inbound() == len(whole), "the messages")
    for separator, sign in (("comma", ","), ("semicolon", ";"), ("tab", "\t")):
        path = f"/v1/reports/overview?format=csv&separator={separator}"
        answer = attempts.send(Request("GET", path, brand.admin.key), {200})
        rows = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""), delimiter=sign)
        for cell in (cell for row in rows for cell in row):
            is_run = cell.startswith(RUN_BY_SPREADSHEETS) and not _is_number(cell)
            attempts.expect(not is_run, f"{path} has the cell {cell!r}")
    page = attempts.send(Request("GET", "/v1/reports/overview?format=html", brand.admin.key), {200})
    _is_dead(attempts, page.body.decode(), "the page of the overview")
    attempts.expect(
        "content-security-policy" in page.headers, "the page of the overview has no content security policy"
    )
    for incident in brand.every("/v1/incidents"):
        brand.ask("POST", f"/v1/incidents/{incident['id']}/stand-down")
        review = attempts.send(Request("GET", f"/v1/incidents/{incident['id']}/review", brand.admin.key))
        attempts.expect("text/html" not in review.headers.get("content-type", ""), "a review is served as a page")


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _is_dead(attempts: Attempts, page: str, what: str) -> None:
    found = [each for each in LIVE if each in page.lower()]
    attempts.expect(not found, f"{what} has {found}")


def _error_pages(attempts: Attempts) -> None:
    """What an answer repeats of a request is text, never a page."""
    for text in MARKUP:
        for path in (
            f"/v1/{text}",
            f"/docs/errors/{text}",
            f"/v1/conversations?cursor={text}",
            f"/v1/sign-in?return={text}",
        ):
            request = Request(
                "GET", path.replace(" ", "%20"), attempts.target.own.admin.key, headers={"accept": "text/html"}
            )
            answer = attempts.send(request)
            if "html" in answer.headers.get("content-type", ""):
                _is_dead(attempts, answer.body.decode(), str(request))


def _terms(attempts: Attempts) -> None:
    """Terms that overlap in every way, and the longest text they could be looked for in."""
    brand = attempts.target.new_brand()
    terms = [{"term": "a " * (number % LONGEST_TERM + 1) + f"b{number}", "why": "slow"} for number in range(TERMS)]
    blocked = attempts.send(Request("PUT", "/v1/guideline", brand.admin.key, _guideline(brand, terms)))
    attempts.expect(blocked.status < 300, f"the terms were answered {blocked.status}: {blocked.body[:200]!r}")
    for unit in ("a ", "a", "\uff41\u0301 ", "\ufdfa"):  # the last is eighteen characters once it is made plain
        text = unit * (TEXT_CHARACTERS // len(unit))
        began = time.monotonic()
        attempts.send(Request("POST", "/v1/guideline/check", brand.admin.key, {"text": text}))
        took = time.monotonic() - began
        attempts.expect(took < SLOWEST_SECONDS, f"a check of {unit!r} took {took:.1f} s")


def _guideline(brand: Brand, terms: list[dict[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {
        name: value for name, value in brand.admin.get("/v1/guideline").items() if name != "version"
    }
    return {**whole, "blocked_terms": terms}


ATTACKS = [
    Attack("words_that_run", "formulas and scripts in every name that a report has", _reports),
    Attack("echoed_markup", "markup in what an error could repeat", _error_pages, "smoke"),
    Attack("slow_terms", "terms that overlap in every way, over the longest text", _terms),
]
