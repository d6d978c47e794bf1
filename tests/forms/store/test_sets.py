import datetime as dt
import sqlite3
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.period import parse_period
from forms.report import ReportKey
from forms.store import BundleRow, Outline, ReportRow, StoredEvent, StoredRevision, open_store


def now():
    return dt.datetime(2026, 11, 3, tzinfo=dt.UTC)


def revision(n=1, *, unit="540100", form="SC-02", period="2026-10", bundle="b1", origin="o1", parents=()):
    blob = f"{unit} {form} {period} {origin} {n}".encode()
    return StoredRevision(
        id=sha256(blob).hexdigest(),
        unit=unit,
        form=form,
        period=period,
        kind="submit",
        origin=origin,
        n=n,
        parents=parents,
        bundle=bundle,
        blob=blob,
    )


def test_a_setting_is_kept_changed_and_removed(store):
    assert store.settings.get("unit") is None
    assert store.settings.get("unit", "none") == "none"
    store.settings.set("unit", "540100")
    store.settings.set("unit", "540200")
    store.settings.set("origin", "藏")
    assert store.settings.all() == {"origin": "藏", "unit": "540200"}
    store.settings.set("unit", None)
    assert store.settings.get("unit") is None


def test_documents_are_listed_by_kind_with_numbers_in_their_order(store):
    for number in ("10", "9", "1"):
        store.documents.put("register:54", number, number.encode())
    store.documents.put("pack", "ab", b"\x00\xff")
    store.documents.put("pack", "ab", b"\x00\xfe")
    assert store.documents.list("register:54") == ("1", "9", "10")
    assert store.documents.get("pack", "ab") == b"\x00\xfe"
    assert store.documents.get("pack", "cd") is None
    assert store.documents.kinds() == ("pack", "register:54")
    store.documents.remove("pack", "ab")
    assert store.documents.list("pack") == ()


def test_a_revision_comes_back_as_it_went_in(store):
    first, second = revision(1), revision(2, parents=("x" * 64, "y" * 64))
    assert store.revisions.add(first)
    assert store.revisions.add(second)
    assert not store.revisions.add(first)
    assert store.revisions.get(second.id) == second
    assert store.revisions.get("none") is None
    assert store.revisions.of("540100", "SC-02", "2026-10") == (first, second)
    assert store.revisions.outline("540100", "SC-02", "2026-10") == (
        Outline(first.id, (), "submit", "o1", 1),
        Outline(second.id, second.parents, "submit", "o1", 2),
    )
    assert store.revisions.has([first.id, "unknown"]) == {first.id}
    assert len(store.revisions) == 2


def test_reports_with_revisions_are_found_in_key_order(store):
    for unit, form, period in [("2", "A", "2026-10"), ("1", "B", "2026Q4"), ("1", "A", "2026-10")]:
        store.revisions.add(revision(unit=unit, form=form, period=period))
    assert store.revisions.keys() == (
        ReportKey("1", "A", "2026-10"),
        ReportKey("1", "B", "2026Q4"),
        ReportKey("2", "A", "2026-10"),
    )
    assert store.revisions.keys(unit="1", form="B") == (ReportKey("1", "B", "2026Q4"),)
    assert store.revisions.keys(period="2026-10") == (
        ReportKey("1", "A", "2026-10"),
        ReportKey("2", "A", "2026-10"),
    )
    assert [r.unit for r in store.revisions] == ["1", "1", "2"]


def test_own_revisions_after_a_number_and_of_an_origin(store):
    kept = [revision(n, origin=origin) for n, origin in [(1, "a"), (2, "b"), (3, "a")]]
    for one in kept:
        store.revisions.add(one)
    assert store.revisions.own_after("540100", 1) == (kept[1], kept[2])
    assert store.revisions.own_after("540100", origin="a") == (kept[0], kept[2])
    assert store.revisions.own_after("540200") == ()


def test_every_bundle_that_carried_a_revision_is_known(store):
    first = revision(bundle=None)
    store.revisions.add(first)
    assert store.revisions.get(first.id).bundle is None
    store.revisions.carry("b2", [first.id])
    store.revisions.add(revision(bundle="b1"))
    assert store.revisions.carriers(first.id) == ("b1", "b2")
    assert [r.id for r in store.revisions.by_bundle("b2")] == [first.id]
    assert store.revisions.by_bundle("b3") == ()


def test_changed_bytes_of_a_revision_are_noticed(store):
    store.revisions.add(revision())
    assert store.revisions.damaged() == ()
    forged = StoredRevision(
        id="0" * 64, unit="u", form="f", period="p", kind="k", origin="o", n=1, blob=b"{}"
    )
    store.revisions.add(forged)
    assert store.revisions.damaged() == ("0" * 64,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET blob = x'00'",
        "UPDATE revision SET unit = '1'",
        "DELETE FROM revision",
        "INSERT OR REPLACE INTO revision SELECT * FROM revision",
        "UPDATE event SET type = 'lock'",
        "DELETE FROM event",
        "UPDATE audit SET text = ''",
        "DELETE FROM audit",
    ],
)
def test_triggers_refuse_to_change_what_only_grows(store, statement):
    store.revisions.add(revision(bundle=None))
    store.events.add(StoredEvent(id="e", type="lock", blob=b"{}"))
    store.audit.append("import", "one")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.database.execute(statement)
    assert store.revisions.get(revision().id).blob == revision().blob
    assert store.events.get("e").type == "lock"
    assert store.audit.verify() is None


def test_events_of_a_report_include_those_of_its_unit_and_period(store):
    event = StoredEvent(id="1", type="return", unit="u", form="f", period="2026-10", bundle="b", blob=b"1")
    whole_unit = StoredEvent(id="2", type="receipt", unit="u", blob=b"2")
    lock = StoredEvent(id="3", type="lock", period="2026-10", blob=b"3")
    other = StoredEvent(id="4", type="return", unit="v", form="f", period="2026-10", blob=b"4")
    assert all(store.events.add(e) for e in (lock, other, whole_unit, event))
    assert not store.events.add(event)
    assert store.events.of(ReportKey("u", "f", "2026-10")) == (event, whole_unit, lock)
    assert store.events.of(ReportKey("u", "f", "2026-11")) == (whole_unit,)
    assert store.events.all("return") == (event, other)
    assert store.events.all() == (event, whole_unit, lock, other)
    assert store.events.by_bundle("b") == (event,)
    assert store.events.has(["1", "9"]) == {"1"}
    assert store.events.get("9") is None
    assert len(store.events) == 4


def test_events_since_a_position_come_in_the_order_they_were_added(store):
    assert store.events.since(0) == (0, ())
    first = StoredEvent(id="b", type="t", blob=b"")
    second = StoredEvent(id="a", type="t", blob=b"")
    store.events.add(first)
    position, found = store.events.since(0)
    assert found == (first,)
    store.events.add(second)
    assert store.events.since(position) == (2, (second,))


def bundle(name, **more):
    row = {
        "hash": name,
        "file": f"{name}.ybz",
        "received_at": "2026-11-03T12:00:00+00:00",
        "outcome": "merged",
    }
    return BundleRow(**(row | more))


def test_a_bundle_is_known_by_its_bytes_whatever_became_of_it(store):
    full = bundle(
        "h1",
        kind="submission",
        unit="540100",
        origin="o",
        sequence=1,
        previous="p",
        manifest_hash="m",
        register_version=3,
        signers=("k1", "k2"),
        parent="relay",
    )
    refused = bundle("h2", outcome="refused", code="E-TRUNCATED")
    waiting = bundle("h3", outcome="pending", code="E-UNKNOWN-KEY")
    assert all(store.bundles.add(row) for row in (full, refused, waiting))
    assert not store.bundles.add(bundle("h1", outcome="refused"))
    assert store.bundles.get("h1") == full
    assert store.bundles.get("h9") is None
    assert store.bundles.known("h2")
    assert not store.bundles.known("h9")
    assert store.bundles.quarantine() == (refused,)
    assert store.bundles.pending() == (waiting,)
    assert store.bundles.list() == (full, refused, waiting)
    assert store.bundles.list(kind="submission", unit="540100", parent="relay") == (full,)
    assert store.bundles.list(code="E-TRUNCATED") == (refused,)
    assert len(store.bundles) == 3


def test_what_is_known_of_a_bundle_may_grow(store):
    store.bundles.add(bundle("h", outcome="pending"))
    grown = bundle("h", outcome="merged", origin="o", sequence=2, signers=("k",))
    store.bundles.update(grown)
    store.bundles.add(bundle("i", origin="o", sequence=1))
    assert [row.hash for row in store.bundles.of_origin("o")] == ["i", "h"]
    store.bundles.set_outcome("h", "withdrawn")
    store.bundles.remove("h")
    assert store.bundles.get("h").outcome == "withdrawn"
    store.bundles.set_outcome("i", "refused", "E-HASH")
    store.bundles.remove("i")
    assert not store.bundles.known("i")


def test_the_matrix_gives_the_reports_of_a_range_of_periods(store):
    rows = [
        ReportRow(
            unit="1", form="A", period="2026-09", state="accepted", heads=("a",), revision="a", kind="submit"
        ),
        ReportRow(unit="1", form="A", period="2026-10", state="conflict", heads=("a", "b"), flags=("late",)),
        ReportRow(
            unit="1", form="Q", period="2026Q3", state="received", revision="q", heads=("q",), received_at="t"
        ),
        ReportRow(unit="2", form="A", period="2026-09", state="accepted"),
    ]
    for row in rows:
        store.reports.put(row)
    september, october = parse_period("2026-09"), parse_period("2026-10")
    assert store.reports.matrix(september, september) == (rows[0], rows[3], rows[2])
    assert store.reports.matrix(september, october, ["1"]) == (rows[0], rows[2], rows[1])
    assert store.reports.matrix(september, october, state="conflict") == (rows[1],)
    assert store.reports.matrix(september, october, []) == ()
    assert store.reports.get(ReportKey("1", "A", "2026-10")) == rows[1]
    assert store.reports.get(ReportKey("9", "A", "2026-10")) is None
    counts = [(c.unit, str(c.period), c.state, c.reports) for c in store.reports.counts(september, october)]
    assert counts == [
        ("1", "2026-09", "accepted", 1),
        ("2", "2026-09", "accepted", 1),
        ("1", "2026Q3", "received", 1),
        ("1", "2026-10", "conflict", 1),
    ]
    store.reports.remove(ReportKey("1", "A", "2026-10"))
    assert store.reports.get(ReportKey("1", "A", "2026-10")) is None
    store.reports.clear()
    assert store.reports.matrix(september, october) == ()


def put_and_fail(store, name):
    with store.transaction():
        store.settings.set(name, "1")
        _ = 1 / 0


def test_inner_transactions_fail_alone_and_outer_ones_take_all(store):
    with store.transaction():
        store.settings.set("outer", "1")
        with pytest.raises(ZeroDivisionError):
            put_and_fail(store, "inner")
    assert store.settings.all() == {"outer": "1"}
    with pytest.raises(ZeroDivisionError), store.transaction():
        put_and_fail(store, "inner")
    assert store.settings.all() == {"outer": "1"}
    assert not store.database.in_transaction


carried = st.lists(st.tuples(st.integers(1, 5), st.sampled_from("abc")), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(carried, st.randoms(use_true_random=False))
def test_order_and_repetition_of_additions_leave_the_same_set(pairs, random):
    def filled(order):
        with TemporaryDirectory() as folder, open_store(Path(folder) / "s.db", create=True, now=now) as store:
            for n, name in order:
                store.revisions.add(revision(n, bundle=name))
            return list(store.revisions), [store.revisions.by_bundle(name) for name in "abc"]

    shuffled = pairs * 2
    random.shuffle(shuffled)
    assert filled(pairs) == filled(shuffled)
