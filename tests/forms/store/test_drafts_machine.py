"""Drafts against a plain list of states: whatever is done, undone, redone, or restarted in between."""

import datetime as dt
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from forms.report import Explanation
from forms.store import StoredEntry, open_store

KEY = ("F", "2026-10")


def now():
    return dt.datetime(2026, 11, 3, tzinfo=dt.UTC)


def entry(number):
    return StoredEntry(text=str(number))


class DraftMachine(RuleBasedStateMachine):
    """`states` are all states of the oracle, `at` the present one; a step of undo goes one back."""

    lines = Bundle("lines")

    def __init__(self):
        super().__init__()
        self.path = Path(mkdtemp()) / "yuebao.db"
        self.store = open_store(self.path, create=True, now=now)
        self.store.drafts.open(*KEY, "pack")
        self.states = [({}, (), {}, "")]
        self.at = 0
        self.edits = 0

    @property
    def state(self):
        return self.states[self.at]

    def step(self, new):
        if new != self.state:
            self.states = [*self.states[: self.at + 1], new]
            self.at += 1

    @rule(cells=st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 3), min_size=1))
    def set_cells(self, cells):
        changes = {(row, "m"): None if n is None else entry(n) for row, n in cells.items()}
        self.store.drafts.set_cells(*KEY, changes)
        kept, *rest = self.state
        merged = {**kept, **cells}
        self.step(({row: n for row, n in merged.items() if n is not None}, *rest))

    @rule(target=lines, numbers=st.lists(st.integers(0, 9), min_size=1, max_size=3), place=st.integers(0, 9))
    def insert(self, numbers, place):
        cells, lines, *rest = self.state
        place = min(place, len(lines))
        after = lines[place - 1][0] if place else 0
        ids = self.store.drafts.insert_lines(*KEY, [{"n": entry(n)} for n in numbers], after=after)
        fresh = tuple(zip(ids, numbers, strict=True))
        self.step((cells, lines[:place] + fresh + lines[place:], *rest))
        return ids[0]

    @precondition(lambda self: self.state[1])
    @rule(chosen=st.data())
    def delete(self, chosen):
        cells, lines, *rest = self.state
        gone = chosen.draw(st.sets(st.sampled_from([found for found, _ in lines]), min_size=1))
        self.store.drafts.delete_lines(*KEY, sorted(gone))
        self.step((cells, tuple(found for found in lines if found[0] not in gone), *rest))

    @precondition(lambda self: self.state[1])
    @rule(chosen=st.data(), number=st.integers(0, 3))
    def update(self, chosen, number):
        cells, lines, *rest = self.state
        one = chosen.draw(st.sampled_from([found for found, _ in lines]))
        self.store.drafts.update_line(*KEY, one, {"n": entry(number)})
        self.step((cells, tuple((found, number if found == one else n) for found, n in lines), *rest))

    @rule(numbers=st.lists(st.integers(0, 9), max_size=3))
    def replace(self, numbers):
        cells, _, *rest = self.state
        ids = self.store.drafts.replace_lines(*KEY, [{"n": entry(n)} for n in numbers])
        self.step((cells, tuple(zip(ids, numbers, strict=True)), *rest))

    @rule(check=st.sampled_from("xy"), text=st.none() | st.sampled_from("12"))
    def explain(self, check, text):
        cells, lines, said, note = self.state
        if text is None:
            self.store.drafts.remove_explanation(*KEY, check)
        else:
            self.store.drafts.set_explanation(*KEY, Explanation(check=check, text=text))
        kept = {name: found for name, found in {**said, check: text}.items() if found is not None}
        self.step((cells, lines, kept, note))

    @rule(note=st.sampled_from(["", "n", "m"]), number=st.integers(0, 3))
    def group(self, note, number):
        self.edits += 1
        group = f"g{self.edits}"
        cells, lines, said, _ = self.state
        self.store.drafts.set_note(*KEY, note, group=group)
        self.store.drafts.set_cells(*KEY, {("a", "m"): entry(number)}, group=group)
        self.step(({**cells, "a": number}, lines, said, note))

    @rule()
    def undo(self):
        changed = self.store.drafts.undo(*KEY)
        assert bool(changed) == (self.at > 0)
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self):
        changed = self.store.drafts.redo(*KEY)
        assert bool(changed) == (self.at < len(self.states) - 1)
        self.at = min(len(self.states) - 1, self.at + 1)

    @rule()
    def restart(self):
        self.store.close()
        self.store = open_store(self.path, now=now)

    @invariant()
    def same(self):
        draft = self.store.drafts.load(*KEY)
        cells = {row: int(found.text) for (row, _), found in draft.entries.items()}
        lines = tuple((found.line, int(found.values["n"].text)) for found in draft.lines)
        said = {found.check: found.text for found in draft.explanations}
        assert (cells, lines, said, draft.note) == self.state

    def teardown(self):
        journal = self.store.drafts.journal(*KEY)
        assert [found.id for found in journal] == list(range(1, len(journal) + 1))
        self.store.close()
        rmtree(self.path.parent)


TestDrafts = DraftMachine.TestCase
TestDrafts.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
