import datetime as dt
import sqlite3
from contextlib import closing

import pytest

from forms.errors import StoreError
from forms.store import StoredEntry, StoredRevision, open_store
from forms.store.backup import RESTORED, backup, backups, check_integrity, daily_backup, restore

NOV = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)


def now():
    return NOV


def spoil(path):
    """Overwrite the second half of a database file."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 2))


def test_a_backup_holds_what_was_committed_and_is_whole(store, tmp_path):
    store.settings.set("unit", "540100")
    made = backup(store, tmp_path / "backups", NOV)
    assert made.name == "yuebao-000001-2026-11-03.db"
    store.settings.set("unit", "other")
    with closing(sqlite3.connect(made)) as copy:
        assert copy.execute("SELECT text FROM setting WHERE name = 'unit'").fetchone() == ("540100",)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.name]


def test_ten_recent_backups_and_the_last_of_each_month_are_kept(store, tmp_path):
    day = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    for n in range(80):
        backup(store, tmp_path, day + dt.timedelta(days=n))
    kept = [found.path.name for found in backups(tmp_path)]
    recent = [f"yuebao-{n:06d}-2026-10-{n - 61:02d}.db" for n in range(71, 81)]
    assert kept == ["yuebao-000031-2026-08-31.db", "yuebao-000061-2026-09-30.db", *recent]


def test_a_wrong_clock_does_not_make_an_old_backup_the_newest(store, tmp_path):
    backup(store, tmp_path, dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    made = backup(store, tmp_path, NOV)
    assert backups(tmp_path)[-1].path == made


def test_a_daily_backup_is_made_once_a_day(store, tmp_path):
    assert daily_backup(store, tmp_path, NOV) is not None
    assert daily_backup(store, tmp_path, NOV + dt.timedelta(hours=5)) is None
    assert daily_backup(store, tmp_path, NOV + dt.timedelta(days=1)) is not None
    assert len(backups(tmp_path)) == 2


def test_a_damaged_database_replaces_no_good_backup(path, tmp_path):
    folder = tmp_path / "backups"
    with open_store(path, create=True, now=now) as store:
        for n in range(200):
            store.documents.put("pack", f"{n:064}", bytes(3000))
        good = backup(store, folder, NOV).read_bytes()
    spoil(path)
    with open_store(path, now=now) as store, pytest.raises(StoreError) as refused:
        backup(store, folder, NOV)
    assert refused.value.code == "E-DAMAGED-STORE"
    assert [found.path.read_bytes() for found in backups(folder)] == [good]


def test_a_backup_on_a_full_disk_leaves_nothing_behind(store, tmp_path):
    in_the_way = tmp_path / "backups"
    in_the_way.write_text("a file where the folder should be")
    with pytest.raises(StoreError) as refused:
        backup(store, in_the_way, NOV)
    assert refused.value.code == "E-DISK"


def filled(path):
    with open_store(path, create=True, now=now) as store:
        store.settings.set("unit", "540100")
        store.drafts.open("F", "2026-10", "p")
        store.drafts.set_cells("F", "2026-10", {("01", "m"): StoredEntry(text="1")})
        made = backup(store, path.parent / "backups", NOV)
        store.drafts.set_cells("F", "2026-10", {("01", "m"): StoredEntry(text="2")})
    return made


def test_restoring_brings_the_backup_back_and_keeps_what_was_there(path):
    made = filled(path)
    aside = restore(made, path, now=now)
    with open_store(path, now=now) as store:
        assert store.drafts.load("F", "2026-10").entries["01", "m"].text == "1"
        assert store.settings.get(RESTORED) == made.name
        assert store.database.row("PRAGMA journal_mode") == ("wal",)
    with open_store(aside, now=now) as store:
        assert store.drafts.load("F", "2026-10").entries["01", "m"].text == "2"
        assert store.settings.get(RESTORED) is None
    assert made.exists()
    assert sorted(p.name for p in path.parent.iterdir()) == ["backups", "yuebao.db", "yuebao.replaced.db"]


def test_restoring_over_a_damaged_or_missing_database_works(path):
    made = filled(path)
    path.write_bytes(b"not a database at all" * 1000)
    assert restore(made, path, now=now) is not None
    path.unlink()
    assert restore(made, path, now=now) is None
    with open_store(path, now=now) as store:
        assert store.settings.get("unit") == "540100"


def test_a_workspace_in_use_is_not_replaced(path):
    made = filled(path)
    with open_store(path, now=now) as store:
        store.settings.set("open", "yes")
        with pytest.raises(StoreError) as refused:
            restore(made, path, now=now)
        assert refused.value.code == "E-BUSY"
        store.settings.set("still", "writable")
    with open_store(path, now=now) as store:
        assert store.settings.get("still") == "writable"
    assert sorted(p.name for p in path.parent.iterdir()) == ["backups", "yuebao.db"]


@pytest.mark.parametrize("kind", ["missing", "foreign", "damaged", "newer"])
def test_a_bad_backup_changes_nothing(path, kind):
    made = filled(path)
    code = {
        "missing": "E-NO-STORE",
        "foreign": "E-NOT-STORE",
        "newer": "E-NEWER-STORE",
        "damaged": "E-DAMAGED-STORE",
    }
    if kind == "damaged":
        spoil(made)
    elif kind == "newer":
        with closing(sqlite3.connect(made)) as copy:
            copy.execute("PRAGMA user_version = 99")
    else:
        made.unlink()
    if kind == "foreign":
        with closing(sqlite3.connect(made)) as copy:
            copy.execute("CREATE TABLE t (a)")
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        restore(made, path, now=now)
    assert refused.value.code == code[kind]
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["backups", "yuebao.db"]


def test_a_healthy_store_has_nothing_to_say(store):
    store.audit.append("import", "x")
    assert check_integrity(store) == []


def test_each_kind_of_harm_is_named(store):
    forged = StoredRevision(
        id="0" * 64, unit="u", form="f", period="p", kind="k", origin="o", n=1, blob=b"{}"
    )
    store.revisions.add(forged)
    store.audit.append("import", "x")
    store.database.execute("DROP TRIGGER audit_no_update")
    store.database.execute("UPDATE audit SET text = 'y'")
    store.database.execute("PRAGMA foreign_keys = OFF")
    store.database.execute("INSERT INTO event_bundle VALUES (99, 'b')")
    found = check_integrity(store)
    assert len(found) == 3
    assert "event_bundle" in found[0]
    assert found[1:] == [f"revision {'0' * 64}: its bytes do not give its id", "audit line 1 was changed"]


def test_the_audit_journal_is_a_chain(store):
    lines = [store.audit.append("import", {"b": n, "a": "藏"}) for n in range(5)]
    assert lines[0].text == '{"a":"藏","b":0}'
    assert [line.n for line in lines] == [1, 2, 3, 4, 5]
    assert tuple(store.audit.lines()) == tuple(lines)
    assert tuple(store.audit.lines("other")) == ()
    assert store.audit.head() == (5, lines[-1].hash)
    assert store.audit.verify() is None


@pytest.mark.parametrize(
    ("harm", "first"),
    [
        ("UPDATE audit SET text = 'x' WHERE n = 3", 3),
        ("UPDATE audit SET at = 'x' WHERE n = 1", 1),
        ("UPDATE audit SET kind = 'x' WHERE n = 5", 5),
        ("DELETE FROM audit WHERE n = 2", 2),
        ("UPDATE audit SET n = 6 WHERE n = 5", 5),
    ],
)
def test_any_harm_to_the_chain_is_found(store, harm, first):
    for n in range(5):
        store.audit.append("import", str(n))
    for trigger in ("audit_no_update", "audit_no_delete"):
        store.database.execute(f"DROP TRIGGER {trigger}")
    store.database.execute(harm)
    assert store.audit.verify() == first


def test_a_line_is_written_with_what_it_tells_of_or_not_at_all(store):
    def fail():
        with store.transaction():
            store.audit.append("import", "x")
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.audit.head() == (0, "0" * 64)
