"""Differences of packs as lines, in both languages."""

from __future__ import annotations

import pytest

from forms.change_words import _LINES, _PARTS, change_line
from forms.definition import PackDef
from forms.diff import _ELSEWHERE, Change, ChangeKind, Part
from forms.messages import Translator
from forms.packs.sheets import heading

LINES = [
    (
        Change(kind=ChangeKind.ADDED, part=Part.ROW, id="02.17", owner="SC-02", new="开放日"),
        "SC-02 新增行 02.17：开放日",
        "SC-02 new row 02.17: 开放日",
    ),
    (
        Change(kind=ChangeKind.DROPPED, part=Part.CHOICE, id="W2", owner="weather", old="雪灾"),
        "weather 取消字典项 W2：雪灾",
        "weather dropped list entry W2: 雪灾",
    ),
    (
        Change(kind=ChangeKind.RENAMED, part=Part.ROW, id="02.6", owner="SC-02", old="02.06", new="02.6"),
        "SC-02 行改名：02.06 → 02.6",
        "SC-02 row renamed: 02.06 → 02.6",
    ),
    (
        Change(kind=ChangeKind.CHANGED, part=Part.TARGET, id="G-1", key="clause", old="", new="二"),
        "指标目标 G-1 的条款：（无） → 二",
        "sourced target G-1, clause: (nothing) → 二",
    ),
    (
        Change(kind=ChangeKind.MOVED, part=Part.FORM, id="", old="A；B", new="B；A"),
        "报表的顺序：A；B → B；A",
        "order of form: A；B → B；A",
    ),
]


@pytest.mark.parametrize(("change", "zh", "en"), LINES, ids=[str(change.kind) for change, *_ in LINES])
def test_lines(change, zh, en):
    assert change_line(change, Translator("zh")) == zh
    assert change_line(change, Translator("en")) == en


def test_every_kind_and_part_has_its_chinese():
    assert (set(_LINES), set(_PARTS)) == (set(ChangeKind), set(Part))
    chinese = Translator("zh")
    for text in (*_LINES.values(), *_PARTS.values()):
        assert chinese.text(text) != text


def test_every_fact_of_the_cover_has_its_chinese():
    for key in set(PackDef.__struct_fields__) - set(_ELSEWHERE):
        line = change_line(Change(kind=ChangeKind.CHANGED, part=Part.PACK, id="p", key=key), Translator("zh"))
        assert line == f"报表制度 p 的{heading(key).split()[0]}：（无） → （无）"
        assert key not in line
