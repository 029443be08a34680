"""A card of the report: a title, a note, and what it shows."""

from __future__ import annotations

from html import escape


def card(title: str, note: str, body: str, *, wide: bool = False) -> str:
    """A card with its title and one line that says what is seen."""
    note_html = f'<p class="note">{escape(note)}</p>' if note else ""
    return f'<section class="card{" wide" if wide else ""}"><h2>{escape(title)}</h2>{note_html}{body}</section>'
