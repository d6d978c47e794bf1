"""One writer a workspace: who holds it is said, the lock ends with its holder, and file systems without locks do."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from forms.errors import StoreError
from sync.folder_lock import NAME, FolderLock, _try_lock

HOLD = """
import sys; from pathlib import Path; from sync.folder_lock import FolderLock
lock = FolderLock(Path(sys.argv[1])); print(flush=True); sys.stdin.read()
"""


def test_a_second_one_is_told_who_holds_it_until_the_first_lets_go(tmp_path):
    with FolderLock(tmp_path) as first:
        with pytest.raises(StoreError) as busy:
            FolderLock(tmp_path)
        assert busy.value.code == "E-BUSY"
        assert busy.value.problem.params["detail"] == f"pid {os.getpid()}"
    first.release()
    FolderLock(tmp_path).release()
    assert (tmp_path / NAME).exists(), "two processes never lock two files of one name"


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline()
        with pytest.raises(StoreError) as busy:
            FolderLock(tmp_path)
        assert busy.value.problem.params["detail"] == f"pid {holder.pid}"
        holder.kill()
    FolderLock(tmp_path).release()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(StoreError) as refused:
        FolderLock(tmp_path / "none")
    assert refused.value.code == "E-DISK"


def test_where_the_system_refuses_locks_sqlite_alone_must_do(tmp_path):
    """A descriptor that only names a file cannot be locked, as files on some network drives cannot."""
    (tmp_path / NAME).touch()
    with os.fdopen(os.open(tmp_path / NAME, os.O_PATH), "rb") as only_a_name:
        assert _try_lock(only_a_name)
