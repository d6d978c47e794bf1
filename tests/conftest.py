"""What every test may use: counts of corpora, shown at the end of a run.

`record_property("count", "Wycheproof Ed25519: 150 vectors")` puts one line there, also under xdist.
"""

from __future__ import annotations


def pytest_terminal_summary(terminalreporter):
    lines = {
        text
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, text in getattr(report, "user_properties", ())
        if name == "count"
    }
    if lines:
        terminalreporter.section("counts")
        for line in sorted(lines):
            terminalreporter.write_line(line)
