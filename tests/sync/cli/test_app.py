"""`yuebao app` starts the window's own program with the workspace at hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sync.cli import safety


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A folder where Python seems to lie, and one in which programs are looked for."""
    for name in ("bin", "path"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(
        safety, "sys", SimpleNamespace(executable=str(tmp_path / "bin" / "python"), platform="linux")
    )
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path


def window(folder, code):
    """A program that keeps what it was started with."""
    program = folder / "yuebao-app"
    program.write_text(f'#!/bin/sh\necho "$@" > "{folder}/said"\nexit {code}\n')
    program.chmod(0o755)
    return folder / "said"


@pytest.mark.parametrize("place", ["bin", "path"])
def test_the_program_beside_this_one_or_on_the_path(machine, line, place):
    said = window(machine / place, 0)
    assert line("app", workspace="region").result == {"exit": 0}
    assert said.read_text().split() == ["--workspace", str(line.folder / "region")]


def test_a_window_that_ended_badly_is_a_failure(machine, line):
    window(machine / "bin", 3)
    assert line("app", workspace="region", code=4).result == {"exit": 3}


def test_without_the_window_it_is_said(machine, line):
    assert line("app", code=2).codes == ["E-USAGE"]
