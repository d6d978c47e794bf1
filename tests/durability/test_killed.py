"""`kill -9` in the middle of fill, submit and import: the workspace opens, whole, and work goes on.

This shows nothing of what reaches the disk (the power cut does), but that no lock, no half file and no half
transaction stays behind when the program ends without a word.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from offices import PASSPHRASE, PERIOD
from scene import OFFICE, OUT, TOP, Scene

from forms.report import ReportKey
from sync import doctor
from sync.bundle import open_bundle
from sync.workspace import Workspace

ROUNDS = 400 if os.environ.get("YUEBAO_LONG") else 25
KILLER = Path(__file__).with_name("killing.py")


@pytest.fixture
def scene(memory) -> Scene:
    return Scene.built(memory)


def environment() -> dict[str, str]:
    return {**os.environ, "YUEBAO_PASSPHRASE": PASSPHRASE, "YUEBAO_NOW": "2026-11-05T09:00"}


class Killer:
    """A warm process that runs commands and kills them."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(KILLER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def __call__(self, command: list[str], seconds: float) -> str:
        self.process.stdin.write(json.dumps([command, seconds]) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.communicate(timeout=60)


@pytest.fixture(scope="module")
def killed():
    killer = Killer()
    yield killer
    killer.close()


def words(scene: Scene, name: str, *rest: str) -> list[str]:
    return ["--workspace", str(scene.root / name), "--json", *rest]


def timed(killed: Killer, scene: Scene, folder: Path, name: str, *rest: str) -> float:
    """How long the step takes when it is left alone, on a copy; the quickest of three, for a busy machine."""
    took = []
    for _ in range(3):
        shutil.copytree(scene.root, folder / "timed")
        begun = time.monotonic()
        assert killed(words(Scene(folder / "timed", scene.region), name, *rest), 60.0) == "0"
        took.append(time.monotonic() - begun)
        shutil.rmtree(folder / "timed")
    return min(took)


def moments(seconds: float, seed: int) -> list[float]:
    rng = random.Random(seed)
    return [rng.uniform(0, seconds * 1.1) for _ in range(ROUNDS)]


def sound(scene: Scene, name: str) -> Workspace:
    """Open, and nothing the doctor could find."""
    bad = [c.name for c in doctor.examine(scene.root / name, scene.region.clock) if not c.ok]
    assert set(bad) <= {"clock", "space"}
    return scene.open(name)


def said(what: str, results: list[str], capsys) -> None:
    with capsys.disabled():
        count = results.count("killed")
        print(f"\nkill -9: {what}: {count} of {len(results)} killed")  # noqa: T201 - the counts are asked for
    assert results.count("killed") > 0
    assert set(results) <= {"killed", "0"}


def test_while_filling_in(scene, memory, killed, capsys):
    """A filling is taken whole or not at all."""
    values = {n: {"cells": {"01": {"m": str(n)}, "02": {"m": f"{n}.00"}}} for n in range(ROUNDS)}
    results = []
    step = _fill(scene, memory / "first.json", values[0])
    for n, moment in enumerate(moments(timed(killed, scene, memory, *step), seed=1)):
        results.append(killed(words(scene, *_fill(scene, memory / "in.json", values[n])), moment))
        with sound(scene, OFFICE) as ws:
            draft = ws.store.drafts.load("T1", PERIOD)
            texts = {key: entry.text for key, entry in draft.entries.items()} if draft else {}
        if texts:
            assert float(texts["02", "m"]) == int(texts["01", "m"])
        if results[-1] == "0":
            assert texts["01", "m"] == str(n)
    said("fill", results, capsys)


def _fill(scene: Scene, source: Path, report: dict) -> tuple[str, ...]:
    source.write_text(json.dumps(report), encoding="utf-8")
    return (OFFICE, "fill", "--form", "T1", "--period", PERIOD, "--from", str(source))


def test_while_submitting(scene, memory, killed, capsys):
    """The draft stands or the report is handed over; what lies on the stick is whole and numbered once."""
    with scene.open(OFFICE) as ws:
        scene.fill(ws, "0")
    step = (OFFICE, "submit", "--period", PERIOD, "--form", "T1", "--to", str(scene.root / OUT))
    aside = (*step[:-1], str(memory / "timed" / OUT))
    results = []
    for n, moment in enumerate(moments(timed(killed, scene, memory, *aside), seed=2)):
        results.append(killed(words(scene, *step), moment))
        with sound(scene, OFFICE) as ws:
            draft = ws.store.drafts.load("T1", PERIOD)
            handed_over = bool(ws.store.revisions.outline(*ReportKey("91", "T1", PERIOD)))
            assert draft is not None or handed_over
            assert (results[-1] == "0") <= (draft is None)
            if draft is None:
                scene.correct(ws, str(n + 1))
    files = [open_bundle(path.read_bytes()).manifest for path in (scene.root / OUT).glob("91-*.ybz")]
    assert len({(m.origin, m.sequence) for m in files}) == len(files)
    with scene.open(TOP) as ws:
        scene.take(ws, *(scene.root / OUT).glob("91-*.ybz"))
    said("submit", results, capsys)


def test_while_taking_in(scene, memory, killed, capsys):
    """Bundle by bundle, all or nothing; in the end every one is in."""
    with scene.open(OFFICE) as ws:
        for n in range(6):
            (scene.correct if n else scene.fill)(ws, str(n))
            scene.submit(ws)
    step = (TOP, "import", str(scene.root / OUT))
    fresh, results = memory / "fresh", []
    shutil.copytree(scene.root / TOP, fresh)
    for moment in moments(timed(killed, scene, memory, *step), seed=3):
        results.append(killed(words(scene, *step), moment))
        with sound(scene, TOP) as ws:
            merged = len(ws.store.bundles.list(unit="91", kind="submission"))
            assert merged == len(ws.store.revisions.keys(unit="91")) * merged
            assert results[-1] == "killed" or merged == 6
        if merged == 6:
            shutil.rmtree(scene.root / TOP)
            shutil.copytree(fresh, scene.root / TOP)
    said("import", results, capsys)
