"""What changed between two packs, as a table of edits of the golden pack, and as a property."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from forms.diff import Change, diff_packs
from forms.loader import load_pack, pack_json
from tests.forms.packs.generators import packs
from tests.forms.packs.test_broken import F1, F2, F3, L, P, T, U, broken_pack

MINIMAL = Path(__file__).parents[2] / "golden" / "packs" / "minimal"

# file | instead of | stands | kind part owner.id key: old → new
EDITS = [
    (F1, "title: 出栏,", "title: 出售,", ["changed row MY-01.04 title: 出栏 → 出售"]),
    (F1, "decimals: 2", "decimals: 4", ["changed row MY-01.05 decimals: 2 → 4"]),
    (F1, "min: 0, required: true", "min: 0.0, required: true", ["changed row MY-01.01 min: 0 → 0.0"]),
    (F1, "units: [T1, T4]", "units: [T1]", ["changed row MY-01.06 units: T1；T4 → T1"]),
    (F1, "applies: {ytd: no}, basis", "applies: {ytd: no, ly: no}, basis", ["changed row MY-01.01 applies: ytd: no → ly: no；ytd: no"]),
    (F1, "level: warning", "level: hint", ["changed check MY-01.MY-01-2 level: warning → hint"]),
    (F1, '"[01, m] - [02, m]"', '"[01, m] - [02, m] - 0"', ["changed calculation MY-01.[03, m] formula: [01, m] - [02, m] → [01, m] - [02, m] - 0"]),
    (F2, "title: 畜种", "title: 牲畜种类", ["changed field MY-02.species title: 畜种 → 牲畜种类"]),
    (F2, "  - {id: since, title: 建场日期, type: date}\n", "", ["dropped field MY-02.since None: 建场日期 → "]),
    (F3, "calculations:", '  - {id: "3", title: 人工草场, nature: stock}\ncalculations:', ["added row MY-03.3 None:  → 人工草场"]),
    (L, "title: 雪灾", "title: 大雪", ["changed choice weather.W2 title: 雪灾 → 大雪"]),
    (L, "山羊]", "山羊, 马]", ["added choice species.马 None:  → 马"]),
    (L, "weather:", "sky: [晴]\nweather:", ["added list None.sky None:  → 晴"]),
    (U, "P2,西牧场,西牧,pasture,T3,,yes,,,\n", "", ["dropped unit None.P2 None: 西牧场 → "]),
    (U, "T1,C1,yes", "T1,,yes", ["changed unit None.P1 reports_to: C1 → "]),
    (T, "52000", "53000", ["changed target None.G-1 target: 52000 → 53000"]),
    (P, 'version: "1.0"', 'version: "1.1"', ["changed pack None.muye version: 1.0 → 1.1"]),
    (P, "due: {month: 5,", "due: {month: 6,", ["changed pack None.muye due: month: 5；quarter: 10；year: 31 → month: 6；quarter: 10；year: 31"]),
    (P, "clause: 第四条", "clause: 第五条", ["changed pack None.muye basis: 农牧发〔2025〕3号 第四条 → 农牧发〔2025〕3号 第五条"]),
    (P, "level: warning", "level: error", ["changed node_check None.MY-N-1 level: warning → error"]),
    (P, "[MY-01, MY-02, MY-03]", "[MY-02, MY-01, MY-03]", ["moved form None. None: MY-01；MY-02；MY-03 → MY-02；MY-01；MY-03"]),
]  # fmt: skip


def shown(change: Change) -> str:
    return f"{change.kind} {change.part} {change.owner}.{change.id} {change.key}: {change.old} → {change.new}"


@pytest.mark.parametrize(("file", "old", "new", "expected"), EDITS)
def test_each_edit_is_told(tmp_path, file, old, new, expected):
    changed = load_pack(broken_pack(tmp_path / "pack", file, old, new))
    assert [shown(change) for change in diff_packs(load_pack(MINIMAL), changed)] == expected


def test_a_renamed_row_is_the_same_row(tmp_path):
    folder = broken_pack(tmp_path / "pack", F1, '{id: "04", title: 出栏', '{id: "04.1", title: 出栏数')
    text = (folder / P).read_text(encoding="utf-8")
    (folder / P).write_text(
        text.replace("notes:", 'renamed: {"MY-01[04]": "MY-01[04.1]"}\nnotes:'), encoding="utf-8"
    )
    assert [shown(change) for change in diff_packs(load_pack(MINIMAL), load_pack(folder))] == [
        "changed pack None.muye renamed:  → MY-01[04]: MY-01[04.1]",
        "renamed row MY-01.04.1 None: 04 → 04.1",
        "changed row MY-01.04.1 title: 出栏 → 出栏数",
    ]


def test_rows_that_were_renumbered_are_renamed_and_the_first_is_new(tmp_path):
    text = (MINIMAL / F3).read_text(encoding="utf-8")
    one = text.index('  - {id: "1"')
    two = text.index("calculations:")
    moved = (
        text[one:two]
        .replace('"2"', '"3"')
        .replace('id: "1"', 'id: "2"')
        .replace('part_of: "1"', 'part_of: "2"')
    )
    added = '  - {id: "1", title: 草场总面积, nature: stock, decimals: 1}\n'
    folder = broken_pack(tmp_path / "pack", F3, text[one:], added + moved)
    pack = (folder / P).read_text(encoding="utf-8")
    renamed = 'renamed: {"MY-03[1]": "MY-03[2]", "MY-03[2]": "MY-03[3]"}\nnotes:'
    (folder / P).write_text(pack.replace("notes:", renamed), encoding="utf-8")
    told = [c for c in diff_packs(load_pack(MINIMAL), load_pack(folder)) if c.part == "row"]
    assert [shown(change) for change in told] == [
        "added row MY-03.1 None:  → 草场总面积",
        "renamed row MY-03.2 None: 1 → 2",
        "renamed row MY-03.3 None: 2 → 3",
        "changed row MY-03.3 part_of: 1 → 2",
    ]
    assert diff_packs(load_pack(folder), load_pack(folder)) == ()


def test_a_renamed_form_keeps_its_rows(tmp_path):
    folder = broken_pack(tmp_path / "pack", P, "[MY-01, MY-02, MY-03]", "[MY-01, MY-02, MY-30]")
    (folder / F3).rename(folder / "forms/MY-30.yaml")
    for file, old, new in (
        (P, "notes:", "renamed: {MY-03: MY-30}\nnotes:"),
        ("forms/MY-30.yaml", "id: MY-03\n", "id: MY-30\n"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    assert [shown(change) for change in diff_packs(load_pack(MINIMAL), load_pack(folder))] == [
        "changed pack None.muye renamed:  → MY-03: MY-30",
        "renamed form None.MY-30 None: MY-03 → MY-30",
    ]


@given(packs(), packs())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_changes_mean_equal_packs(first, second):
    assert diff_packs(first, first) == ()
    assert (diff_packs(first, second) == ()) == (pack_json(first) == pack_json(second))
