"""An alert rule as deploy/observability/alerts.yaml has it, judged on what the processes of this machine say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from deploy.local.figures import Samples
from deploy.stack.errors import StackError

ALERTS = Path(__file__).parents[1] / "observability/alerts.yaml"
EXPRESSION: Final = re.compile(
    r"max by \(service, group\) \((?P<metric>\w+)(?:\{topics!=\"(?P<without>[a-z.]+)\"\})?\) > (?P<threshold>[\d.]+)"
)
"""The one form that is understood here: a gauge of a consumer, over a threshold, the reader of some topics left out."""


@dataclass(frozen=True, slots=True)
class GaugeAlert:
    """Fires where the gauge of a consumer group stands over `threshold`; both as the rule's expression has them.

    The gauge of the consumer that reads the topics `without` does not count.
    """

    name: str
    metric: str
    threshold: float
    without: str | None = None

    def values(self, processes: Iterable[Samples]) -> dict[tuple[str, str], float]:
        """The largest value of each service and group, over all processes."""
        found: dict[tuple[str, str], float] = {}
        for samples in processes:
            for labels, value in samples.get(self.metric, []):
                if self.without is not None and labels.get("topics") == self.without:
                    continue
                whose = (labels["service"], labels["group"])
                found[whose] = max(value, found.get(whose, value))
        return found


def read_alert(name: str, path: Path = ALERTS) -> GaugeAlert:
    """Read a rule.

    Raises:
        StackError: There is no such rule, or its expression has another form.
    """
    for group in yaml.safe_load(path.read_text())["groups"]:
        for rule in group["rules"]:
            if rule.get("alert") == name:
                read = EXPRESSION.fullmatch(rule["expr"].strip())
                if read is None:
                    raise StackError(f"The expression of the alert {name} has a form that a drill cannot judge.")
                return GaugeAlert(name, read["metric"], float(read["threshold"]), read["without"])
    raise StackError(f"There is no alert {name} in {path}.")
