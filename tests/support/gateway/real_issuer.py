"""An OpenID Connect provider of somebody else's making (`oidc-provider-mock`) as a process."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator

PACKAGE = "oidc_provider_mock"
LISTENS = re.compile(r"http://127\.0\.0\.1:([1-9]\d{0,4})")


@contextlib.contextmanager
def real_issuer() -> Iterator[str]:
    """Run it on a free port; gives its address."""
    command = [sys.executable, "-W", "ignore", "-m", PACKAGE, "--port", "0", "--require-nonce", "true"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr is not None
            found = next(match for line in process.stderr if (match := LISTENS.search(line)))
            yield f"http://127.0.0.1:{found[1]}"
        finally:
            process.kill()
