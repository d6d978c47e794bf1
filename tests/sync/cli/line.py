"""The command line without a process of its own: the same entry point, its exit code, what it writes."""

from __future__ import annotations

import contextlib
import io
import json
import os
from functools import partial
from pathlib import Path

import pytest

from sync.cli import second_key, setup
from sync.cli.main import main
from sync.founding import Setup
from tests.e2e.shell import PASSPHRASE, Answer, Shell

QUICK = partial(Setup, work_factor=2)  # the keys of these tests protect nothing
PACK = Path(__file__).resolve().parents[2] / "golden" / "packs" / "minimal"


class Line:
    """Runs commands in a folder of its own and remembers which; `now` is the office's clock."""

    def __init__(self, folder: Path, passphrase: str = PASSPHRASE) -> None:
        self.folder = folder
        self.passphrase = passphrase
        self.now = "2026-11-03T09:00:00"
        self.used: set[str] = set()
        self._process = Shell(folder) if os.environ.get("YUEBAO_TEST_PROCESSES") else None

    def __call__(self, *words, workspace=None, code=0, env=None) -> Answer:
        """One command with `--json`."""
        if self._process is not None:
            self._process.now = self.now
            given = {"YUEBAO_PASSPHRASE": self.passphrase, **(env or {})}
            answer = self._process(*words, workspace=workspace, code=code, env=given)
        else:
            status, out, err = self.run("--json", *words, workspace=workspace, env=env)
            answer = Answer(status, json.loads(out), err)
        self.used.add(answer.said["command"])
        assert answer.code == code, (words, answer)
        assert answer.said["ok"] is (code == 0)
        assert "E-BUG" not in answer.codes, answer
        assert all(problem["message"] for problem in answer.said["problems"])
        return answer

    def say(self, *words, workspace=None, code=0, lang="zh", env=None) -> str:
        """What a person reads on the terminal, both streams."""
        status, out, err = self.run("--lang", lang, *words, workspace=workspace, env=env)
        assert status == code, (words, out, err)
        assert "Traceback" not in err
        return out + err

    def run(self, *words, workspace=None, env=None) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        given = [] if workspace is None else ["--workspace", str(self.folder / workspace)]
        out, err = io.StringIO(), io.StringIO()
        surroundings = {
            "YUEBAO_PASSPHRASE": self.passphrase,
            "YUEBAO_NOW": self.now,
            "YUEBAO_REPORTS": str(self.folder / "bugs"),
            "COLUMNS": "200",
            **(env or {}),
        }
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.setattr(setup, "Setup", QUICK)
            patch.setattr(second_key, "Setup", QUICK)
            for name, value in surroundings.items():
                patch.setenv(name, value) if value is not None else patch.delenv(name, raising=False)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = main([*given, *map(str, words)])
        return status, out.getvalue(), err.getvalue()

    def write(self, name: str, content: object) -> Path:
        """A JSON file in the folder."""
        path = self.folder / name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path


def found(line: Line) -> Line:
    """A region C1 of the small pack, with its root fingerprint and a task bundle."""
    line.root = line("init", "--unit", "C1", "--pack", PACK, workspace="region").result["root_fingerprint"]
    line.task = issue(line)
    return line


def issue(line: Line, workspace: str = "region") -> str:
    """A task bundle of a collecting office."""
    (file,) = line("issue", "--to", f"tasks-{workspace}", workspace=workspace).result["files"]
    return file


def join(line: Line, unit: str, *wishes: str, above: str = "region", workspace: str | None = None) -> dict:
    """An office, admitted by the one above it and informed of that."""
    own = workspace or unit
    about = ("--unit", unit, "--root", line.root, "--to", "requests", *wishes)
    joined = line("join", issue(line, above), *about, workspace=own).result
    line("enroll", joined["request"], "--fingerprint", joined["fingerprint"], workspace=above)
    line("import", issue(line, above), workspace=own)
    return joined


GOOD = ("01,m=120", "02,m=80", "04,m=12")


def hand_over(line: Line, unit: str, *cells: str, period: str = "2026-10", workspace: str | None = None):
    """Filled in and submitted; the result of `submit`."""
    own = workspace or unit
    line("set", "--form", "MY-01", "--period", period, *(cells or GOOD), workspace=own)
    return line("submit", "--period", period, "--to", "stick", workspace=own).result
