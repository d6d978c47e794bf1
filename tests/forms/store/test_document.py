"""docs/formats/database.md is kept true."""

import re
from pathlib import Path

from forms.store import schema
from forms.store.migrations import STEPS

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "formats" / "database.md").read_text(encoding="utf-8")


def test_every_table_is_described(store):
    tables = [row[0] for row in store.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert [name for name in tables if f"`{name}`" not in TEXT and name != "sqlite_sequence"] == []


def test_the_numbers_are_those_of_the_program():
    assert f"`0x{schema.APPLICATION_ID:x}`" in TEXT
    assert f"schema version, now {len(STEPS)};" in TEXT


def test_the_example_query_gives_what_it_says(tmp_path):
    from shutil import copyfile
    from sqlite3 import connect

    golden = Path(__file__).resolve().parents[2] / "golden" / "db" / "v1.db"
    copy = tmp_path / "v1.db"
    copyfile(golden, copy)
    (block,) = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
    first, second = [part for part in block.split(";") if part.strip()]
    connection = connect(copy)
    assert connection.execute(first).fetchall() == [(1, 2)]
    assert connection.execute(second).fetchall() == [(2026, 9, "540100", 12.5)]
    connection.close()
