"""Rosters by command: carried over, compared with the last period, and looked through for doubles."""

import shutil

import pytest
from line import Line

from tests.e2e.county import PACK, found, submit

GOOD, OTHER, THIRD = "91350100M000100Y43", "91110000600037341L", "Y1540000MA00000581"
LAST = ("--form", "MY-02", "--period", "2026Q3")
NOW = ("--form", "MY-02", "--period", "2026Q4")


@pytest.fixture(scope="module")
def pastures(tmp_path_factory):
    """Pastures report the roster, too: P1 is inside T1, T3 beside it."""
    made = Line(tmp_path_factory.mktemp("pastures"))
    made.now = "2027-01-05T09:00:00"
    pack = made.folder / "pack"
    shutil.copytree(PACK, pack)
    form = pack / "forms" / "MY-02.yaml"
    text = form.read_text(encoding="utf-8")
    form.write_text(
        text.replace("respondents: [township]", "respondents: [township, pasture]"), encoding="utf-8"
    )
    return found(made, pack, ("T1", "T3", "P1"))


@pytest.fixture
def region(pastures, line):
    shutil.copytree(pastures.folder, line.folder, dirs_exist_ok=True)
    line.now = pastures.now
    return line


def roster(shell, unit, period, *lines, code=0):
    names = ("name", "uscc", "species", "heads", "sold")
    rows = [dict(zip(names, line, strict=False)) for line in lines]
    file = shell.write("roster.json", {"form": "MY-02", "rows": rows})
    return shell(
        "fill", "--form", "MY-02", "--period", period, "--from", file, workspace=unit, code=code
    ).result


def test_a_roster_is_carried_over_and_compared_with_the_last_period(region):
    roster(region, "T1", "2026Q3", ("甲", GOOD, "牦牛", "3", "1"), ("乙", OTHER, "绵羊", "5", "0"))
    submit(region, "T1", period="2026Q3")
    told = region("carry", *NOW, workspace="T1").result
    assert (told["against"], len(told["gone"]), told["same"]) == ("2026Q3", 2, 0)
    told = region("carry", *NOW, "--take", workspace="T1").result
    assert (told["new"], told["changed"], told["gone"], told["same"]) == ([], [], [], 2)
    roster(region, "T1", "2026Q4", ("甲", GOOD, "牦牛", "4", "1"), ("丙", THIRD, "山羊", "1", "0"))
    told = region("carry", *NOW, workspace="T1").result
    assert told["new"] == [3]
    assert told["changed"][0]["fields"] == [{"field": "heads", "before": "3", "now": "4"}]
    assert region("carry", "--form", "MY-01", "--period", "2026-10", workspace="T1", code=2).codes == [
        "E-USAGE"
    ]


def test_an_enterprise_of_two_units_is_found_and_one_inside_the_other_is_not(region):
    roster(region, "T1", "2026Q4", ("甲", GOOD, "牦牛", "3", "1"), ("乙", OTHER, "绵羊", "5", "0"))
    roster(region, "P1", "2026Q4", ("乙场", OTHER, "绵羊", "5", "0"), ("无号", None, "绵羊", "5", "0"))
    roster(region, "T3", "2026Q4", ("丙", THIRD, "山羊", "1", "0"), ("甲行", GOOD, "牦牛", "3", "1"))
    for unit in ("T1", "T3", "P1"):
        region("import", submit(region, unit, period="2026Q4").result["file"], workspace="region")
    (found,) = region("duplicates", "--period", "2026Q4", workspace="region", code=1).result["duplicates"]
    assert (found["form"], found["field"], found["code"]) == ("MY-02", "uscc", GOOD)
    assert [(p["unit"], p["line"], p["name"]) for p in found["places"]] == [
        ("T1", 1, "甲"),
        ("T3", 2, "甲行"),
    ]
    assert (
        region("duplicates", "--period", "2026-12", "--form", "MY-01", workspace="region").result[
            "duplicates"
        ]
        == []
    )


def test_a_code_with_a_wrong_digit_is_told_and_stops_nothing(region):
    roster(region, "T1", "2026Q4", ("甲", GOOD[:-1] + "4", "牦牛", "3", "1"))
    (found,) = region("check", "--period", "2026Q4", workspace="T1").result["findings"]
    assert (found["id"], found["level"], found["cells"]) == ("MY-02-auto-uscc", "hint", [["#1", "uscc"]])
    assert submit(region, "T1", period="2026Q4").result["sequence"] == 1
