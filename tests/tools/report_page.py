"""The HTML page of a report: the command, a table of figures, and a part for each row; it stands on its own."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

STYLE = (
    "body{font:14px sans-serif;margin:2em}td,th{padding:.2em .6em;text-align:right}td:first-child{text-align:left}"
    "tr.broken{color:#a11;font-weight:bold}pre{white-space:pre-wrap}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(
    title: str, command: str, columns: Sequence[str], rows: Iterable[tuple[bool, Sequence[str]]], parts: Iterable[str]
) -> str:
    """The page; each row says whether all is well, and its cells. `parts` are HTML already, everything else is text."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join(_row(good, cells) for good, cells in rows)
    return (
        f'<!doctype html><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>Muster: {html.escape(title.lower())}</title><style>{STYLE}</style><h1>{html.escape(title)}</h1>"
        f"<p><code>{html.escape(command)}</code></p><table><tr>{head}</tr>{body}</table>{''.join(parts)}"
    )


def part(name: str, says: str, plot: str, wrong: Iterable[str]) -> str:
    """What is said of one row: its name, what it does, its plot (an SVG), and what went wrong."""
    said = "".join(f"<li><pre>{html.escape(each)}</pre></li>" for each in wrong)
    return f"<h2>{html.escape(name)}</h2><p>{html.escape(says)}</p>{plot}<ul>{said}</ul>"


def _row(good: bool, cells: Sequence[str]) -> str:
    marked = "<tr>" if good else "<tr class=broken>"
    return marked + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
