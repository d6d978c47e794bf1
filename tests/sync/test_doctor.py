"""What the doctor finds, in both languages, and what it puts right by itself."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from offices import Region, cells

from forms.messages import Translator
from sync.cli.tables import TABLES
from sync.doctor import examine


@pytest.fixture
def office(tmp_path):
    region = Region(tmp_path)
    office = region.join("91")
    office.submit(cells("5"))
    region.close()
    return office.ws.folder


def now():
    return dt.datetime(2026, 11, 3, tzinfo=dt.UTC)


def found(folder, clock=now, **wishes):
    """What is not in order, as both languages say it."""
    texts = [Translator(language, *TABLES) for language in ("zh", "en")]
    bad = [check for check in examine(folder, clock, **wishes) if not check.ok]
    said = {check.name: [text.text(check.said, **check.params) for text in texts] for check in bad}
    assert all(chinese != english for chinese, english in said.values())
    return {name: english for name, (_, english) in said.items()}


def a_sealed_file(folder: Path) -> Path:
    return max((folder / "archive").rglob("*.ybz"), key=lambda path: path.stat().st_size)


def test_a_sound_workspace(office):
    assert found(office) == {}


def test_folders_that_are_missing_and_a_key_folder_others_can_read_are_put_right(office):
    (office / "logs").rmdir()
    (office / "keys").chmod(0o755)
    assert found(office) == {"folders": "missing: logs", "key folder": "others can read it; use --repair"}
    assert found(office, repair=True) == {}


def test_a_clock_that_cannot_be_right(office):
    assert found(office, lambda: dt.datetime(1980, 1, 1, tzinfo=dt.UTC)) == {
        "clock": "the year 1980 is implausible"
    }


def test_archived_bundles_that_are_lost_or_changed(office):
    file = a_sealed_file(office)
    data = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(data[:-1])
    assert found(office) == {"archive": "0 bundles are missing, 1 were changed"}
    file.unlink()
    assert found(office) == {"archive": "1 bundles are missing, 0 were changed"}


def test_a_store_that_cannot_be_opened_or_is_damaged(office):
    store = office / "yuebao.db"
    data = bytearray(store.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
    store.write_bytes(bytes(data))
    assert "store" in found(office)
    store.write_bytes(b"no database")
    assert found(office)["store"].startswith("it cannot be opened (E-")
    store.unlink()
    assert found(office)["store"] == "it cannot be opened (E-NO-STORE)"


def test_a_lost_key(office):
    for sealed in (office / "keys").glob("*.age"):
        sealed.unlink()
    assert "keys" in found(office)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(office):
    office.chmod(0o500)
    try:
        assert "permissions" in found(office)
    finally:
        office.chmod(0o700)


def test_a_folder_that_is_not_there(tmp_path):
    names = found(tmp_path / "none")
    assert set(names) == {"folders", "permissions", "store"}
