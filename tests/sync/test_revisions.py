"""Revisions: one state, one byte sequence, one name."""

from __future__ import annotations

import json

import msgspec
import pytest
from builders import KEY, id_of, revision
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import YuebaoError
from forms.report import Content, Cover, Explanation
from sync import revisions
from sync.revisions import RevisionKind

texts = st.one_of(st.none(), st.sampled_from(["0", "1", "12.50", "—", "有", ""]))
cells = st.dictionaries(
    st.sampled_from(["01", "02"]), st.dictionaries(st.sampled_from("mn"), texts, max_size=2), max_size=2
)


@given(cells, st.integers(1, 9), st.sampled_from(RevisionKind))
def test_round_trip(given_cells, n, kind) -> None:
    parents = (("b" * 64),) if kind is RevisionKind.RESOLVE else ()
    made = revision(given_cells, n=n, kind=kind, parents=parents)
    data = revisions.encode(made)
    assert revisions.decode(data) == made
    assert revisions.revision_id(data) == id_of(made)


def test_the_fields_are_those_of_the_document() -> None:
    fields = "type unit form pack period origin n parents kind cells rows explanations cover attachments"
    written = json.loads(revisions.encode(revision({"01": {"m": "1"}})))
    assert set(written) == {*fields.split(), "author", "saved_at", "app"}


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d | {"more": 1},
        lambda d: {k: v for k, v in d.items() if k != "cover"},
        lambda d: d | {"type": "event"},
        lambda d: d | {"kind": "delete"},
        lambda d: d | {"parents": ["b" * 64, "a" * 64]},
        lambda d: d | {"parents": ["a" * 64, "a" * 64]},
        lambda d: d | {"parents": ["A" * 64]},
        lambda d: d | {"kind": "resolve"},
        lambda d: d | {"n": -1},
        lambda d: d | {"n": 1.5},
        lambda d: d | {"cells": {"01": {"m": 5}}},
        lambda d: d | {"origin": "../x"},
        lambda d: d | {"extensions": {}},
    ],
)
def test_anything_else_is_refused(change) -> None:
    good = json.loads(revisions.encode(revision({"01": {"m": "1"}})))
    with pytest.raises(YuebaoError) as refused:
        revisions.decode(msgspec.json.encode(change(good), order="sorted"))
    assert refused.value.code == "E-SCHEMA"


def test_what_a_newer_program_adds_is_kept() -> None:
    newer = json.loads(revisions.encode(revision())) | {"extensions": {"mood": "good"}}
    data = msgspec.json.encode(newer, order="sorted")
    assert revisions.encode(revisions.decode(data)) == data


def test_a_withdrawal_carries_no_figures_but_says_who() -> None:
    content = Content(
        cells={"01": {"m": "1"}},
        cover=Cover(preparer="次仁"),
        explanations=(Explanation(check="c", text="t"),),
    )
    taken_back = revision(content=content, kind=RevisionKind.WITHDRAW)
    assert taken_back.content == Content(cover=Cover(preparer="次仁"))
    assert taken_back.key == KEY
