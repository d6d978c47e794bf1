"""A person at a terminal: passphrases are asked for and never shown, a fingerprint is compared aloud."""

import os
import sys
from pathlib import Path

import pytest

from tests.e2e.county import PACK
from tests.e2e.shell import COMMAND, PASSPHRASE, ROOT, Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")


END = "\x04"
"""Ctrl-D: no answer, the input ends."""


class Terminal:
    """Runs a command on a terminal of its own and types an answer after each question."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words, answers=(), code=0) -> str:
        import pty

        child, screen = pty.fork()
        if child == 0:
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


def test_a_new_passphrase_is_asked_for_twice_and_never_shown(terminal):
    init = ("--workspace", "region", "init", "--unit", "C1", "--pack", PACK)
    said = terminal(*init, answers=["one thing", "another"], code=2)
    assert "[E-PASSPHRASE] The passphrase does not do: the two were not the same" in said
    assert not (terminal.folder / "region").exists()
    said = terminal(*init, answers=[PASSPHRASE, PASSPHRASE])
    assert "Root fingerprint" in said
    assert PASSPHRASE not in said
    change = ("--workspace", "region", "key", "passphrase")
    assert "was changed" in terminal(*change, answers=[PASSPHRASE, "a longer one", "a longer one"])
    said = terminal("--workspace", "region", "issue", "--to", "out", answers=[PASSPHRASE], code=2)
    assert "it does not open the key" in said
    assert not (terminal.folder / "out").exists()


def test_a_request_is_admitted_when_somebody_says_that_the_fingerprints_agree(terminal):
    shell = Shell(terminal.folder)
    root = shell("init", "--unit", "C1", "--pack", PACK, workspace="region").result["root_fingerprint"]
    (task,) = shell("issue", "--to", "task", workspace="region").result["files"]
    words = ("join", task, "--unit", "T1", "--root", root, "--to", "requests")
    joined = shell(*words, workspace="T1").result
    enroll = ("--workspace", "region", "enroll", joined["request"])
    for answers in ([END], ["yes", END]):
        assert "E-CANCELLED" in terminal(*enroll, answers=answers, code=130)
    said = terminal(*enroll, answers=["no"], code=3)
    assert f"T1: is the fingerprint {joined['fingerprint']} the one you were told?" in " ".join(said.split())
    assert "[E-ROOT]" in said
    assert "admitted" in terminal(*enroll, answers=["yes", PASSPHRASE])
