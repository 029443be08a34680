"""What a browser shows behind the link of a notice: what is asked, two buttons, and what became of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
BUTTONS = {
    "page": (("accept", "I take it"), ("decline", "I cannot")),
    "ask": (("accept", "Yes, I help"), ("decline", "No")),
    "swap": (("accept", "Yes, I swap"), ("decline", "No")),
}
ASKED = {"page": "You are paged", "ask": "Can you help?", "swap": "Can you swap?"}
DONE = {
    ("page", "accept"): "The page is yours. Others are paged no more.",
    ("page", "decline"): "Noted. The next people are paged in their turn.",
    ("ask", "accept"): "Thank you: you have a place. Sign in to Muster to begin.",
    ("ask", "decline"): "Noted. Others are asked.",
    ("swap", "accept"): "Thank you: the rotation has it.",
    ("swap", "decline"): "Noted. Nothing changes.",
}

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>
body {{ font: 18px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem; }}
button {{ font: inherit; margin: 0 1rem 1rem 0; padding: .7rem 1.4rem; }}
</style>
</head><body>
<h1>{title}</h1>
{body}
</body></html>
"""


def asked_page(asked: Mapping[str, Any]) -> str:
    """What is asked, with a button for each answer."""
    buttons = "\n".join(
        f'<button name="answer" value="{value}">{escape(label)}</button>' for value, label in BUTTONS[asked["kind"]]
    )
    severity = f" (severity {asked['severity']} of 3)" if asked["kind"] != "swap" else ""
    title = f"<p>{escape(asked['title'])}{severity}</p>"
    return _framed(ASKED[asked["kind"]], f'{title}\n<form method="post">\n{buttons}\n</form>')


def over_page() -> str:
    """Nobody waits for an answer any more."""
    return _framed("Nothing is asked any more", "<p>This was answered before, or is over.</p>")


def done_page(came: Mapping[str, Any]) -> str:
    """What the answer did."""
    return _framed("Thank you", f"<p>{escape(DONE[came['kind'], came['answer']])}</p>")


def _framed(title: str, body: str) -> str:
    return _PAGE.format(title=escape(title), body=body)
