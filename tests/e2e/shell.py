"""The installed command as people and scripts call it: a process, an exit code, one JSON object."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("yuebao")
PASSPHRASE = "long enough for a test"  # noqa: S105 - protects nothing


@dataclass
class Answer:
    """What one command said."""

    code: int
    said: dict
    stderr: str

    @property
    def result(self):
        return self.said["result"]

    @property
    def codes(self):
        return [problem["code"] for problem in self.said["problems"]]


class Shell:
    """Runs `yuebao --json` in a folder of its own; `now` is the office's clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = "2026-11-03T09:00:00"

    def __call__(self, *words, workspace=None, code=0, env=None):
        command = [str(COMMAND), "--json"]
        if workspace is not None:
            command += ["--workspace", str(self.folder / workspace)]
        done = subprocess.run(
            [*command, *map(str, words)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "YUEBAO_PASSPHRASE": PASSPHRASE,
                "YUEBAO_NOW": self.now,
                "YUEBAO_REPORTS": str(self.folder / "bugs"),
                **(env or {}),
            },
        )
        assert "Traceback" not in done.stderr, done.stderr
        answer = Answer(done.returncode, json.loads(done.stdout), done.stderr)
        assert answer.code == code, (words, answer)
        assert answer.said["ok"] is (code == 0)
        for problem in answer.said["problems"]:
            assert problem["code"].startswith("E-")
            assert problem["message"]
            assert "E-BUG" not in problem["code"], problem
        return answer

    def write(self, name: str, content: object) -> Path:
        """A JSON file in the folder."""
        path = self.folder / name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path
