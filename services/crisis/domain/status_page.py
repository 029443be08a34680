"""The status of a company as a page for people: renewed every minute, without a script or anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

from services.crisis.domain.company_status import CompanyStatus, IncidentStatus

STATES = {
    "declared": "just declared",
    "active": "being worked on",
    "monitoring": "being watched",
    "stood_down": "over",
    "reviewed": "over",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="60">
<style>
body {{ font: 18px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }}
section {{ border-left: .4rem solid #b3261e; margin: 1.5rem 0; padding-left: 1rem; }}
section.over {{ border-color: #0b5d53; }}
.late {{ color: #b3261e; font-weight: bold; }}
dt {{ float: left; clear: left; width: 8rem; color: #555; }}
p {{ overflow-wrap: anywhere; }}
</style>
</head><body>
{body}
</body></html>
"""


def as_page(status: CompanyStatus) -> str:
    """The page."""
    title = "Nothing is going on" if not status.open else f"{len(status.open)} open"
    head = f"<h1>{title}</h1><p>As of {_moment(status.as_of)}.</p>"
    open_ = "".join(_section(each, status.as_of) for each in status.open)
    ended = "".join(_section(each, status.as_of) for each in status.ended)
    return _PAGE.format(title=title, body=head + open_ + (f"<h2>Over since yesterday</h2>{ended}" if ended else ""))


def _section(each: IncidentStatus, now: datetime) -> str:
    over = ' class="over"' if each.ended_at else ""
    return f"<section{over}><h2>{escape(each.title)}</h2>{''.join(_parts(each, now))}</section>"


def _parts(each: IncidentStatus, now: datetime) -> Iterator[str]:
    if each.update is not None:
        lines = "<br>".join(escape(line) for line in each.update.text.splitlines())
        yield f"<p>{lines}</p><p>{escape(each.update.by)}, {_moment(each.update.at)}</p>"
    elif each.ended_at is None:
        yield "<p>Nothing has been said yet.</p>"
    if each.next_update_at is not None:
        late = ' class="late"' if each.update_late else ""
        words = "was promised for" if each.update_late else "comes by"
        yield f"<p{late}>The next update {words} {_moment(each.next_update_at)}.</p>"
    facts = [("State", STATES[each.state]), ("Severity", f"{each.severity} of 3"), ("Since", _moment(each.since))]
    if each.ended_at is not None:
        facts.append(("Over since", _moment(each.ended_at)))
    facts += [(role.capitalize(), escape(name)) for role, name in sorted(each.people.items())]
    yield "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def _moment(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M} UTC</time>'
