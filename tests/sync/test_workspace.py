"""The folder of an office: who may write, which origin it counts under, what it keeps."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import region as r
from region import PASSPHRASE, PREFECTURE

from forms import canonical
from forms.errors import StoreError, YuebaoError
from sync import place, sealing
from sync.manifest import Kind
from sync.place import Trace
from sync.workspace import Workspace


@pytest.fixture
def folder(tmp_path):
    """A prefecture that has sealed one submission."""
    region = r.found(tmp_path)
    ws, keys = r.office(region, PREFECTURE)
    submit(ws, keys)
    ws.close()
    region.top.close()
    return ws.folder


def submit(ws, keys=None):
    signers = (keys or ws.unlock(PASSPHRASE)).active
    return sealing.seal(ws, signers, sealing.Letter(kind=Kind.SUBMISSION, to=ws.collector, files={}))


def origin_of(folder, seed="later") -> str:
    with Workspace.open(folder, r.clock, random=r.randomness(seed)) as ws:
        return ws.origin


OPENINGS = iter(range(1_000_000))


def next_of(folder) -> tuple[str, int]:
    with Workspace.open(folder, r.clock, random=r.randomness(f"opening {next(OPENINGS)}")) as ws:
        return ws.origin, submit(ws).sequence


# --- origin -----------------------------------------------------------------------------------------------


def test_opened_again_and_again_it_counts_on(folder):
    first = origin_of(folder)
    assert [next_of(folder) for _ in range(3)] == [(first, 2), (first, 3), (first, 4)]


def test_moved_within_the_disk_it_is_the_same(folder):
    first = origin_of(folder)
    moved = folder.with_name("moved")
    folder.rename(moved)
    assert next_of(moved) == (first, 2)


def test_a_copied_workspace_takes_a_new_origin_at_once_and_the_original_goes_on(folder):
    first = origin_of(folder)
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    origin, sequence = next_of(copy)
    assert origin != first
    assert sequence == 1
    assert next_of(copy) == (origin, 2)
    assert next_of(folder) == (first, 2)


def test_a_copy_put_in_the_originals_place_takes_a_new_origin(folder):
    first = origin_of(folder)
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, copy_function=shutil.copy2)
    next_of(folder)
    shutil.rmtree(folder)
    copy.rename(folder)
    assert next_of(folder)[0] != first


@pytest.mark.parametrize("rewrite", ["in place", "renamed over", "after one reopening"])
def test_a_database_put_back_takes_a_new_origin(folder, rewrite):
    first = origin_of(folder)
    database = folder / "yuebao.db"
    saved = database.read_bytes()
    assert next_of(folder) == (first, 2)
    if rewrite == "renamed over":
        beside = folder / "restored.db"
        beside.write_bytes(saved)
        beside.replace(database)
    else:
        database.write_bytes(saved)
    for side in ("-wal", "-shm"):
        (folder / f"yuebao.db{side}").unlink(missing_ok=True)
    if rewrite == "after one reopening":
        with Workspace.open(folder, r.clock, read_only=True) as looking:
            assert looking.origin == first  # looking changes nothing
    origin, sequence = next_of(folder)
    assert (origin != first, sequence) == (True, 1)


def test_a_whole_folder_copied_over_itself_takes_a_new_origin(folder):
    first = origin_of(folder)
    backup = folder.with_name("backup")
    shutil.copytree(folder, backup)
    next_of(folder)
    shutil.copytree(backup, folder, dirs_exist_ok=True)
    assert next_of(folder)[0] != first


def test_without_its_mark_it_is_taken_for_a_copy(folder):
    first = origin_of(folder)
    (folder / place.MARK).unlink()
    second = origin_of(folder)
    assert second != first
    (folder / place.MARK).write_text("nonsense")
    assert origin_of(folder, "third") not in (first, second)


def test_a_stick_has_one_origin_for_every_machine_and_comes_back_to_it(folder, monkeypatch):
    first = next_of(folder)
    monkeypatch.setattr(place, "machine_id", lambda: "another machine")
    second = next_of(folder)
    assert second[0] != first[0]
    assert second[1] == 1
    monkeypatch.undo()
    assert next_of(folder) == (first[0], 3)
    monkeypatch.setattr(place, "machine_id", lambda: "another machine")
    assert next_of(folder) == (second[0], 2)


def test_after_a_restore_no_earlier_origin_is_used_anywhere(folder, monkeypatch):
    saved = (folder / "yuebao.db").read_bytes()
    first = next_of(folder)[0]
    monkeypatch.setattr(place, "machine_id", lambda: "another machine")
    second = next_of(folder)[0]
    (folder / "yuebao.db").write_bytes(saved)
    third = next_of(folder)[0]
    monkeypatch.undo()
    with Workspace.open(folder, r.clock, random=r.randomness("last")) as ws:
        fourth = ws.origin
    assert len({first, second, third, fourth}) == 4


@pytest.mark.parametrize(
    ("database", "mark", "same"),
    [
        (Trace(sealed=3, witness="a"), Trace(sealed=3, witness="a"), True),
        (Trace(sealed=3, witness="a"), Trace(sealed=3, witness="b"), False),
        (Trace(sealed=3), Trace(sealed=3, witness="b"), True),
        (Trace(sealed=3, witness="a"), Trace(sealed=3), True),
        (Trace(sealed=2, witness="a"), Trace(sealed=3, witness="a"), False),
        (Trace(sealed=4, witness="a"), Trace(sealed=3, witness="a"), True),
        (Trace(sealed=3, witness="a"), None, False),
    ],
)
def test_what_counts_as_the_same_database(database, mark, same):
    assert place.is_same(database, mark) is same


def test_on_fat_the_path_is_the_place_and_the_witness_is_not_asked(tmp_path, monkeypatch):
    table = tmp_path / "mountinfo"
    device = tmp_path.stat().st_dev
    table.write_text(
        "1 2 0:999 / /elsewhere rw - ext4 /dev/a rw\n"
        f"3 4 {os.major(device)}:{os.minor(device)} / {tmp_path} rw shared:1 - vfat /dev/b rw\n"
    )
    assert place.file_system(tmp_path, table) == "vfat"
    assert place.file_system(tmp_path, tmp_path / "absent") == ""
    monkeypatch.setattr(place, "file_system", lambda _: "vfat")
    here = place.place_of(tmp_path)
    moved = tmp_path / "moved"
    moved.mkdir()
    assert place.place_of(moved) != here
    assert place.write_mark(tmp_path, 1) == Trace(sealed=1, witness="")


# --- one writer -----------------------------------------------------------------------------------------------


def test_a_second_writer_is_told_busy_and_a_reader_may_look(folder):
    with Workspace.open(folder, r.clock) as ws:
        with pytest.raises(StoreError, match="E-BUSY"):
            Workspace.open(folder, r.clock)
        with Workspace.open(folder, r.clock, read_only=True) as reader:
            assert reader.unit == ws.unit
    Workspace.open(folder, r.clock).close()


def test_another_process_is_told_busy_and_a_killed_one_leaves_no_lock(folder):
    holder = (
        "import sys, datetime as dt; from pathlib import Path; from sync.workspace import Workspace\n"
        "ws = Workspace.open(Path(sys.argv[1]), lambda: dt.datetime.now(dt.UTC)); print('open', flush=True)\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match="E-BUSY") as caught:
            Workspace.open(folder, r.clock)
        assert caught.value.problem.params["detail"] == f"pid {process.pid}"
        process.kill()
    Workspace.open(folder, r.clock).close()


def test_no_workspace_is_said_so(tmp_path):
    with pytest.raises(YuebaoError, match="E-NO-STORE"):
        Workspace.open(tmp_path, r.clock)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_frees_the_lock(folder):
    (folder / "yuebao.db").write_bytes(b"no database" * 1000)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"E-DAMAGED-STORE|E-NOT-STORE"):
            Workspace.open(folder, r.clock)


# --- archive, quarantine, folders ---------------------------------------------------------------------------


def test_archive_and_quarantine_keep_bytes_by_their_hash(folder):
    with Workspace.open(folder, r.clock) as ws:
        data = b"some bundle"
        path = ws.archive_bundle(data)
        assert path.name == f"{canonical.sha256(data)}.ybz"
        assert ws.archived(canonical.sha256(data)) == path
        assert ws.archive_bundle(data) == path
        path.write_bytes(b"torn")  # as a power cut of an earlier program might leave it
        assert ws.archive_bundle(data).read_bytes() == data
        aside = ws.quarantine(data, "E-HASH")
        assert aside.name == f"{canonical.sha256(data)}.E-HASH.ybz"
        assert aside.read_bytes() == data
        assert not list(folder.rglob("*.part"))


def test_the_folder_is_laid_out_as_the_contract_says(folder):
    assert {p.name for p in folder.iterdir() if p.is_dir()} == {
        "keys",
        "archive",
        "quarantine",
        "backups",
        "logs",
    }
    assert json.loads((folder / place.MARK).read_bytes())["sealed"] == 2
    assert (folder / "keys" / "device.key.age").read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    if os.name == "posix":
        assert (folder / "keys").stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_opens_nothing(folder):
    with Workspace.open(folder, r.clock) as ws, pytest.raises(YuebaoError, match="E-PASSPHRASE"):
        ws.unlock("wrong horse")


def test_opening_does_not_load_what_it_does_not_need(folder):
    probe = (
        "import sys, datetime as dt; from pathlib import Path; from sync.workspace import Workspace\n"
        "ws = Workspace.open(Path(sys.argv[1]), lambda: dt.datetime.now(dt.UTC)); ws.pack; ws.trust; ws.close()\n"
        "print(sorted({'pandas', 'numpy', 'openpyxl', 'sqlite_utils', 'docx', 'PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == "[]\n"


def test_where_nobody_can_write_it_is_the_disk_that_failed(folder, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    with Workspace.open(folder, r.clock) as ws:
        monkeypatch.setattr("os.fsync", refuse)
        with pytest.raises(StoreError, match="E-DISK"):
            ws.archive_bundle(b"new")
        with pytest.raises(StoreError, match="E-DISK"):
            place.write_mark(folder, 1)
        monkeypatch.undo()
        assert not list((folder / "archive").glob(".*"))
    (folder / "yuebao.lock").unlink()
    (folder / "yuebao.lock").mkdir()
    with pytest.raises(StoreError, match="E-DISK"):
        Workspace.open(folder, r.clock)


def test_without_locks_in_the_file_system_the_database_alone_must_do(folder, monkeypatch):
    def unsupported(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", unsupported)
    with Workspace.open(folder, r.clock) as ws:
        assert ws.unit == PREFECTURE


def test_a_workspace_that_was_never_set_up_is_said_to_be_none(tmp_path):
    ws = Workspace.create(tmp_path / "half", r.clock, unit=PREFECTURE)
    with ws:
        for ask in (lambda: ws.trust, lambda: ws.pack, lambda: ws.collector):
            with pytest.raises(YuebaoError, match="E-NOT-STORE"):
                ask()
        ws.store.settings.set("unit", None)
    with Workspace.open(tmp_path / "half", r.clock) as again, pytest.raises(YuebaoError, match="E-NOT-STORE"):
        assert again.unit


def test_packs_that_never_came_are_unknown(folder):
    with Workspace.open(folder, r.clock) as ws, pytest.raises(YuebaoError, match="E-PACK-UNKNOWN"):
        ws.pack_of("a" * 64)


def test_machines_are_told_apart_by_their_ids_or_not_at_all(monkeypatch):
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_, **__: "0123abcd\n")
    assert place.machine_id() == "0123abcd"
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_, **__: "")
    monkeypatch.setattr("uuid.getnode", lambda: 0x0A1B2C3D4E5F)
    assert place.machine_id() == "0a1b2c3d4e5f"
    monkeypatch.setattr("uuid.getnode", lambda: 0x0B1B2C3D4E5F)
    assert place.machine_id() == ""
