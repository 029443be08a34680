"""Runs a story that failed once more, by itself, at the end, and prints both outcomes, so that a flake is seen.

Only stories (`e2e`, `faults`) get a second run: they are about several processes on a machine that others use too.
Every other test fails at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from _pytest.terminal import TerminalReporter

STORIES = ("e2e", "faults")
CATEGORY = "needed a second run"
RERUN: Any = "rerun"  # an outcome of a report beside pytest's own three: neither a failure nor a success yet


@dataclass(slots=True)
class SecondRuns:
    """The stories of this run that failed: why they did the first time, and how the second one ended."""

    first: dict[str, str] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run a story and put it behind all others when it fails; everything else is left to pytest."""
        again = item.nodeid in self.first
        alone = again or (nextitem is not None and nextitem.nodeid in self.first)  # no fixture is left for a second run
        story = any(map(item.get_closest_marker, STORIES))
        if not (alone or story):
            return None
        hook = item.ihook
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        reports = runtestprotocol(item, log=False, nextitem=None if alone else nextitem)
        failed = [report for report in reports if report.failed]
        if again:
            self.second[item.nodeid] = "failed again" if failed else "passed"
        elif failed and story:
            self.first[item.nodeid] = "\n".join(report.longreprtext for report in failed)
            item._initrequest()  # type: ignore[attr-defined] # its fixtures are made anew
            item.session.items.append(item)
            for report in failed:
                report.outcome = RERUN
        for report in reports:
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show a first failure as an R."""
        return (CATEGORY, "R", "RERUN") if report.outcome == RERUN else None

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Print each story that failed the first time, why, and how its second run ended."""
        if not self.first:
            return
        terminalreporter.section(CATEGORY)
        for name, why in self.first.items():
            terminalreporter.line(f"{name}: failed first, {self.second.get(name, 'was not run again')}")
            terminalreporter.line(why)


def pytest_configure(config: pytest.Config) -> None:
    """Take part in the run."""
    config.pluginmanager.register(SecondRuns(), "second-runs")
