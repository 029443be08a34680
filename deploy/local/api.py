"""A small client of the public API for the command line: one key, JSON in and out, problem details as errors."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from deploy.stack.errors import StackError

TIMEOUT_SECONDS = 30.0


class ApiError(StackError):
    """The API refused; the text is its problem title and detail. `status` is the HTTP status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Api:
    """The gateway at `base` (a URL without a slash at the end), called with `key` as bearer."""

    def __init__(self, base: str, key: str = "") -> None:
        self.base = base
        self.key = key

    def get(self, path: str) -> Any:
        """Read a resource."""
        return self.call("GET", path)

    def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Any:
        """Write a JSON body."""
        content = {"content-type": "application/json", **(headers or {})}
        return self.call("POST", path, json.dumps(body).encode(), content)

    def put(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Any:
        """Write a JSON body in place of what stands there."""
        content = {"content-type": "application/json", **(headers or {})}
        return self.call("PUT", path, json.dumps(body).encode(), content)

    def change(self, path: str, fields: Mapping[str, Any]) -> Any:
        """Replace a rule set by itself with these fields changed; within a field that is an object, only those named.

        A rule set is written whole, so it is read first.
        """
        whole = {name: value for name, value in self.get(path).items() if name != "version"}
        for name, value in fields.items():
            whole[name] = {**whole[name], **value} if isinstance(value, Mapping) else value
        return self.put(path, whole)

    def call(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Any:
        """Send a request and return the decoded answer, None when it is empty.

        Raises:
            ApiError: When the answer is 400 or above.
            StackError: When nobody answers.
        """
        content = self.raw(method, path, headers, body)
        return json.loads(content) if content else None

    def raw(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> bytes:
        """Send a request and return the bytes of the answer; raises as `call` does."""
        status, _, content = self.exchange(method, path, headers, body)
        if status >= http.client.BAD_REQUEST:
            raise ApiError(status, f"{method} {path} was refused: {problem_text(status, content)}")
        return content

    def exchange(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send a request and return status, header fields (names in lower case) and bytes of whatever is answered.

        Raises:
            StackError: When nobody answers.
        """
        parts = urlsplit(self.base)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        bearer = {"authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            connection.request(method, path, body, {**bearer, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except OSError as failure:
            raise StackError(
                f"The gateway at {self.base} does not answer ({failure}); see `muster status`."
            ) from failure
        finally:
            connection.close()


def problem_text(status: int, content: bytes) -> str:
    """Say what a problem details body says: status, title, detail, and each field that is wrong."""
    try:
        problem = json.loads(content)
    except ValueError:
        return str(status)
    if not isinstance(problem, dict):
        return str(status)
    words = [f"{status} {problem.get('title', '')}".strip(), problem.get("detail") or ""]
    words += [f"{error.get('pointer', '')} {error.get('detail', '')}".strip() for error in problem.get("errors") or []]
    return "; ".join(word for word in words if word)
