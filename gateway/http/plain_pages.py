"""Pages of words for people: served whole, without a script and without anything from elsewhere."""

from __future__ import annotations

import re
from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=3600"}
QUOTED = re.compile(r"`([^`]*)`")

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }}
h1, h2 {{ line-height: 1.2; overflow-wrap: anywhere; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }}
td:first-child {{ white-space: nowrap; }}
pre {{ background: #f4f4f4; overflow: auto; padding: 1rem; }}
</style>
</head><body>
{body}
</body></html>
"""


def plain_page(title: str, body: str) -> str:
    """A page, to be answered with `HEADERS`; `title` is text, `body` is HTML whose texts are escaped already."""
    return _FRAME.format(title=escape(title), body=body)


def words(text: str) -> str:
    """A text as HTML: what stands in backquotes is code."""
    return QUOTED.sub(r"<code>\1</code>", escape(text, quote=False))
