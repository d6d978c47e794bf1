import datetime as dt
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.report import Attachment, Cover, Explanation
from forms.store import DraftContent, StoredEntry, open_store
from forms.store.draft_rows import CellChanged, JournalState, LinePlaced, PartChanged

KEY = ("SC-02", "2026-10")


def now():
    return dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)


def entry(text):
    return StoredEntry(text=text)


def line(**values):
    return {name: entry(text) for name, text in values.items()}


@pytest.fixture
def drafts(store):
    store.drafts.open(*KEY, "pack")
    return store.drafts


def names(drafts):
    return [found.values["name"].text for found in drafts.load(*KEY).lines]


def test_a_draft_begins_empty_or_with_content_that_cannot_be_undone(store):
    assert store.drafts.load(*KEY) is None
    content = DraftContent(
        entries={("01", "m"): entry("1"), ("02", "m"): entry(None)},
        lines=(line(name="甲"), line(name="乙")),
        explanations=(
            Explanation(check="C-1", cell=("01", "m"), text="属实"),
            Explanation(check="C-2", text="是"),
        ),
        cover=Cover(head="某"),
        attachments=(Attachment(name="a.pdf", sha256="ab", bytes=3),),
        note="订正",
    )
    draft = store.drafts.open(*KEY, "pack", ("r1", "r2"), content)
    assert draft == store.drafts.load(*KEY)
    assert draft.entries == {("01", "m"): entry("1")}
    assert [found.line for found in draft.lines] == [1, 2]
    assert (draft.explanations, draft.cover, draft.attachments) == (
        content.explanations,
        content.cover,
        content.attachments,
    )
    assert (draft.pack, draft.base, draft.note) == ("pack", ("r1", "r2"), "订正")
    assert draft.opened_at == "2026-11-03T12:00:00+00:00"
    assert store.drafts.undo(*KEY) == ()
    assert store.drafts.open(*KEY, "other") == draft


def test_the_four_states_and_entries_kept_as_typed_come_back(drafts):
    typed = StoredEntry(typed="十二", reason="NUMBER")
    drafts.set_cells(*KEY, {("01", "m"): entry("0"), ("02", "m"): entry("—"), ("03", "m"): typed})
    drafts.set_cells(*KEY, {("01", "m"): entry("1"), ("04", "m"): entry(None), ("05", "m"): None})
    assert drafts.load(*KEY).entries == {
        ("01", "m"): entry("1"),
        ("02", "m"): entry("—"),
        ("03", "m"): typed,
    }
    drafts.set_cells(*KEY, {("02", "m"): None})
    assert set(drafts.load(*KEY).entries) == {("01", "m"), ("03", "m")}


def test_an_edit_that_changes_nothing_leaves_no_trace_and_keeps_redo(drafts):
    drafts.set_cells(*KEY, {("01", "m"): entry("1")})
    drafts.set_cells(*KEY, {("01", "m"): entry("2")})
    drafts.undo(*KEY)
    drafts.set_cells(*KEY, {("01", "m"): entry("1"), ("09", "m"): None})
    assert drafts.next_actions(*KEY) == ("set_cells", "set_cells")
    assert len(drafts.journal(*KEY)) == 3


def test_undo_and_redo_say_what_changed(drafts):
    drafts.set_cells(*KEY, {("01", "m"): entry("1")})
    assert drafts.undo(*KEY) == (CellChanged("01", "m", entry("1"), None),)
    assert drafts.undo(*KEY) == ()
    assert drafts.redo(*KEY) == (CellChanged("01", "m", None, entry("1")),)
    assert drafts.redo(*KEY) == ()
    drafts.insert_lines(*KEY, [line(name="甲")])
    assert drafts.undo(*KEY) == (LinePlaced(1, 0, line(name="甲"), present=False),)


def test_a_new_edit_cuts_what_could_be_redone_but_the_journal_keeps_it(drafts):
    for text in "123":
        drafts.set_cells(*KEY, {("01", "m"): entry(text)})
    drafts.undo(*KEY)
    drafts.undo(*KEY)
    drafts.set_cells(*KEY, {("01", "m"): entry("9")})
    assert drafts.redo(*KEY) == ()
    journal = drafts.journal(*KEY)
    assert [found.action for found in journal] == ["open", *["set_cells"] * 4]
    assert [found.state for found in journal] == ["closed", "done", "cut", "cut", "done"]
    drafts.undo(*KEY)
    assert drafts.load(*KEY).entries["01", "m"] == entry("1")


def test_calls_of_one_group_are_one_step(drafts):
    (first,) = drafts.insert_lines(*KEY, [line(name="甲")])
    drafts.update_line(*KEY, first, line(name="乙"), group="paste 1")
    drafts.insert_lines(*KEY, [line(name="丙")], group="paste 1")
    drafts.insert_lines(*KEY, [line(name="丁")], group="paste 2")
    drafts.undo(*KEY)
    assert names(drafts) == ["乙", "丙"]
    drafts.undo(*KEY)
    assert names(drafts) == ["甲"]
    drafts.redo(*KEY)
    assert names(drafts) == ["乙", "丙"]
    drafts.redo(*KEY)
    assert names(drafts) == ["乙", "丙", "丁"]


def test_lines_go_in_at_any_place_and_keep_their_ids(drafts):
    first, second = drafts.insert_lines(*KEY, [line(name="a"), line(name="b")])
    drafts.insert_lines(*KEY, [line(name="c"), line(name="d")], after=first)
    drafts.insert_lines(*KEY, [line(name="e")], after=0)
    assert names(drafts) == ["e", "a", "c", "d", "b"]
    drafts.delete_lines(*KEY, [first, second])
    assert names(drafts) == ["e", "c", "d"]
    drafts.undo(*KEY)
    assert [found.line for found in drafts.load(*KEY).lines] == [5, first, 3, 4, second]


def test_many_lines_at_one_place_spread_the_others_when_there_is_no_room(drafts):
    first, _ = drafts.insert_lines(*KEY, [line(name="first"), line(name="last")])
    for n in range(60):
        drafts.insert_lines(*KEY, [line(name=str(n))], after=first)
    assert names(drafts) == ["first", *[str(n) for n in reversed(range(60))], "last"]
    for _ in range(60):
        drafts.undo(*KEY)
    assert names(drafts) == ["first", "last"]


def test_fields_are_set_cleared_and_taken_back(drafts):
    (one,) = drafts.insert_lines(*KEY, [line(name="a", jobs="1")])
    drafts.update_line(
        *KEY, one, {"name": None, "jobs": entry("2"), "kind": StoredEntry(typed="?", reason="CHOICE")}
    )
    (found,) = drafts.load(*KEY).lines
    assert found.values == {"jobs": entry("2"), "kind": StoredEntry(typed="?", reason="CHOICE")}
    drafts.undo(*KEY)
    assert drafts.load(*KEY).lines[0].values == line(name="a", jobs="1")
    drafts.update_line(*KEY, one, line(name="a"))
    assert drafts.next_actions(*KEY) == ("insert_lines", "update_lines")


def test_replacing_all_lines_is_one_step(drafts):
    drafts.insert_lines(*KEY, [line(name="a"), line(name="b")])
    assert drafts.replace_lines(*KEY, [line(name="c")]) == (3,)
    assert names(drafts) == ["c"]
    drafts.undo(*KEY)
    assert names(drafts) == ["a", "b"]


def test_explanations_cover_attachments_note_pack_and_base_are_journalled(drafts):
    said = Explanation(check="C-1", cell=("01", "m"), text="属实")
    drafts.set_explanation(*KEY, said)
    drafts.set_explanation(*KEY, Explanation(check="C-2", text="一"))
    drafts.remove_explanation(*KEY, "C-2")
    drafts.remove_explanation(*KEY, "C-9")
    drafts.set_cover(*KEY, Cover(head="某", phone="0891"))
    drafts.set_attachments(*KEY, [Attachment(name="a", sha256="ab", bytes=1, row=1, field="file")])
    drafts.set_note(*KEY, "note")
    drafts.set_pack(*KEY, "pack 2")
    drafts.set_base(*KEY, ["r"])
    full = drafts.load(*KEY)
    assert full.explanations == (said,)
    assert (full.cover.phone, full.attachments[0].field) == ("0891", "file")
    assert (full.note, full.pack, full.base) == ("note", "pack 2", ("r",))
    assert drafts.undo(*KEY) == (PartChanged("base", '["r"]', "[]"),)
    for _ in range(7):
        drafts.undo(*KEY)
    empty = drafts.load(*KEY)
    assert (empty.explanations, empty.cover, empty.attachments) == ((), Cover(), ())
    assert (empty.note, empty.pack, empty.base) == ("", "pack", ())
    for _ in range(8):
        drafts.redo(*KEY)
    assert drafts.load(*KEY) == full


def test_a_discarded_draft_is_gone_and_its_journal_stays(drafts):
    drafts.set_cells(*KEY, {("01", "m"): entry("1")})
    drafts.set_cells(*KEY, {("01", "m"): entry("2")})
    drafts.undo(*KEY)
    drafts.discard(*KEY, action="submit")
    assert drafts.load(*KEY) is None
    assert drafts.list() == ()
    journal = drafts.journal(*KEY)
    assert [found.action for found in journal] == ["open", "set_cells", "set_cells", "submit"]
    assert {found.state for found in journal} == {JournalState.CLOSED}
    drafts.open(*KEY, "pack")
    assert drafts.undo(*KEY) == ()
    assert drafts.load(*KEY).entries == {}


def test_drafts_are_listed_by_period_and_form(drafts):
    drafts.open("A", "2026-11", "p", base=("r",))
    drafts.open("A", "2026-10", "p")
    assert [(found.form, found.period, found.base) for found in drafts.list()] == [
        ("A", "2026-10", ()),
        ("SC-02", "2026-10", ()),
        ("A", "2026-11", ("r",)),
    ]


def test_what_is_not_there_is_no_silent_success(drafts):
    for call in (
        lambda: drafts.set_cells("none", "2026-10", {}),
        lambda: drafts.undo("none", "2026-10"),
        lambda: drafts.discard("none", "2026-10"),
        lambda: drafts.update_line(*KEY, 9, line(name="a")),
        lambda: drafts.delete_lines(*KEY, [9]),
        lambda: drafts.insert_lines(*KEY, [], after=9),
    ):
        with pytest.raises(LookupError):
            call()


def test_undo_survives_a_restart(path):
    with open_store(path, create=True, now=now) as store:
        store.drafts.open(*KEY, "pack")
        for text in "12":
            store.drafts.set_cells(*KEY, {("01", "m"): entry(text)})
        store.drafts.undo(*KEY)
    with open_store(path, now=now) as store:
        store.drafts.redo(*KEY)
        assert store.drafts.load(*KEY).entries["01", "m"] == entry("2")
        store.drafts.undo(*KEY)
        store.drafts.undo(*KEY)
        assert store.drafts.load(*KEY).entries == {}


texts = st.text(st.characters(codec="utf-8"), max_size=8)
entries = st.one_of(
    st.builds(StoredEntry, text=texts),
    st.builds(StoredEntry, typed=texts, reason=st.sampled_from(["NUMBER", "CHOICE"])),
)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.tuples(texts, texts), entries, max_size=6),
    st.lists(st.dictionaries(texts, entries, max_size=3), max_size=6),
)
def test_whatever_is_typed_comes_back(cells, lines):
    with TemporaryDirectory() as folder, open_store(Path(folder) / "s.db", create=True, now=now) as store:
        store.drafts.open(*KEY, "pack")
        store.drafts.set_cells(*KEY, cells)
        store.drafts.insert_lines(*KEY, lines)
        draft = store.drafts.load(*KEY)
        assert draft.entries == cells
        assert [found.values for found in draft.lines] == lines
        assert store.drafts.journal(*KEY)[-1].changes or not lines


def test_a_large_roster_is_pasted_loaded_and_edited_in_time(store):
    lines = [{f"f{j}": entry(f"值{i}-{j}") for j in range(20)} for i in range(5000)]
    store.drafts.open(*KEY, "pack")
    start = time.process_time()
    ids = store.drafts.insert_lines(*KEY, lines)
    pasted = time.process_time()
    assert len(store.drafts.load(*KEY).lines) == 5000
    loaded = time.process_time()
    store.drafts.update_line(*KEY, ids[2500], line(f3="9"))
    edited = time.process_time()
    assert store.drafts.load(*KEY).lines[2500].values["f3"] == entry("9")
    # goals are 2 s, 0.1 s and 2 ms; the machine of the tests is shared, hence the room
    assert pasted - start < 4
    assert loaded - pasted < 1
    assert edited - loaded < 0.2


def test_a_cell_changed_twice_in_one_step_is_undone_to_what_it_was(store):
    cell = ("01", "m")
    store.drafts.open(*KEY, "pack")
    for text in ("1", None, "2"):
        store.drafts.set_cells(*KEY, {cell: entry(text) if text else None}, group="one step")
    assert store.drafts.load(*KEY).entries[cell] == entry("2")
    store.drafts.undo(*KEY)
    assert store.drafts.load(*KEY).entries == {}
    store.drafts.redo(*KEY)
    assert store.drafts.load(*KEY).entries == {cell: entry("2")}
