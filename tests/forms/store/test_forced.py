"""Many transactions forced to the disk together: each whole by itself, and safe again when they are done."""

from __future__ import annotations

import sqlite3

import pytest

FULL, NORMAL = 2, 1


def mode(store):
    return store.database.number("PRAGMA synchronous")


def test_forcing_waits_for_the_end_and_comes_back_even_after_a_failure(store):
    assert mode(store) == FULL
    with store.forced_at_the_end():
        assert mode(store) == NORMAL
        store.settings.set("one", "1")
    assert mode(store) == FULL
    with pytest.raises(LookupError), store.forced_at_the_end():
        raise LookupError
    assert mode(store) == FULL


def test_what_was_written_is_in_the_file_itself_afterwards(store, path):
    with store.forced_at_the_end():
        store.settings.set("one", "1")
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as bare:  # sees no write-ahead log
        assert bare.execute("SELECT text FROM setting WHERE name = 'one'").fetchone() == ("1",)
    bare.close()


def test_inside_a_transaction_nothing_changes(store):
    with store.transaction(), store.forced_at_the_end():
        assert mode(store) == FULL
