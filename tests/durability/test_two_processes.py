"""Two programs on one workspace: one writes, others wait politely or look on, and nothing is mixed up."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from offices import PASSPHRASE, PERIOD
from scene import OFFICE, OUT, TOP, Scene
from test_killed import environment, words

from forms.report import ReportKey


@pytest.fixture
def scene(memory) -> Scene:
    """The office has handed over six bundles that the region does not have yet."""
    scene = Scene.built(memory)
    with scene.open(OFFICE) as ws:
        for n in range(6):
            (scene.correct if n else scene.fill)(ws, str(n))
            scene.submit(ws)
    return scene


def started(scene: Scene, name: str, *rest: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "sync", *words(scene, name, *rest)]
    return subprocess.Popen(command, env=environment(), text=True, stdout=subprocess.PIPE)


def answer(process: subprocess.Popen) -> tuple[int, dict]:
    text, _ = process.communicate(timeout=120)
    return process.returncode, json.loads(text)


def test_a_second_writer_is_told_who_is_at_work_and_a_reader_may_look(scene):
    with scene.open(TOP) as ws:
        scene.take(ws, scene.sent[0])
        writer = started(scene, TOP, "import", str(scene.root / OUT))
        reader = started(scene, TOP, "matrix", "--period", PERIOD)
        code, refused = answer(writer)
        assert (code, refused["problems"][0]["code"]) == (4, "E-BUSY")
        assert "pid" in refused["problems"][0]["message"]
        code, seen = answer(reader)
        assert code in (0, 1)
        assert seen["result"]["units"]
    code, done = answer(started(scene, TOP, "import", str(scene.root / OUT)))
    assert code == 0
    assert [file["outcome"] for file in done["result"]["files"]].count("merged") == 5


def test_four_imports_at_once(scene):
    """Each is done or refused as a whole; together they take everything in exactly once."""
    running = [started(scene, TOP, "import", str(path)) for path in scene.sent[:4]]
    codes = [answer(process)[0] for process in running]
    assert set(codes) <= {0, 4}
    assert 0 in codes
    for path, code in zip(scene.sent, codes, strict=False):
        if code == 4:
            assert answer(started(scene, TOP, "import", str(path)))[0] == 0
    with scene.open(TOP) as ws:
        assert len(ws.store.bundles.list(unit="91", kind="submission")) == 4
        assert len(ws.store.revisions.outline(*ReportKey("91", "T1", PERIOD))) == 4
        assert ws.store.audit.verify() is None
        assert ws.signers(PASSPHRASE)
