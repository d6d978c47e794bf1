"""What a person at a terminal is asked, answered with real keys."""

import os
import select
import signal
import subprocess
import time

import pytest

from tests.e2e.shell import COMMAND, PASSPHRASE, Shell

pty = pytest.importorskip("pty", reason="no terminals of this kind here")

CTRL_C, CTRL_D = b"\x03", b"\x04"
SAME, SECRET = "电话告知的一致吗", "口令"
QUIET_S = 0.3
PATIENCE_S = 60


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A region with a request on its table."""
    shell = Shell(tmp_path_factory.mktemp("terminal"))
    mark = shell("init", "--unit", "540000", "--pack", "shuangchuang", workspace="region").result[
        "root_fingerprint"
    ]
    task = shell("issue", "--to", "out", "--period", "2026-10", workspace="region").result["files"][0]
    joining = ("join", task, "--unit", "540100", "--root", mark, "--to", "request")
    request = shell(*joining, workspace="office").result["request"]
    return shell.folder, ["--workspace", "region", "enroll", request]


def as_its_own_terminal():
    """Keys that interrupt reach only who owns the terminal, and only who has not been told to ignore them."""
    import fcntl
    import termios

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def at_a_terminal(folder, words, *answers):
    """Run the command and answer each question when it stands there and nothing more comes: exit code and all that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *words],
        cwd=folder,
        env={**os.environ, "TERM": "dumb", "YUEBAO_NOW": "2026-11-03T09:00:00"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=as_its_own_terminal,  # noqa: PLW1509 - tests have one thread
    )
    os.close(theirs)
    waiting, shown, until = list(answers), b"", time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if select.select([ours], [], [], QUIET_S)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # the other side has ended
                break
        elif waiting and waiting[0][0].encode() in shown:
            os.write(ours, waiting.pop(0)[1])
    os.close(ours)
    assert waiting == [], shown.decode()
    return process.wait(PATIENCE_S), shown.decode()


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ([(SAME, CTRL_D)], 130, "E-CANCELLED"),
        ([(SAME, CTRL_C)], 130, "E-CANCELLED"),
        ([(SAME, "否\n".encode())], 3, "E-ROOT"),
        ([(SAME, "是\n".encode()), (SECRET, CTRL_D)], 130, "E-CANCELLED"),
        ([(SAME, "是\n".encode()), (SECRET, b"wrong\n")], 2, "E-PASSPHRASE"),
        ([(SAME, b"yes\n"), (SECRET, PASSPHRASE.encode() + b"\n")], 0, "已登记"),
    ],
    ids=["end of input", "interrupt", "no", "end at the passphrase", "wrong passphrase", "yes"],
)
def test_a_request_is_compared_and_admitted(office, answers, code, said):
    found, shown = at_a_terminal(*office, *answers)
    assert (found, said in shown, "Traceback" in shown) == (code, True, False), shown
    assert PASSPHRASE not in shown
