"""What Redocly says of a document, in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator


def findings(report: str) -> Iterator[str]:
    """One sentence for each error and warning in Redocly's JSON; a report that is none is a finding too."""
    try:
        problems = json.loads(report)["problems"]
    except (ValueError, KeyError):
        yield f"Redocly gave no report: {report.strip()[:500]!r}"
        return
    said: set[str] = set()
    for problem in problems:
        places = problem["location"]
        where = places[0].get("pointer", "") if places else ""
        sentence = f"{problem['severity']} {problem['ruleId']}: {problem['message']} ({where})"
        if sentence not in said:  # what is referred to often is found each time
            said.add(sentence)
            yield sentence
