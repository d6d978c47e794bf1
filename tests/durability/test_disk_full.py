"""The disk fills up at every single write of filling in, submitting and taking in, and is emptied again."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from offices import PASSPHRASE, PERIOD
from scene import OFFICE, OUT, TOP, Scene, dump_of, in_one_place
from watched_disk import Disk, full_after, watching

from forms.errors import StoreError
from sync import doctor
from sync.bundle import open_bundle
from sync.workspace import Workspace


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Scene:
    """The office has sent one bundle that the region does not have yet, and has a draft open."""
    scene = Scene.built(tmp_path_factory.mktemp("scene"))
    with scene.open(OFFICE) as ws:
        scene.fill(ws, "5")
        scene.submit(ws)
        scene.fill(ws, "6", "2026-09")
    return scene


pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # at closing


@pytest.fixture(autouse=True)
def one_place(monkeypatch):
    in_one_place(monkeypatch)


def copied(scene: Scene, root: Path) -> Scene:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(scene.root, root)
    return Scene(root, scene.region, [root / OUT / path.name for path in scene.sent])


def act(scene: Scene, name: str, what: str) -> None:
    """The step during which the disk fills up, with the workspace opened and closed."""
    with scene.open(name) as ws:
        if what == "fill":
            scene.fill(ws, "9", "2026-09")
        elif what == "submit":
            scene.submit(ws, "2026-09")
        else:
            scene.take(ws, *scene.sent[:1])


def writes_of(scene: Scene, name: str, what: str) -> int:
    """How often the step writes or syncs."""
    asked: list[str] = []
    with watching(Disk(scene.root, lambda what, path: asked.append(what))):
        act(scene, name, what)
    return len(asked)


@pytest.mark.parametrize(
    ("name", "what"),
    [(OFFICE, "fill"), (OFFICE, "submit"), (TOP, "import")],
    ids=["fill", "submit", "import"],
)
def test_full_at_every_write(scene, memory, name, what, capsys):
    """`E-DISK`, nothing half-done, and the same step succeeds when there is room."""
    total = writes_of(copied(scene, memory / "whole"), name, what)
    after = revisions_of(memory / "whole" / name)
    refused = 0
    for writes in range(total):
        tried = copied(scene, memory / "full")
        before = revisions_of(tried.root / name)
        with watching(Disk(tried.root, full_after(writes))):
            refused += refused_for_lack_of_room(tried, name, what)
        assert revisions_of(tried.root / name) in (before, after)
        nothing_half_written(tried)
        again(tried, name, what)
        assert revisions_of(tried.root / name) == after
    with capsys.disabled():
        print(f"\ndisk full: {what}: {total} writes, {refused} refused")  # noqa: T201 - the counts are asked for
    assert refused > total // 2


def refused_for_lack_of_room(scene: Scene, name: str, what: str) -> bool:
    """Whether the step failed, as it should: with `E-DISK` and nothing else."""
    try:
        act(scene, name, what)
    except StoreError as error:
        return {"E-DISK": True}[error.code]
    return False


def again(scene: Scene, name: str, what: str) -> None:
    """With room again: what was not done is done now."""
    with scene.open(name) as ws:
        if what == "submit" and ws.store.drafts.load("T1", "2026-09") is None:
            return
    act(scene, name, what)


def revisions_of(folder: Path) -> tuple[int, int]:
    """How much the store holds: revisions differ from run to run by their times."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "yuebao.db")) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        revisions = found.execute("SELECT count(*) FROM revision").fetchone()[0]
        typed = found.execute("SELECT count(*) FROM draft_cell WHERE text = '9'").fetchone()[0]
    return revisions, typed


def nothing_half_written(scene: Scene) -> None:
    """Every bundle that can be seen is whole; no part of one lies about."""
    for path in scene.root.rglob("*.ybz"):
        assert open_bundle(path.read_bytes())
    assert [str(p) for p in scene.root.rglob("*.part")] == []
    for name in (OFFICE, TOP):
        bad = [c.name for c in doctor.examine(scene.root / name, scene.region.clock) if not c.ok]
        assert set(bad) <= {"clock", "space"}


def test_the_window_tries_again_and_no_number_is_used_twice(scene, memory):
    """The bundle reaches the stick, then the commit fails: the next one must not bear the same number."""
    total = writes_of(copied(scene, memory / "whole"), OFFICE, "submit")
    failed = 0
    for writes in range(total // 3, total):
        tried = copied(scene, memory / "window")
        with watching(Disk(tried.root)) as disk:
            ws = tried.open(OFFICE)
            failed += submits_at_last(tried, ws, disk, writes)
            ws.close()
        files = {path.read_bytes() for path in tried.root.rglob("*91-*.ybz")}
        numbers = [(m.origin, m.sequence) for m in (open_bundle(data).manifest for data in files)]
        assert len(set(numbers)) == len(numbers)
    assert failed > 10


def submits_at_last(scene: Scene, ws: Workspace, disk: Disk, writes: int) -> bool:
    """Submit on a disk with room for so many writes, then again with room; whether the first time failed."""
    disk.before = full_after(writes)
    try:
        scene.submit(ws, "2026-09")
    except StoreError:
        disk.before = lambda what, path: None
        for path in (scene.root / OUT).glob("91-*.ybz"):
            shutil.copy(path, path.with_name(f"taken-{path.name}"))
        if ws.store.drafts.load("T1", "2026-09") is not None:
            scene.submit(ws, "2026-09")
        return True
    finally:
        disk.before = lambda what, path: None
    return False


# --- the real command --------------------------------------------------------------------------------


def command(scene: Scene, name: str, *words: str, limit: int | None = None) -> subprocess.CompletedProcess:
    """`python -m sync`; `limit` is the largest file it may write, in bytes."""

    def small() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    environment = {**os.environ, "YUEBAO_PASSPHRASE": PASSPHRASE, "YUEBAO_NOW": "2026-11-05T09:00"}
    if limit is not None:  # coverage's file finds no room either, and coverage says so with a traceback
        environment.pop("COVERAGE_PROCESS_CONFIG", None)
    return subprocess.run(
        [sys.executable, "-m", "sync", "--workspace", str(scene.root / name), "--json", *words],
        capture_output=True,
        text=True,
        env=environment,
        preexec_fn=small,
        check=False,
    )


@pytest.mark.parametrize("limit", [0, 512, 4096, 20_000])
def test_the_command_says_so_with_code_4(scene, tmp_path, limit):
    tried = copied(scene, tmp_path / "limited")
    before = dump_of(tried.root / TOP / "yuebao.db")
    done = command(tried, TOP, "import", str(tried.sent[0]), limit=limit)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "E-DISK" in done.stdout
    assert "Traceback" not in done.stderr
    assert dump_of(tried.root / TOP / "yuebao.db") == before or limit > 4096
    again = command(tried, TOP, "import", str(tried.sent[0]))
    assert again.returncode == 0, again.stdout


def test_a_small_disk_that_fills_up(scene, tmp_path):
    """A real file system with hardly any room, where this user may mount one."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=640k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("only an administrator may mount a small disk")
    try:
        shutil.copytree(scene.root / TOP, small / TOP)
        tried = Scene(small, scene.region, scene.sent)
        with (small / "ballast").open("wb", 0) as ballast, pytest.raises(OSError, match="No space"):
            fill_up(ballast)
        done = command(tried, TOP, "import", str(scene.sent[0]))
        assert done.returncode == 4, done.stdout
        (small / "ballast").unlink()
        again = command(tried, TOP, "import", str(scene.sent[0]))
        assert again.returncode == 0, again.stdout
        assert PERIOD in again.stdout
    finally:
        subprocess.run(["umount", str(small)], check=True)


def fill_up(ballast: IO[bytes]) -> None:
    while True:
        ballast.write(bytes(4096))
