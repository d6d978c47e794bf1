"""What all tests share: names that do not change from run to run, and a home of their own for every one."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(  # a busy machine is slow, not wrong; the same examples every time, unless new ones are looked for
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not os.environ.get("YUEBAO_EXPLORE"),
)
settings.load_profile("house")


def pytest_make_parametrize_id(config, val, argname):
    """Objects without a name of their own are named by their argument: workers must collect the same tests."""
    if isinstance(val, str | bytes | int | float | bool | None):
        return None
    return None if "0x" not in repr(val) else argname


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """No test reads or writes the user's own data folder."""
    folder = tmp_path_factory.mktemp("home", numbered=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.delenv("YUEBAO_WORKSPACE", raising=False)
    monkeypatch.delenv("YUEBAO_LANG", raising=False)
    monkeypatch.delenv("YUEBAO_NOW", raising=False)
    return folder


def pytest_terminal_summary(terminalreporter):
    """Counts of corpora at the end of a run, from `record_property("count", "…")`, under xdist too."""
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
