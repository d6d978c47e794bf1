"""The power goes at any moment of submit, import and reply: nothing committed is lost, nothing is corrupt.

The run is recorded write by write. Each state that the disk may then be in is opened by the program: the database
is the last one committed or the one being committed, to the row; files that were handed over are whole; no number
of a bundle is used twice.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from crash_states import Platter
from offices import PASSPHRASE, PERIOD
from scene import OFFICE, OUT, TOP, Scene, dump, dump_of, in_one_place
from watched_disk import Disk, Op, watching

from forms import canonical
from forms.store import database
from forms.store.backup import check_integrity
from sync import doctor
from sync.bundle import open_bundle

STATES = 1_500
LONG = 15_000

SURROUNDINGS = {"clock", "space"}


@dataclass(frozen=True)
class Recording:
    """The run: the disk before, its steps, and the databases after every commit by path."""

    scene: Scene
    before: Platter
    ops: list[Op]


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as patch:
        in_one_place(patch)
        yield


def recorded(folder: Path) -> Recording:
    scene = Scene.built(folder)
    before = Platter.holding(scene.root)
    disk = Disk(scene.root)
    disk.at_commit = lambda connection: dump(connection.plain)
    for name in (OFFICE, TOP):
        path = scene.root / name / "yuebao.db"
        disk.tell(Op("commit", str(path), note=dump_of(path)))
    with watching(disk):
        live(scene, disk)
    return Recording(scene, before, disk.ops)


def live(scene: Scene, disk: Disk) -> None:
    """Two months, a correction, a lost bundle, and the answer; the office restarts in between."""
    with scene.open(OFFICE) as ws:
        scene.fill(ws, "5")
        disk.mark(scene.submit(ws))
        scene.correct(ws, "6")
        disk.mark(scene.submit(ws))
    with scene.open(TOP) as ws:
        scene.take(ws, scene.sent[1])
        scene.take(ws, scene.sent[0])
        answer = scene.answer(ws)
    with scene.open(OFFICE) as ws:
        scene.take(ws, answer)
        scene.fill(ws, "7", "2026-09")
        disk.mark(scene.submit(ws, "2026-09"))
    with scene.open(TOP) as ws:
        scene.take(ws, *scene.sent)


def states_of(recording: Recording, wanted: int, seed: int):
    """Crash points spread over the run, each in as many variants as it takes: place, files."""
    rng = random.Random(seed)
    platter = recording.before
    points = [n for n, op in enumerate(recording.ops) if op.what not in ("commit", "mark")]
    each = -(-wanted // len(points))
    for place, op in enumerate(recording.ops):
        platter.apply(op)
        if op.what not in ("commit", "mark"):
            for _ in range(each):
                yield place, platter.after_crash(rng)


@pytest.mark.timeout(1800)
def test_any_state_of_the_disk_is_the_last_commit_or_the_next(patched, memory, capsys):
    recording = recorded(memory / "run")
    wanted = LONG if os.environ.get("YUEBAO_LONG") else STATES
    begun = time.monotonic()
    count = continued = next_one = 0
    for place, files in states_of(recording, wanted, seed=1):
        which = _workspace_at(recording, place)
        root = _written(recording, files, which, memory / "crashed")
        next_one += _is_a_commit(recording, place, which, root)
        _promises_hold(recording, place, files)
        _opens(recording, which, root)
        count += 1
        if count % 40 == 0:
            _goes_on(recording, which, root)
            continued += 1
    with capsys.disabled():
        print(  # noqa: T201 - the counts are asked for
            f"\npower cut: {len(recording.ops)} steps, {count} states, {next_one} with the commit in flight, "
            f"{continued} worked on, {time.monotonic() - begun:.1f} s"
        )
    assert count >= wanted
    assert 0 < next_one < count


def test_the_replay_sees_a_commit_that_was_not_forced_to_the_disk(patched, memory, monkeypatch):
    """The same with `synchronous = NORMAL`, which SQLite allows to lose commits: so the test can fail."""
    careless = [p.replace("synchronous = FULL", "synchronous = NORMAL") for p in database._PRAGMAS]
    monkeypatch.setattr(database, "_PRAGMAS", careless)
    recording = recorded(memory / "run")
    lost = 0
    for place, files in states_of(recording, 300, seed=2):
        which = _workspace_at(recording, place)
        root = _written(recording, files, which, memory / "crashed")
        try:
            _is_a_commit(recording, place, which, root)
        except AssertionError:
            lost += 1
    assert lost > 0


def _workspace_at(recording: Recording, place: int) -> str:
    """The workspace the program was working in."""
    for op in reversed(recording.ops[: place + 1]):
        name = Path(op.path).relative_to(recording.scene.root).parts[:1]
        if name in ((OFFICE,), (TOP,)):
            return name[0]
    raise AssertionError(place)


def _written(recording: Recording, files: dict[str, bytes], which: str, root: Path) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    old = str(recording.scene.root)
    for name in (f"{which}/{part}" for part in ("keys", "archive", "quarantine", "backups", "logs")):
        (root / name).mkdir(parents=True, mode=0o700)
    for path, data in files.items():
        inside = path.removeprefix(f"{old}/")
        if inside.startswith((f"{which}/", f"{OUT}/")):
            target = root / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return root


def _is_a_commit(recording: Recording, place: int, which: str, root: Path) -> bool:
    """Whether the next commit is there already; anything but the last or the next one is a failure."""
    name = str(recording.scene.root / which / "yuebao.db")
    commits = [(n, op.note) for n, op in enumerate(recording.ops) if op.what == "commit" and op.path == name]
    done = [note for n, note in commits if n <= place]
    coming = [note for n, note in commits if n > place][:1]
    found = dump_of(root / which / "yuebao.db")
    assert found in (done[-1], *coming), f"step {place} of {recording.ops[place].what}"
    return found != done[-1]


def _promises_hold(recording: Recording, place: int, files: dict[str, bytes]) -> None:
    """What was said to be handed over lies there, whole."""
    for op in recording.ops[: place + 1]:
        if op.what == "mark":
            assert canonical.sha256(files[op.note.file]) == op.note.bundle


def _opens(recording: Recording, which: str, root: Path) -> None:
    with recording.scene.open(which, root) as ws:
        assert check_integrity(ws.store) == []
        for row in ws.store.bundles.list():
            if row.parent is None and row.outcome in ("merged", "written"):
                assert canonical.sha256(ws.archived(row.hash).read_bytes()) == row.hash
        _no_number_twice(ws, root)
    bad = [c for c in doctor.examine(root / which, recording.scene.region.clock) if not c.ok]
    assert [c.name for c in bad if c.name not in SURROUNDINGS] == []


def _no_number_twice(ws, root: Path) -> None:
    """A file that left keeps its number, even if the database forgot it: then the origin is a new one."""
    for path in (root / OUT).glob("*.ybz"):
        manifest = open_bundle(path.read_bytes()).manifest
        if manifest.unit == ws.unit and manifest.origin == ws.origin_towards(manifest.to):
            assert ws.next_position(manifest.origin)[0] > manifest.sequence


def _goes_on(recording: Recording, which: str, root: Path) -> None:
    """Work continues where the power went."""
    scene = recording.scene
    with scene.open(which, root) as ws:
        if which == TOP:
            scene.take(ws, *sorted((root / OUT).glob("91-*.ybz")))
        else:
            row = ws.store.drafts.load("T1", PERIOD)
            if row is None and ws.store.revisions.keys(unit="91"):
                scene.correct(ws, "8")
            else:
                scene.fill(ws, "8")
            scene.submit(ws)
            assert ws.unlock(PASSPHRASE).active
