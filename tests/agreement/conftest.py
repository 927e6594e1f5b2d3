"""The figures of the comparisons, printed when all are done: no worker of pytest-xdist can print for itself."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests recorded as `figures`."""
    reports = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    figures = {
        report.nodeid: str(value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == "figures"
    }
    if figures:
        terminalreporter.section("figures")
    for _, line in sorted(figures.items()):
        terminalreporter.write_line(line)
