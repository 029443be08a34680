"""The image's health check: `python -m deploy.probe URL` ends with 0 when the URL answers 200."""

import sys
import urllib.request

TIMEOUT_SECONDS = 3.0

if __name__ == "__main__":
    with urllib.request.urlopen(sys.argv[1], timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the caller is ourselves
        sys.exit(answer.status != 200)
