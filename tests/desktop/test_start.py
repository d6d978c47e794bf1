"""What a start may load, and that the interpreter survives Qt."""

import json
import os
import subprocess
import sys

from PySide6.QtCore import QObject

HEAVY = (
    "pandas",
    "numpy",
    "openpyxl",
    "xlsxwriter",
    "docx",
    "sqlite_utils",
    "python_calamine",
    "segno",
    "lark",
    "rich",
)
SCRIPT = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.app import Application, Outside
from desktop.paths import find_paths
app = QApplication([])
program = Application(app, Outside(paths=find_paths(Path(sys.argv[1]))))
assert program.start()
QTimer.singleShot(100, app.quit)
app.exec()
print(json.dumps([m for m in json.loads(sys.argv[2]) if m in sys.modules]))
"""


def test_the_first_window_loads_nothing_heavy(tmp_path):
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "ws"), json.dumps([*HEAVY, "cryptography", "yaml"])],
        capture_output=True,
        text=True,
        check=True,
        env=env,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_opening_an_office_loads_no_tables_and_no_charts():
    heavy = (*HEAVY, "cryptography", "pyrage", "securesystemslib", "yaml")
    code = f"import sys, desktop.reporting; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_calls_that_return_nothing_do_not_lose_the_interpreter():
    """PySide6 6.12.0 loses a reference to None at every such call and dies after some thousand of them."""
    one = QObject()
    for _ in range(200_000):
        one.setObjectName("x")
    assert sys.getrefcount(None) > 1000


def test_the_program_tries_itself_from_task_bundle_to_import():
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--self-test"], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stdout
    assert [line[:8] for line in done.stdout.splitlines()] == ["ok      "] * 6
