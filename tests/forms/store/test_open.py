import contextlib
import os
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from forms.errors import StoreError
from forms.messages import SENTENCES, Translator
from forms.store import StoredEntry, migrations, open_store
from forms.store.database import Database
from forms.store.messages import SENTENCES as STORE_SENTENCES
from forms.store.migrations import STEPS, check_version, migrate

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "db" / "v1.db"


def now():
    return datetime(2026, 11, 3, tzinfo=UTC)


def child(code, *args, **options):
    """Run a program in a process of its own."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, args)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **options)


def code_of(path, **options):
    with pytest.raises(StoreError) as refused:
        open_store(path, now=now, **options)
    return refused.value.code


def test_the_settings_for_safety_are_on(store):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "cache_size": -32768,
        "busy_timeout": 3000,
        "user_version": len(STEPS),
    }
    assert {name: store.database.row(f"PRAGMA {name}")[0] for name in wanted} == wanted


def test_a_missing_workspace_is_said_and_not_made(path):
    assert code_of(path) == "E-NO-STORE"
    assert not path.exists()


def test_what_was_kept_is_there_when_opened_again(path):
    with open_store(path, create=True, now=now) as store:
        store.settings.set("unit", "540100")
    with open_store(path, now=now) as store:
        assert store.settings.get("unit") == "540100"
        assert store.path == path
    with open_store(path, create=True, now=now) as store:
        assert store.settings.get("unit") == "540100"


def test_an_empty_file_is_no_workspace_but_may_become_one(tmp_path):
    path = tmp_path / "yuebao.db"
    path.touch()
    assert code_of(path) == "E-NOT-STORE"
    open_store(path, create=True, now=now).close()
    open_store(path, now=now).close()


def test_a_foreign_database_is_refused_untouched(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (a)")
    before = path.read_bytes()
    assert code_of(path) == "E-NOT-STORE"
    assert code_of(path, create=True) == "E-NOT-STORE"
    assert path.read_bytes() == before


def test_a_newer_database_is_refused_untouched(path):
    with open_store(path, create=True, now=now) as store:
        store.database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_store(path, now=now)
    assert refused.value.problem.params == {"found": "99", "known": str(len(STEPS))}
    assert refused.value.code == "E-NEWER-STORE"
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["header", "schema"])
def test_a_damaged_database_is_refused(path, damage):
    open_store(path, create=True, now=now).close()
    with path.open("r+b") as file:
        file.seek({"header": 0, "schema": 100}[damage])
        file.write(os.urandom(2000))
    assert code_of(path) == "E-DAMAGED-STORE"


def test_damage_further_in_is_said_when_it_is_met(path):
    with open_store(path, create=True, now=now) as store:
        for n in range(300):
            store.documents.put("pack", f"{n:064}", bytes(3000))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    with open_store(path, now=now) as store, pytest.raises(StoreError) as refused:
        [store.documents.get("pack", name) for name in store.documents.list("pack")]
    assert refused.value.code == "E-DAMAGED-STORE"


def test_a_folder_that_cannot_be_made_is_a_disk_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert code_of(tmp_path / "file" / "yuebao.db", create=True) == "E-DISK"


def test_opening_is_quick_and_loads_nothing_heavy(path):
    open_store(path, create=True, now=now).close()
    found = child(
        """
        import sys, time
        from datetime import UTC, datetime
        from pathlib import Path
        from forms.store import open_store
        def now(): return datetime(2026, 11, 3, tzinfo=UTC)
        times = []
        for _ in range(5):
            start = time.process_time()
            open_store(Path(sys.argv[1]), now=now).close()
            times.append(time.process_time() - start)
        heavy = {"sqlite_utils", "pandas", "numpy", "click", "PySide6"} & set(sys.modules)
        print(min(times) * 1000, sorted(heavy))
        """,
        path,
    )
    milliseconds, heavy = found.stdout.strip().split(" ", 1)
    assert heavy == "[]", found.stderr
    assert float(milliseconds) < 30


def test_a_second_writer_waits_and_then_is_told_that_the_store_is_busy(store):
    code = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from forms.errors import StoreError
        from forms.store import open_store
        with open_store(Path(sys.argv[1]), now=lambda: datetime(2026, 11, 3, tzinfo=UTC), wait=0.2) as store:
            print(store.settings.get("unit"))
            try:
                store.settings.set("unit", "2")
            except StoreError as error:
                print(error.code)
    """
    store.settings.set("unit", "1")
    with store.transaction():
        store.settings.set("unit", "3")
        assert child(code, store.path).stdout.split() == ["1", "E-BUSY"]
    assert child(code, store.path).stdout.split() == ["3"]


def test_a_full_disk_leaves_the_last_good_state(store):
    store.drafts.open("F", "2026-10", "pack")
    pages = store.database.number("PRAGMA page_count")
    store.database.execute(f"PRAGMA max_page_count = {pages + 20}")

    def fill_up():
        for n in count():
            store.drafts.set_cells("F", "2026-10", {(str(n), "m"): StoredEntry(text="x" * 500)})
            done.append(n)

    done = []
    with pytest.raises(StoreError) as refused:
        fill_up()
    written = len(done)
    assert refused.value.code == "E-DISK"
    assert len(store.drafts.load("F", "2026-10").entries) == written
    store.database.execute("PRAGMA max_page_count = 1000000")
    store.drafts.set_cells("F", "2026-10", {("next", "m"): StoredEntry(text="1")})
    assert len(store.drafts.load("F", "2026-10").entries) == written + 1
    assert store.database.rows("PRAGMA integrity_check") == [("ok",)]


def test_after_a_full_disk_in_the_middle_nothing_of_the_transaction_is_kept(store):
    store.database.execute(f"PRAGMA max_page_count = {store.database.number('PRAGMA page_count') + 5}")

    def careless():
        with store.transaction():
            store.settings.set("before", "1")
            with contextlib.suppress(StoreError):
                store.documents.put("pack", "big", bytes(200_000))
            store.settings.set("after", "1")

    # SQLite may undo the statement alone or all of it; never may "after" be kept without "before"
    with contextlib.suppress(StoreError):
        careless()
    assert store.settings.all() in ({}, {"before": "1", "after": "1"})
    assert store.documents.list("pack") == ()


def test_what_follows_a_rollback_by_sqlite_itself_is_not_committed_piece_by_piece(store):
    def careless():
        with store.transaction():
            store.settings.set("before", "1")
            store.database.connection.execute("ROLLBACK")  # as SQLite does on some disk errors
            store.settings.set("after", "1")

    with pytest.raises(StoreError) as refused:
        careless()
    assert refused.value.code == "E-DISK"
    assert store.settings.all() == {}
    store.settings.set("next", "1")
    assert store.settings.all() == {"next": "1"}


def test_a_file_size_limit_of_the_system_is_a_disk_error_and_loses_nothing(path):
    found = child(
        """
        import resource, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from forms.errors import StoreError
        from forms.store import StoredEntry, open_store
        store = open_store(Path(sys.argv[1]), create=True, now=lambda: datetime(2026, 11, 3, tzinfo=UTC))
        store.drafts.open("F", "2026-10", "pack")
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        try:
            for n in range(10_000):
                store.drafts.set_cells("F", "2026-10", {(str(n), "m"): StoredEntry(text="x" * 900)})
                print(n)
        except StoreError as error:
            print(error.code)
        """,
        path,
    )
    *numbers, code = found.stdout.split()
    assert code == "E-DISK", found.stderr
    assert len(numbers) > 10
    with open_store(path, now=now) as store:
        assert set(store.drafts.load("F", "2026-10").entries) == {(n, "m") for n in numbers}
        assert store.database.rows("PRAGMA integrity_check") == [("ok",)]


def test_errors_of_our_own_are_not_dressed_up(store):
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        store.database.execute("SELEC 1")


def copy_of_golden(tmp_path):
    path = tmp_path / "yuebao.db"
    path.write_bytes(GOLDEN.read_bytes())
    return path


def test_the_first_version_is_still_read(tmp_path):
    with open_store(copy_of_golden(tmp_path), now=now) as store:
        assert store.settings.get("unit") == "540100"
        assert store.documents.get("pack", "ab") == b"{}"
        (revision,) = store.revisions
        assert revision.blob == b'{"n":1}'
        assert store.revisions.damaged() == ()
        assert [event.type for event in store.events.all()] == ["receipt"]
        assert [row.outcome for row in store.bundles.list()] == ["merged"]
        draft = store.drafts.load("SC-02", "2026-10")
        assert draft.entries["01", "m"].text == "12.50"
        assert draft.entries["02", "m"].typed == "十二"
        assert [line.values["name"].text for line in draft.lines] == ["甲", "乙"]
        store.drafts.undo("SC-02", "2026-10")
        assert ("02", "m") not in store.drafts.load("SC-02", "2026-10").entries
        assert store.figures.check_sums() == ()
        assert store.audit.verify() is None
        assert check_version(store.database) == len(STEPS)


def test_a_fresh_schema_equals_the_migrated_one(path, tmp_path):
    def schema(file):
        with open_store(file, create=True, now=now) as store:
            rows = store.database.rows(
                "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1"
            )
            return [row for row in rows if not row[0].startswith(("figures_", "sum_"))]

    assert schema(path) == schema(copy_of_golden(tmp_path))


def test_a_migration_takes_a_copy_first(tmp_path):
    path = copy_of_golden(tmp_path)
    steps = (
        *STEPS,
        ("v2", lambda connection: connection.execute("ALTER TABLE draft ADD COLUMN colour TEXT")),
    )
    with closing(Database(path, wait=1)) as database:
        database.prepare()
        migrate(database, tmp_path / "backups", steps)
        assert check_version(database, steps) == 2
        assert database.row("SELECT colour FROM draft") == (None,)
        migrate(database, tmp_path / "backups", steps)
    first, second = sorted((tmp_path / "backups").iterdir())
    assert first.name == "before-v2-from-v1.db"
    assert second.name.startswith("before-v2-from-v2")
    with open_store(first, now=now) as store:
        assert store.settings.get("unit") == "540100"
    assert code_of(path) == "E-NEWER-STORE"


def test_a_failing_migration_changes_nothing(tmp_path):
    path = copy_of_golden(tmp_path)

    def half(connection):
        connection.execute("DROP TABLE draft_cell")
        connection.execute("THIS IS NO SQL")

    with closing(Database(path, wait=1)) as database:
        database.prepare()
        with pytest.raises(sqlite3.OperationalError):
            migrate(database, tmp_path / "backups", (*STEPS, ("v2", half)))
    with open_store(path, now=now) as store:
        assert store.drafts.load("SC-02", "2026-10").entries["01", "m"].text == "12.50"


@pytest.mark.parametrize("code", sorted(STORE_SENTENCES))
def test_every_code_has_a_sentence_in_both_languages(code):
    assert code not in SENTENCES
    sentence = STORE_SENTENCES[code]
    for english in (sentence.text, sentence.advice):
        assert Translator("zh", STORE_SENTENCES).text(english) != english


def test_two_processes_that_make_a_workspace_at_once_both_get_it(path):
    code = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from forms.store import open_store
        with open_store(Path(sys.argv[1]), create=True, now=lambda: datetime(2026, 11, 3, tzinfo=UTC)) as store:
            store.settings.set(sys.argv[2], "here")
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
    started = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("a", "b")]
    assert [process.wait() for process in started] == [0, 0]
    with open_store(path, now=now) as store:
        assert store.settings.all() == {"a": "here", "b": "here"}


def test_steps_keep_their_names():
    assert [name for name, _ in migrations.STEPS][:1] == ["v1"]


def test_a_killed_process_loses_nothing_it_had_committed(path):
    code = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from forms.store import StoredEntry, open_store
        store = open_store(Path(sys.argv[1]), create=True, now=lambda: datetime(2026, 11, 3, tzinfo=UTC))
        store.drafts.open("F", "2026-10", "pack")
        for n in range(1_000_000):
            store.drafts.set_cells("F", "2026-10", {("01", "m"): StoredEntry(text=str(n))})
            print(n, flush=True)
    """
    last = -1
    for pause in (0.05, 0.2, 0.35):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), str(path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        process.stdout.readline()
        until = time.monotonic() + pause
        while time.monotonic() < until:
            last = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().splitlines()
        process.wait()
        process.stdout.close()
        last = int(rest[-1]) if rest else last
        with open_store(path, now=now) as store:
            kept = int(store.drafts.load("F", "2026-10").entries["01", "m"].text)
            assert kept in (last, last + 1)
            assert store.database.rows("PRAGMA integrity_check") == [("ok",)]
            assert len([line for line in store.drafts.journal("F", "2026-10") if line.changes]) > 0
