"""A roster read again after an edit is the roster read from the start, whatever was done to its lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forms.store import Draft, StoredEntry
from forms.store.draft_rows import DraftLine
from forms.values import Invalid
from sync.office.inputs import draft_inputs, draft_lines
from tests.forms.engine_pack import INDEX

FORM = INDEX.forms["R"]
ENTRIES = st.sampled_from(["甲", "5", "1.5"]).map(lambda text: StoredEntry(text=text)) | st.just(
    StoredEntry(typed="?", reason="NUMBER")
)
LINES = st.lists(
    st.builds(
        DraftLine,
        line=st.integers(1, 6),
        values=st.dictionaries(st.sampled_from(list(FORM.field_specs)), ENTRIES, max_size=3),
    ),
    max_size=6,
    unique_by=lambda line: line.line,
).map(tuple)


def draft(lines):
    return Draft(form="R", period="2026-10", pack="p", lines=lines, opened_at="", changed_at="")


@given(LINES, LINES)
def test_lines_read_again_are_lines_read_anew(before, after):
    old, new = draft(before), draft(after)
    again = draft_lines(FORM, new, old, draft_lines(FORM, old))
    assert again == draft_lines(FORM, new)
    figures = draft_inputs(FORM, new, again).lines
    assert [len(line) for line in figures] == [len(FORM.field_specs)] * len(after)
    assert not any(isinstance(figure, Invalid) for line in figures for figure in line)
