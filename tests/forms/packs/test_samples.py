"""Scenarios: the golden one passes, and each change to it is told as the difference it makes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import resources
from forms.loader import load_pack
from forms.messages import Translator
from forms.packs.messages import SENTENCES
from forms.packs.scenarios import load_samples
from forms.packs.sites import Site
from forms.samples import check_pack, run_samples

MINIMAL = Path(__file__).parents[2] / "golden" / "packs" / "minimal"
ROSTER = """
id: roster
title: 名录重复
unit: T1
period: 2026-03
history:
  - {form: MY-02, period: 2025Q4, rows: [{name: 甲, uscc: "91540100MA00000239", heads: "5"}]}
reports:
  - form: MY-02
    rows:
      - {name: 甲, uscc: "91540100MA00000239", heads: "5", sold: "6"}
      - {name: null, uscc: "91540100MA00000239", heads: "一百"}
values:
  - {form: MY-02, cell: ["#1", heads], value: "5"}
expect:
  - {check: MY-02-1, level: error, cells: [["#1", uscc], ["#2", uscc]]}
  - {check: MY-02-2, level: hint, cells: [["#1", sold], ["#1", heads]]}
  - {check: MY-02-auto-key, level: error}
  - {check: MY-02-auto-required, level: error, cells: [["#2", name]]}
  - {check: MY-02-auto-entry, level: error, cells: [["#2", heads]]}
"""


def sampled(folder: Path, text: str, name: str = "s.yaml") -> Path:
    shutil.copytree(MINIMAL, folder)
    (folder / "samples" / name).write_text(text, encoding="utf-8")
    return folder


def clean(**changes: str) -> str:
    text = (MINIMAL / "samples" / "my-01-clean.yaml").read_text(encoding="utf-8")
    for old, new in {"id: my-01-clean": "id: s", **changes}.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_the_golden_pack_is_sound():
    report = check_pack(MINIMAL)
    assert report.ok
    assert [(sample.id, sample.differences) for sample in report.samples] == [("my-01-clean", ())]
    assert report.counts["forms"] == 3
    assert report.counts["cells"] == 28
    assert report.counts["samples"] == 1


def test_the_shipped_pack_gives_what_its_samples_say():
    report = check_pack(resources.path("packs", "shuangchuang"))
    assert report.problems == ()
    assert [p for sample in report.samples for p in sample.differences] == []
    assert report.counts["samples"] >= 36


def test_rosters_have_findings_by_line(tmp_path):
    report = check_pack(sampled(tmp_path / "p", ROSTER))
    assert report.problems == ()
    assert [p.params for sample in report.samples for p in sample.differences] == []


# what the scenario says instead | what is told
DIFFERENCES = [
    ({'value: "650"': 'value: "651"'}, ["E-SAMPLE-VALUE MY-01[03, m] 651 650"]),
    ({'value: "650"': "value: null"}, ["E-SAMPLE-VALUE MY-01[03, m] ∅ 650"]),
    ({'value: "15"': 'value: "15.0"'}, []),
    ({'cell: ["04", ytd]': 'cell: ["05", m]', 'value: "15"': 'value: "—"'}, []),
    ({'{m: "450"}': '{m: "1200"}', 'value: "650"': 'value: "-100"'}, [
        "E-SAMPLE-EXTRA MY-01-auto-part_of error [01, m] [02, m]",
        "E-SAMPLE-EXTRA MY-01-1 error [01, m] [02, m]",
    ]),
    ({'{m: "450"}': '{m: "1200"}', 'value: "650"': 'value: "-100"', "expect: []": "expect: []\npartial: yes"}, []),
    ({"expect: []": "expect: [{check: MY-01-2, level: warning}]"}, ["E-SAMPLE-MISSING MY-01-2 warning —"]),
    (
        {"expect: []": 'expect: [{check: MY-01-2, level: warning, cells: [["01", m]]}]'},
        ["E-SAMPLE-MISSING MY-01-2 warning [01, m]"],
    ),
    (
        {'{m: "1100"}': '{m: "9100"}', 'value: "650"': 'value: "8650"', "expect: []": "expect: [{check: MY-01-2, level: error}]"},
        ["E-SAMPLE-MISSING MY-01-2 error —", "E-SAMPLE-EXTRA MY-01-2 warning [01, m]"],
    ),
    ({'"04": {m: "10"}': '"04": {m: "10", ytd: "100"}', 'value: "15"': 'value: "105"'}, []),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "told"), DIFFERENCES)
def test_differences_are_told(tmp_path, changes, told):
    report = check_pack(sampled(tmp_path / "p", clean(**changes)))
    assert report.problems == ()
    found = next(sample for sample in report.samples if sample.id == "s").differences
    assert [
        " ".join([p.code, *(v for k, v in p.params.items() if k not in ("sample", "message"))]) for p in found
    ] == told
    assert {p.where for p in found} <= {"samples/s.yaml"}
    assert report.ok is (not told)
    for problem in found:
        assert "{" not in Translator("zh", SENTENCES).word(problem).message


# what stands in the sample | code | line
BROKEN = [
    ({"unit: T1": "unit: T9"}, "E-PACK-REF", 3),
    ({"period: 2026-02\n": "period: 2026-13\n"}, "E-PACK-VALUE", 4),
    ({"title: 存栏正常\n": ""}, "E-PACK-MISSING", 1),
    ({"expect: []": "expects: []"}, "E-PACK-KEY", 12),
    ({"form: MY-01, period: 2026-01,": "form: MY-01,"}, "E-PACK-MISSING", 6),
    ({"form: MY-01, period: 2026-01": "form: MY-01, period: 一月"}, "E-PACK-VALUE", 6),
    ({"- {form: MY-01, cells": "- {form: MY-11, cells"}, "E-PACK-REF", 8),
    ({'"06": {m: W1}': '"16": {m: W1}'}, "E-PACK-REF", 8),
    ({'"06": {m: W1}': '"06": {mm: W1}'}, "E-PACK-REF", 8),
    ({'cell: ["03", m]': 'cell: ["03"]'}, "E-PACK-VALUE", 10),
    ({'cell: ["03", m]': 'cell: ["33", m]'}, "E-PACK-REF", 10),
    ({"expect: []": "expect: [{check: MY-01-22, level: error}]"}, "E-PACK-REF", 12),
    ({"expect: []": "expect: [{check: MY-01-2, level: fatal}]"}, "E-PACK-VALUE", 12),
    ({"expect: []": 'expect: [{check: MY-01-2, level: error, cells: ["01", m]}]'}, "E-PACK-VALUE", 12),
    ({"id: s\n": "id: my-01-clean\n"}, "E-PACK-DUPLICATE", 1),
]


@pytest.mark.parametrize(("changes", "code", "line"), BROKEN)
def test_broken_samples_are_told_by_line_and_not_run(tmp_path, changes, code, line):
    report = check_pack(sampled(tmp_path / "p", _edit(changes)))
    assert [(p.code, p.where) for p in report.problems] == [(code, f"samples/s.yaml:{line}")]
    assert [sample.id for sample in report.samples] == ["my-01-clean"]


def _edit(changes: dict[str, str]) -> str:
    text = clean()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_a_broken_pack_runs_no_samples(tmp_path):
    folder = sampled(tmp_path / "p", clean())
    (folder / "units.csv").write_text("code,nam\n", encoding="utf-8")
    report = check_pack(folder)
    assert next((p.code, p.where) for p in report.problems) == ("E-PACK-KEY", "units.csv:1")
    assert report.pack is None
    assert not report.ok
    assert report.samples == ()


def test_no_samples_are_no_work():
    assert list(run_samples(load_pack(MINIMAL), {})) == []
    assert load_samples(load_pack(MINIMAL), (), Site()) == {}
