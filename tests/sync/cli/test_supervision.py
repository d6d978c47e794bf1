"""督办 and 审定 by command: problems, notices and their answers, matters and decisions; for scripts and for people."""

from __future__ import annotations

import shutil

import docx
import pytest
from line import Line
from test_said import lines

from tests.sync.offices import PASSPHRASE

OCTOBER = ("--period", "2026-10")
NOTICE = ("notify", "--unit", "91", "--text", "解决场地", "--deadline", "2026-11-30")
DECISION = ("decide", "--unit", "91", "--number", "M1", *OCTOBER)


@pytest.fixture
def desk(told, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(told.folder, tmp_path, dirs_exist_ok=True)
    return Line(tmp_path, PASSPHRASE)


def region(line: Line, *words, **how):
    return line(*words, workspace="region", **how)


def office(line: Line, *words, **how):
    return line(*words, workspace="ws1", **how)


def inform(line: Line) -> None:
    """What the region said reaches the office in a reply."""
    for reply in region(line, "reply", "--to", "replies").result["replies"]:
        if reply["unit"] == "91":
            office(line, "import", reply["file"])


def problems(line: Line) -> dict[str, str | None]:
    """Every problem with the number of the notice on it."""
    found = region(line, "problems", *OCTOBER).result["problems"]
    return {p["number"]: p["answered"] and p["answered"]["matter"]["number"] for p in found}


# --- notices -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "heads", "closing"),
    [("zh", "单位|编号|问题|限期|督办编号", "共 2 个问题"), ("en", "unit|entry no.|problem|deadline|notice", "2 problems")],
)  # fmt: skip
def test_the_problems_of_a_month(told, lang, heads, closing):
    said = lines(told.say("problems", *OCTOBER, workspace="region", lang=lang))
    assert said == [heads, "地|P1|场地不足|2026-11-20", "地|P2|缺人", closing]
    assert problems(told) == {"P1": None, "P2": None}
    assert region(told, "problems", "--period", "2026-09").result == {"problems": []}


def test_a_notice_on_a_problem_takes_its_words_and_is_named_beside_it(desk):
    about = (
        "--unit",
        "91",
        "--problem",
        "P1",
        *OCTOBER,
        "--deadline",
        "2026-11-30",
        "--responsible",
        "园区办",
    )
    number = region(desk, "notify", *about).result["number"]
    assert number.startswith("90-2026-")
    assert number.endswith("001")
    assert problems(desk) == {"P1": number, "P2": None}
    (given,) = region(desk, "notices").result["given"]
    matter = given["standing"]["matter"]
    assert (matter["text"], matter["responsible"]) == ("场地不足", "园区办")
    assert (given["state"], given["answer"]) == ("open", None)
    assert f"地|P1|场地不足|2026-11-20|{number}" in lines(desk.say("problems", *OCTOBER, workspace="region"))


def test_a_notice_goes_out_is_answered_and_ends(desk):
    number = region(desk, *NOTICE).result["number"]
    inform(desk)
    (mine,) = office(desk, "notices").result["received"]
    assert (mine["matter"]["number"], mine["matter"].get("closed", False)) == (number, False)
    said = lines(desk.say("notices", workspace="ws1"))
    assert said[-3:] == ["本单位收到的", "编号|事项|限期|审定结果|状态", f"{number}|解决场地|2026-11-30"]
    assert office(desk, "take-notices", *OCTOBER).result == {"lines": 1}
    assert office(desk, "take-notices", *OCTOBER).result == {"lines": 0}
    answer = desk.write("b.json", {"rows": [{"number": number, "progress": "已协调"}]})
    office(desk, "fill", "--form", "B", *OCTOBER, "--from", answer)
    region(desk, "import", office(desk, "submit", *OCTOBER, "--to", "stick").result["file"])
    said = lines(desk.say("notices", workspace="region", lang="en"))
    assert said[-1] == f"{number}|地|解决场地|2026-11-30|being dealt with|已协调"
    assert region(desk, "close-notice", number, "--reason", "问题解决").result == {"number": number}
    assert region(desk, "close-notice", number, code=2).codes == ["E-USAGE"]
    inform(desk)
    assert lines(desk.say("notices", workspace="ws1"))[-1] == f"{number}|解决场地|2026-11-30||已销号"
    assert office(desk, "take-notices", "--period", "2026-11").result == {"lines": 0}


def test_an_overdue_notice_is_something_to_look_at(desk):
    region(desk, *NOTICE, "--number", "督2026-7")
    assert region(desk, "notices").result["given"][0]["state"] == "open"
    desk.now = "2026-12-01T09:00:00"
    (given,) = region(desk, "notices", code=1).result["given"]
    assert given["state"] == "overdue"
    said = lines(desk.say("notices", workspace="region", code=1))
    assert said[-1] == "督2026-7|地|解决场地|2026-11-30|逾期"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("notify", "--unit", "91", "--text", "解决场地"), "E-USAGE"),
        (("notify", "--unit", "91", "--deadline", "2026-11-30"), "E-USAGE"),
        (("notify", "--unit", "91", "--text", "x", "--deadline", "月底"), "E-USAGE"),
        (("notify", "--unit", "93", "--text", "x", "--deadline", "2026-11-30"), "E-UNIT"),
        (("notify", "--unit", "91", "--problem", "P9", *OCTOBER, "--deadline", "2026-11-30", "--text", "x"), "E-USAGE"),
        (("notify", "--unit", "91", "--problem", "P1", "--deadline", "2026-11-30", "--text", "x"), "E-USAGE"),
        (("close-notice", "90-2026-X1"), "E-USAGE"),
        (("decide", "--unit", "91", "--number", "M1"), "E-USAGE"),
        (("decide", "--unit", "91", "--number", "M9", *OCTOBER, "--result", "通过"), "E-USAGE"),
        (("decide", "--unit", "99", "--number", "M1", "--result", "通过"), "E-UNIT"),
        (("matters", "--period", "2026-10", "--out", "a.txt"), "E-USAGE"),
        (("matters", "--period", "2026-09", "--out", "a.docx"), "E-EMPTY"),
        (("problems", "--period", "then"), "E-PERIOD"),
        (("take-notices", "--period", "2026-13"), "E-PERIOD"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)  # fmt: skip
def test_what_cannot_be_said_is_refused_and_nothing_is_recorded(told, words, code):
    before = region(told, "notices").result, region(told, "decisions").result
    answer = region(told, *words, code=2)
    assert answer.codes == [code]
    assert answer.said["problems"][0]["advice"]
    assert (region(told, "notices").result, region(told, "decisions").result) == before
    assert not (told.folder / "a.txt").exists()


# --- decisions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "heads"),
    [("zh", "单位|编号|类型|事项|审定意见"), ("en", "unit|entry no.|kind|matter|decision")],
)
def test_the_matters_submitted(told, lang, heads):
    said = lines(told.say("matters", *OCTOBER, workspace="region", lang=lang))
    assert said == [heads, "地|M1|认定|众创空间 运行满三年"]


def test_a_decision_is_told_to_who_asked_and_stands_in_the_list_for_the_meeting(desk):
    region(desk, *DECISION, "--result", "通过", "--text", "同意认定", "--meeting", "2026年第4季度")
    found = region(desk, "matters", *OCTOBER, "--out", "a.docx").result
    (matter,) = found["matters"]
    decided = matter["answered"]["matter"]
    assert (decided["result"], decided["meeting"], matter["unit"]) == ("通过", "2026年第4季度", "91")
    (table,) = docx.Document(str(desk.folder / found["file"])).tables
    assert [cell.text for cell in table.rows[1].cells] == [
        "M1",
        "认定",
        "众创空间",
        "运行满三年",
        "通过；同意认定",
    ]
    assert lines(desk.say("matters", *OCTOBER, workspace="region"))[-1].endswith("|通过 同意认定")
    assert lines(desk.say("decisions", workspace="region"))[-1] == "M1|地|通过|同意认定"
    inform(desk)
    assert [one["matter"]["text"] for one in office(desk, "decisions").result["received"]] == ["同意认定"]
    said = lines(desk.say("decisions", workspace="ws1", lang="en"))
    assert said[-3:] == ["Told to this office", "entry no.|matter|deadline|result|state", "M1|同意认定||通过"]


def test_a_matter_that_came_on_paper_is_decided_too(desk):
    region(desk, "decide", "--unit", "92", "--number", "纸1", "--text", "缓议")
    (given,) = region(desk, "decisions").result["given"]
    assert (given["unit"], given["matter"].get("source"), given["matter"]["text"]) == ("92", None, "缓议")


def test_a_pack_without_such_forms_says_nothing_of_them(county):
    assert county("problems", *OCTOBER, workspace="region").result == {"problems": []}
    assert county("matters", *OCTOBER, workspace="region").result == {"matters": [], "file": None}
    assert county("take-notices", *OCTOBER, workspace="T1").result == {"lines": 0}
    assert county("notices", workspace="region").result == {"given": [], "received": []}
