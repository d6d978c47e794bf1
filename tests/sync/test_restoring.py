"""A backup is looked into before it is put back, and a workspace put back counts under a new origin."""

from __future__ import annotations

import datetime as dt

import pytest
from offices import Region, cells

from forms.errors import StoreError
from forms.store import StoredEntry
from forms.store.backup import backup
from sync import restoring
from sync.workspace import Workspace


def now():
    return dt.datetime(2026, 11, 4, tzinfo=dt.UTC)


@pytest.fixture
def saved(tmp_path):
    """An office's folder, and a backup of it with one report handed over, one draft begun and one bundle received."""
    region = Region(tmp_path)
    office = region.join("91")
    office.submit(cells("5", "2.50"))
    drafts = office.ws.store.drafts
    drafts.open("T1", "2026-11", office.ws.pack_ref.hash)
    drafts.set_cells("T1", "2026-11", {("01", "m"): StoredEntry(text="6")})
    file = backup(office.ws.store, tmp_path / "safe", now())
    drafts.set_cells("T1", "2026-11", {("01", "m"): StoredEntry(text="7")})
    region.close()
    return office.ws.folder, file


def test_what_a_backup_holds_is_told_and_the_backup_is_not_touched(saved):
    _folder, file = saved
    before = file.read_bytes()
    found = restoring.look(file, now)
    assert (found.unit, found.drafts, found.revisions) == ("91", 1, 1)
    assert found.last_change.startswith("2026-11-03T00:")
    assert found.bundles >= 2, "the task bundle and its own submission"
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_it_is_put_back_and_what_was_there_is_kept_aside(saved):
    folder, file = saved
    with Workspace.open(folder, now) as ws:
        before = ws.origin
    done = restoring.restore(folder, file, now)
    assert done.origin != before
    with Workspace.open(folder, now) as ws:
        assert ws.origin == done.origin
        assert ws.store.drafts.load("T1", "2026-11").entries["01", "m"].text == "6"
    assert restoring.look(done.replaced, now).drafts == 1


def test_a_new_computer_gets_a_whole_workspace_from_it(saved, tmp_path):
    _folder, file = saved
    done = restoring.restore(tmp_path / "new", file, now)
    assert done.replaced is None
    with Workspace.open(tmp_path / "new", now) as ws:
        assert (ws.unit, ws.origin) == ("91", done.origin)
    assert {"archive", "keys"} <= {path.name for path in (tmp_path / "new").iterdir()}


@pytest.mark.parametrize(
    ("content", "code"), [(None, "E-NO-STORE"), (b"not a database", "E-DAMAGED-STORE"), (b"", "E-NOT-STORE")]
)
def test_what_is_no_backup_changes_nothing(saved, tmp_path, content, code):
    folder, _file = saved
    other = tmp_path / "other.db"
    if content is not None:
        other.write_bytes(content)
    before = (folder / "yuebao.db").read_bytes()
    for call in (lambda: restoring.look(other, now), lambda: restoring.restore(folder, other, now)):
        with pytest.raises(StoreError) as refused:
            call()
        assert refused.value.code == code
    assert (folder / "yuebao.db").read_bytes() == before
    with pytest.raises(StoreError):
        restoring.restore(tmp_path / "new", other, now)
    assert not (tmp_path / "new").exists()


def test_an_open_workspace_is_not_replaced(saved):
    folder, file = saved
    with Workspace.open(folder, now), pytest.raises(StoreError) as refused:
        restoring.restore(folder, file, now)
    assert refused.value.code == "E-BUSY"
