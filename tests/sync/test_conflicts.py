"""Rivals against their base: what is the same, what is suggested, what is a conflict."""

from __future__ import annotations

import pytest
from builders import revision
from hypothesis import given
from hypothesis import strategies as st

from forms.report import Attachment, Content, Cover, Explanation
from sync import conflicts
from sync.conflicts import Place
from sync.revisions import RevisionKind

M = Place("cell", "01", "m")


def one(text: str | None) -> Content:
    return Content(cells={"01": {"m": text}})


@pytest.mark.parametrize(
    ("base", "a", "b", "suggestion"),
    [
        ("1", "1", "1", "same"),
        ("1", "2", "2", "same"),
        ("1", "1", "2", "b"),
        ("1", "2", "1", "a"),
        ("1", "2", "3", None),
        (None, "0", None, "a"),
        ("0", None, "—", None),
        ("1", None, "1", "a"),
        ("—", "—", "0", "b"),
    ],
)
def test_three_way(base, a, b, suggestion) -> None:
    found = conflicts.differences({"a": one(a), "b": one(b)}, [one(base)])
    if suggestion == "same":
        assert found == ()
        return
    (difference,) = found
    assert (difference.place, difference.base, difference.suggestion) == (M, base, suggestion)
    assert difference.values == {"a": a, "b": b}
    assert difference.conflicting == (suggestion is None)


def test_without_a_base_every_difference_is_a_conflict() -> None:
    (difference,) = conflicts.differences({"a": one("1"), "b": one(None)}, [])
    assert difference.conflicting


def test_crossed_bases_suggest_only_where_they_agree() -> None:
    left = Content(cells={"01": {"m": "1", "n": "1"}})
    right = Content(cells={"01": {"m": "1", "n": "2"}})
    a = Content(cells={"01": {"m": "5", "n": "1"}})
    b = Content(cells={"01": {"m": "1", "n": "2"}})
    by_column = {d.place.column: d for d in conflicts.differences({"a": a, "b": b}, [left, right])}
    assert by_column["m"].suggestion == "a"
    assert by_column["n"].conflicting


def test_three_heads_where_one_changed() -> None:
    sides = {"a": one("1"), "b": one("1"), "c": one("7")}
    (difference,) = conflicts.differences(sides, [one("1")])
    assert difference.suggestion == "c"


LINES = ({"name": "甲", "jobs": "1"}, {"name": "乙", "jobs": "2"})


def roster(*lines) -> Content:
    return Content(rows=tuple(lines))


def test_roster_lines_match_by_key_whatever_their_order() -> None:
    turned = roster(*reversed(LINES))
    assert conflicts.differences({"a": roster(*LINES), "b": turned}, [], ("name",)) == ()


def test_a_changed_field_an_added_and_a_deleted_line() -> None:
    base = roster(*LINES)
    a = roster({"name": "甲", "jobs": "5"}, LINES[1])
    b = roster(LINES[0], {"name": "丙", "jobs": "3"})
    found = {d.place: d for d in conflicts.differences({"a": a, "b": b}, [base], ("name",))}
    assert found[Place("line", "甲", "jobs")].suggestion == "a"
    assert found[Place("line", "丙", "")].suggestion == "b"
    assert found[Place("line", "乙", "")].suggestion == "b"
    assert not any(d.conflicting for d in found.values())


def test_lines_whose_key_repeats_are_told_apart() -> None:
    twice = roster(LINES[0], {"name": "甲", "jobs": "9"})
    names = [name for name, _ in conflicts.named_lines(twice.rows, ("name",))]
    assert names == ["甲", "甲#2"]


def test_explanations_cover_and_attachments_differ_too() -> None:
    said = Explanation(check="c1", cell=("01", "m"), text="因为")
    a = Content(explanations=(said,), cover=Cover(head="a"))
    b = Content(attachments=(Attachment(name="x.pdf", sha256="e" * 64, bytes=1),))
    parts = {d.place.part for d in conflicts.differences({"a": a, "b": b}, [Content()])}
    assert parts == {"explanation", "cover", "attachment"}


contents = st.dictionaries(
    st.sampled_from(["01", "02"]),
    st.dictionaries(st.sampled_from("mn"), st.sampled_from([None, "0", "1", "—"]), max_size=2),
).map(lambda cells: Content(cells=cells))


@given(contents, contents, contents)
def test_the_diff_does_not_know_sides(base, a, b) -> None:
    one_way = {d.place: d for d in conflicts.differences({"a": a, "b": b}, [base])}
    other = {d.place: d for d in conflicts.differences({"b": b, "a": a}, [base])}
    assert one_way == other
    swapped = {d.place for d in conflicts.differences({"a": b, "b": a}, [base])}
    assert swapped == set(one_way)


@given(contents, contents)
def test_a_side_that_equals_the_base_is_never_a_conflict(base, b) -> None:
    found = conflicts.differences({"a": base, "b": b}, [base])
    assert not any(d.conflicting for d in found)


def test_agreement_is_about_content_not_authors() -> None:
    cells = {"01": {"m": "1"}}
    assert conflicts.agree([revision(cells), revision(cells, origin="b2", n=7)])
    assert not conflicts.agree([revision(cells), revision({"01": {"m": "2"}})])
    assert not conflicts.agree([revision({}), revision({}, kind=RevisionKind.WITHDRAW)])


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (None, one("1"), 1),
        (None, one(None), 0),
        (one("1"), one("1"), 0),
        (one("1"), one(None), 1),
        (one(None), Content(), 0),
        (one("1"), Content(cells={"01": {"m": "2", "n": "3"}}), 2),
        (roster(*LINES), roster(LINES[0]), 2),
        (None, roster(*LINES), 4),
        (roster(*LINES), roster(*reversed(LINES)), 0),
    ],
)
def test_changed_cells(before, after, changed) -> None:
    assert conflicts.changed_places(before, after, ("name",)) == changed
