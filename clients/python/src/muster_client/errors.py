"""What goes wrong: refusals of the API, and webhooks that are not to be trusted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal, cast

import httpx

from muster_client.models import Error, Problem

WebhookRefusal = Literal["header_missing", "timestamp_wrong", "timestamp_stale", "signature_wrong"]


class MusterError(Exception):
    """An answer of the API that is no success: problem details (RFC 9457).

    `code` is the end of the problem's `type`, such as `precondition_failed`; `http_502` where something between
    answered without one. `errors` has each thing that is wrong with the request, with a JSON pointer to the field.
    """

    def __init__(self, status: int, problem: Problem, headers: Mapping[str, str]) -> None:
        """`headers` are those of the answer."""
        detail = problem.get("detail")
        super().__init__(f"{status} {problem['title']}" + (f": {detail}" if detail else ""))
        self.status = status
        self.code = problem["type"].rstrip("/").rpartition("/")[2] or f"http_{status}"
        self.problem = problem
        self.errors: Sequence[Error] = problem.get("errors", [])
        self.headers = headers

    @classmethod
    def of(cls, answer: httpx.Response) -> MusterError:
        """Read the error out of an answer, whatever answered."""
        try:
            found = json.loads(answer.content)
        except ValueError:
            found = None
        default = {"type": "", "title": "No problem details", "status": answer.status_code}
        problem = cast("Problem", default | (found if isinstance(found, dict) else {}))
        return cls(answer.status_code, problem, answer.headers)


class WebhookError(Exception):
    """A webhook that nobody may act on."""

    def __init__(self, code: WebhookRefusal, message: str) -> None:
        """`code` says why, for programs."""
        super().__init__(message)
        self.code = code
