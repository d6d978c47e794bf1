"""What commands say to people: tables that read as forms, in both languages."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import docx
import pytest

from tests.e2e.shell import COMMAND, ROOT

OCTOBER = ("--period", "2026-10")
LIVESTOCK = ("--form", "MY-01", *OCTOBER)
HOUSEHOLDS = ("--form", "MY-02", "--period", "2026Q3")


def lines(said: str) -> list[str]:
    """The lines of what was said, tables without their frames: cells parted by one bar."""
    plain = (re.sub(r"[━─┏┓┗┛┡┩└┘├┤┬┴┼╇╈┳]+", "", line) for line in said.splitlines())
    cells = (re.sub(r"\s*[│┃]\s*", "|", line).strip("| ") for line in plain)
    return [line for line in cells if line]


@pytest.mark.parametrize(
    ("lang", "head", "first", "closing"),
    [
        ("zh", "代码|单位|MY-01|迟报天数|缺号", "T1|河谷乡|已接收", "4 家应报，1 家已报，缺：草原镇、雪山镇、东牧场"),
        ("en", "code|unit|MY-01|days late|gaps", "T1|河谷乡|received",
         "4 units owe a report, 1 reported; missing: 草原镇、雪山镇、东牧场"),
    ],
)  # fmt: skip
def test_who_reported(county, lang, head, first, closing):
    said = lines(county.say("matrix", *OCTOBER, workspace="region", lang=lang))
    assert said[1:3] == [head, first]
    assert said[-1] == closing


@pytest.mark.parametrize(
    ("lang", "title", "closing"),
    [
        ("zh", "MY-01 牲畜存栏出栏情况  2026-10", "3 家应报，1 家已汇总，缺：草原镇、雪山镇"),
        ("en", "MY-01 Livestock on hand and sold  2026-10", "3 units owe this form, 1 are counted; missing: 草原镇、雪山镇"),
    ],
)  # fmt: skip
def test_totals(county, lang, title, closing):
    said = lines(county.say("summary", *OCTOBER, workspace="region", lang=lang))
    assert (said[0], said[-1]) == (title, closing)
    assert "04|出栏|12|24||—" in said
    chosen = lines(county.say("summary", *OCTOBER, "--columns", "ytd", workspace="region", lang=lang))
    assert "04|出栏|24" in chosen


def test_totals_of_a_roster_count_its_lines(county):
    said = lines(county.say("summary", "--period", "2026Q3", "--form", "MY-02", workspace="region"))
    assert said == ["MY-02 规模养殖户名录: 0 行", "3 家应报，0 家已汇总，缺：河谷乡、草原镇、雪山镇"]


@pytest.mark.parametrize(
    ("lang", "verdict"),
    [("zh", "G-3|草场质量明显提高|农牧发〔2025〕3号 第九条|(2027)|||76.7|未设指标"),
     ("en", "G-2|年末存栏|县政发〔2025〕7号 二|=50000 (2026)|120|0.2|91.7|behind")],
)  # fmt: skip
def test_targets_with_their_sources(county, lang, verdict):
    assert verdict in lines(county.say("targets", *OCTOBER, workspace="region", lang=lang))


@pytest.mark.parametrize(
    ("lang", "title", "figures"),
    [
        ("zh", "MY-01 牲畜存栏出栏情况  T1  2026-10  [已上报]", "01|期末存栏|120|—"),
        ("en", "MY-01 Livestock on hand and sold  T1  2026-10  [submitted]", "01|期末存栏|120|—"),
    ],
)
def test_a_report_is_shown_as_its_form_with_its_status(county, lang, title, figures):
    said = lines(county.say("show", *LIVESTOCK, workspace="T1", lang=lang))
    assert said[0] == title
    assert figures in said


def test_a_roster_is_shown_line_by_line(county):
    said = lines(county.say("show", *HOUSEHOLDS, workspace="T1"))
    assert said[1:] == [
        "#|户名|统一社会信用代码|畜种|存栏|出栏|建场日期",
        "1|甲|91540100MA0000020P|牦牛|10|12",
    ]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["[提示] MY-02-2 第 1 行：出栏大于存栏，请核对：出栏 12 应小于或等于 存栏 10，相差 2", "错误 0，核实 0，提示 2"]),
        ("en", ["[hint] MY-02-2 Line 1: 出栏大于存栏，请核对: 出栏 12 should be at most 存栏 10, difference 2",
                "Errors 0, warnings 0, hints 2"]),
    ],
)  # fmt: skip
def test_findings_are_sentences(county, lang, expected):
    assert lines(county.say("check", "--period", "2026Q3", workspace="T1", lang=lang))[-2:] == expected


def test_statuses_of_all_that_was_begun(county):
    said = lines(county.say("status", workspace="T1"))
    assert said[0] == "报表|报告期|状态|已填|错误|待说明|截止日"
    assert {line.rsplit("|", 4)[0] for line in said[1:]} == {
        "MY-01|2026-10|已上报", "MY-01|2026-09|已上报", "MY-02|2026Q3|审核通过",
    }  # fmt: skip


def test_where_a_figure_came_from(county):
    (said,) = county.say("history", "--unit", "T1", *LIVESTOCK, workspace="region").splitlines()
    assert re.fullmatch(
        r"\* [0-9a-f]{16} submit 2026-11-03T09:00:00\+00:00 .*T1-2026-10-\w+-2\.ybz ← [0-9a-f]{12}", said
    )
    shown = lines(county.say("show", "--unit", "T1", *LIVESTOCK, workspace="region"))
    assert "03|其他牲畜|40|—||—" in shown


def test_what_is_not_understood_and_what_was_converted_is_told(own):
    file = own.write(
        "odd.json",
        {"form": "MY-01", "period": "2026-12", "cells": {"01": {"m": "12O"}, "05": {"m": "0.1亿元"}}},
    )
    said = own.say("fill", "--form", "MY-01", "--period", "2026-12", "--from", file, workspace="T1", code=1)
    assert "[01, m]" in said
    assert "“12O”" in said
    assert "“0.1亿元”" in said
    assert "万元" in said


def test_a_submission_that_may_not_leave_lists_what_stands_in_its_way(own):
    own("set", "--form", "MY-01", "--period", "2026-11", "01,m=10", "02,m=11", workspace="T1")
    said = own.say("submit", "--period", "2026-11", "--to", "stick", workspace="T1", code=1)
    assert "MY-01-1" in said
    assert "[E-CHECKS]" in said


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("现行 1 已有 2", "收到报表 6 = 现行 1 + 已被取代 0 + 冲突 0 + 已有 5 + 拒收 0")),
        (
            "en",
            (
                "current 1 known 2",
                "Reports in 6 = current 1 + superseded 0 + conflict 0 + known 5 + refused 0",
            ),
        ),
    ],
)
def test_what_came_in_is_a_table_that_adds_up(own, lang, words):
    own("set", "--form", "MY-01", "--period", "2026-11", "01,m=120", "02,m=80", "04,m=1", workspace="T1")
    own("submit", "--period", "2026-11", "--to", "stick", workspace="T1")
    (own.folder / "stick" / "noise.ybz").write_bytes(b"noise")
    said = own.say("import", "stick", "--dry-run", workspace="region", lang=lang, code=1)
    assert [word for word in words if word not in said] == [], said
    assert "E-NOT-A-BUNDLE" in said
    assert ("未保存任何内容" if lang == "zh" else "Nothing was kept") in said


def test_square_brackets_are_text(own):
    """Rich's markup is nobody's business: what a clerk types and how a file is called is shown as it is."""
    (own.folder / "[").mkdir()
    file = own.write(
        "[/x].json", {"form": "MY-02", "period": "2026Q3", "rows": [{"name": "[/bold]甲[red]", "uscc": "N1"}]}
    )
    own("fill", *HOUSEHOLDS, "--from", file, workspace="T1")
    assert "[/bold]甲[red]" in own.say("show", *HOUSEHOLDS, workspace="T1")
    bundle = own("submit", "--period", "2026Q3", "--to", "stick", workspace="T1").result["file"]
    shutil.copy(bundle, own.folder / "[/b].ybz")
    assert "[/b].ybz" in own.say("import", "[/b].ybz", workspace="region")


def test_a_reader_who_has_enough_is_no_failure():
    """`yuebao --json … | head -c 1`."""
    words = [COMMAND, "--json", "pack", "show", "shuangchuang"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_the_package_is_a_program_too():
    """Where no script was installed: `python -m sync`."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "sync", "--json", "version"]
    done = subprocess.run(words, capture_output=True, env=surroundings, check=True)
    assert json.loads(done.stdout)["result"]["version"].startswith("yuebao/")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "docx", "pdf", "parquet"])
def test_totals_as_files_of_every_kind(county, tmp_path, kind):
    out = tmp_path / f"total.{kind}"
    county("summary", *OCTOBER, "--out", out, workspace="region")
    starts = {"xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF-", "parquet": b"PAR1", "csv": b"\xef\xbb\xbf"}
    assert out.read_bytes().startswith(starts[kind])


def test_a_file_that_cannot_be_written_is_said(county, tmp_path):
    (tmp_path / "a file").write_bytes(b"")
    for kind in ("xlsx", "csv", "pdf"):
        out = tmp_path / "a file" / f"total.{kind}"
        assert county("summary", *OCTOBER, "--out", out, workspace="region", code=4).codes == ["E-DISK"]
    assert county("verify", tmp_path, code=2).codes == ["E-USAGE"]


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        ("zh", ["一、报送情况", "二、主要目标进展", "三、主要指标走势", "四、数据说明"]),
        ("en", ["1. Reporting", "2. Progress towards the main targets", "3. Key indicators over time", "4. About the figures"]),
    ],
)  # fmt: skip
def test_the_brief_has_only_sections_of_which_the_pack_has_forms(county, tmp_path, lang, heads):
    out = tmp_path / "brief.docx"
    county("summary", *OCTOBER, "--out", out, "--lang", lang, workspace="region")
    texts = [paragraph.text for paragraph in docx.Document(out).paragraphs]
    assert [text for text in texts if re.match(r"[一二三四五六]、|\d\. ", text)] == heads


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["与 2026Q2 相比：新增 1，变动 1，减少 1，不变 0。", "新增  #2 Y1540000MA00000581 乙",
                "变动  #1 91540100MA0000020P 甲  畜种 绵羊 → 牦牛；存栏 （无） → 10", "减少  91110000600037341L 丙"]),
        ("en", ["Against 2026Q2: 1 new, 1 changed, 1 gone, 0 as they were.", "new  #2 Y1540000MA00000581 乙",
                "changed  #1 91540100MA0000020P 甲  畜种 绵羊 → 牦牛; 存栏 (nothing) → 10", "no longer there  91110000600037341L 丙"]),
    ],
)  # fmt: skip
def test_a_roster_against_the_last_one_names_its_lines(own, lang, said):
    code = "91540100MA0000020P"
    for period, rows in {
        "2026Q2": [
            {"name": "甲", "uscc": code, "species": "绵羊"},
            {"name": "丙", "uscc": "91110000600037341L"},
        ],
        "2026Q3": [
            {"name": "甲", "uscc": code, "species": "牦牛", "heads": "10"},
            {"name": "乙", "uscc": "Y1540000MA00000581"},
        ],
    }.items():
        file = own.write("q.json", {"form": "MY-02", "period": period, "rows": rows})
        own("fill", "--form", "MY-02", "--period", period, "--from", file, "--replace", workspace="T1")
    assert own.say("carry", *HOUSEHOLDS, workspace="T1", lang=lang).splitlines() == said
