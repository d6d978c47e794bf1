"""A person at a terminal: passphrases are asked for and never shown, a fingerprint is compared aloud."""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.shell import COMMAND, PASSPHRASE, ROOT
from tests.e2e.test_month import PACK, Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")


class Terminal:
    """Runs a command on a terminal of its own and types an answer after each question."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words, answers=(), code=0) -> str:
        import pty

        child, screen = pty.fork()
        if child == 0:  # pragma: no cover - the command
            os.chdir(self.folder)
            env = {k: v for k, v in os.environ.items() if k != "YUEBAO_PASSPHRASE"}
            env |= {"PYTHONPATH": str(ROOT), "YUEBAO_NOW": "2026-11-03T09:00:00", "TERM": "dumb"}
            os.execve(COMMAND, [str(COMMAND), "--lang", "en", *map(str, words)], env)  # noqa: S606
        said = self._talk(screen, answers)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == code, said
        return said

    @staticmethod
    def _talk(screen: int, answers) -> str:
        waiting, said, seen = list(answers), b"", 0
        while True:
            try:
                read = os.read(screen, 4096)
            except OSError:  # Linux says so when the other side has ended
                read = b""
            if not read:
                return said.decode()
            said += read
            question = said[seen:].rstrip(b"\r\n")
            if waiting and question.endswith((b": ", b") ")):
                seen = len(said)
                os.write(screen, waiting.pop(0).encode() + b"\n")


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path)


def test_probe(terminal):
    print(terminal("--workspace", "region", "init", "--unit", "C1", "--pack", PACK, answers=["one", "two"], code=2))
    print(terminal("--workspace", "region", "init", "--unit", "C1", "--pack", PACK, answers=[PASSPHRASE, PASSPHRASE]))
    print(terminal("--workspace", "region", "issue", "--to", "t", answers=["wrong"], code=2))
    print(terminal("--workspace", "region", "issue", "--to", "t", answers=[PASSPHRASE]))
    task = next((terminal.folder/"t").iterdir())
    print(terminal("--workspace", "region", "key", "passphrase", answers=[PASSPHRASE,"a new one that is long","a new one that is long"]))
