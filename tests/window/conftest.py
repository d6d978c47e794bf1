"""A region made by the command line, and offices that sit in front of the real window."""

import sys
from pathlib import Path

import pytest

from tests.e2e.shell import PASSPHRASE, Shell
from tests.window import screen
from tests.window.window import Window

PROGRAM = [sys.executable, "-m", "desktop"]
NOW = "2026-11-03T09:00:00+08:00"
PERIOD = "2026-10"
PATIENCE_S = 1200


def pytest_collection_modifyitems(items):
    """Without a screen there is nothing to look at; a busy machine may take its time."""
    lacking = screen.missing()
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(PATIENCE_S))
            if lacking:
                item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(lacking)}"))


class Region:
    """The other side: a region that answers through the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shell = Shell(folder)
        self.mark = self("init", "--unit", "540000", "--pack", "shuangchuang")["root_fingerprint"]
        self.task = self("issue", "--to", "out", "--period", PERIOD)["files"][0]

    def __call__(self, *words, code=0):
        return self.shell(*words, workspace="region", code=code).result

    def admit(self, request, fingerprint):
        """As after a telephone call."""
        return self("enroll", request, "--fingerprint", fingerprint)

    def office(self, unit, name="office"):
        """A workspace whose key is admitted, as after the first day."""
        joined = self.shell(
            "join", self.task, "--unit", unit, "--root", self.mark, "--to", "req", workspace=name
        ).result
        self.admit(joined["request"], joined["fingerprint"])
        return self.folder / name


@pytest.fixture
def region(tmp_path):
    return Region(tmp_path)


@pytest.fixture
def show(tmp_path, home):
    """Start the program on a workspace; every window is gone at the end of the test."""
    shown = []
    place = tmp_path / "screen"
    place.mkdir()
    with screen.screen(place) as environment:
        if not screen.answers(environment):
            pytest.skip("the accessibility bus of this machine does not answer")

        def start(workspace, now=NOW):
            window = Window(
                [*PROGRAM, "--workspace", str(workspace)],
                {**environment, "YUEBAO_NOW": now, "HOME": str(home), "YUEBAO_PASSPHRASE": ""},
                place,
            )
            shown.append(window)
            return window

        yield start
        for window in shown:
            window.close()
            assert "Traceback" not in (place / "window.log").read_text(encoding="utf-8")


@pytest.fixture
def passphrase():
    return PASSPHRASE
