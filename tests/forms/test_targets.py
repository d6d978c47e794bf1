"""Targets against what was reached: comparator | target | reached | when | verdict. None wins over another."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal

import pytest

import resources
from forms.definition import TargetDef
from forms.loader import load_pack
from forms.period import parse_period
from forms.targets import Verdict, is_met, judge, time_progress
from forms.values import NA


def target(**more):
    given = {"form": "A", "row": "01", "column": "m", "target_year": 2025, "comparator": "≥", **more}
    numbers = {name: Decimal(given[name]) for name in ("target", "baseline") if given.get(name) is not None}
    return TargetDef(id="T", indicator="企业", document="5号", **{**given, **numbers})


MET = [
    ("≥", 100, 100, True),
    ("", 100, 99, False),
    ("=", 100, 120, True),
    (">", 100, 100, False),
    (">", 100, 101, True),
    ("≤", 5, 5, True),
    ("<=", 5, 6, False),
    ("<", 5, 5, False),
    ("<", 5, 4, True),
    ("≥", None, 4, False),
]


@pytest.mark.parametrize(("sign", "goal", "reached", "met"), MET)
def test_met(sign, goal, reached, met):
    assert is_met(target(comparator=sign, target=goal), Decimal(reached)) is met


# what is known of the target | reached | period | completion % | way % | time % | verdict
JUDGED = [
    ({"target": 100}, 100, "2023-06", "100.0", None, "50.0", Verdict.MET),
    ({"target": 100}, 60, "2023-06", "60.0", None, "50.0", Verdict.ON_TRACK),
    ({"target": 100}, 49, "2023-06", "49.0", None, "50.0", Verdict.BEHIND),
    ({"target": 100}, 99, "2025-12", "99.0", None, "100.0", Verdict.MISSED),
    ({"target": 100, "baseline": 80, "baseline_year": "2020"}, 90, "2023-06", "90.0", "50.0", "50.0", Verdict.ON_TRACK),
    ({"target": 100, "baseline": 80, "baseline_year": "2020"}, 85, "2023-06", "85.0", "25.0", "50.0", Verdict.BEHIND),
    ({"target": 100, "baseline": 100}, 85, "2023-06", "85.0", None, "50.0", Verdict.ON_TRACK),
    ({"target": 5, "comparator": "≤"}, 6, "2023-06", "120.0", None, "50.0", Verdict.BEHIND),
    (
        {"target": 5, "baseline": 10, "comparator": "≤", "baseline_year": "2020"},
        6, "2023-06", "120.0", "80.0", "50.0", Verdict.ON_TRACK,
    ),
    ({"target": 100}, None, "2023-06", None, None, "50.0", Verdict.NO_FIGURE),
    ({"target": 100}, NA, "2023-06", None, None, "50.0", Verdict.NO_FIGURE),
    ({"target": None}, 50, "2023-06", None, None, "50.0", Verdict.NO_VALUE),
    ({"target": 0}, -1, "2023-06", None, None, "50.0", Verdict.BEHIND),
    ({"target": 100, "form": None}, 50, "2023-06", None, None, "50.0", Verdict.NOT_MEASURED),
    ({"target": 100, "target_year": None}, 50, "2023-06", "50.0", None, None, Verdict.BEHIND),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "reached", "period", "percents", "verdict"), [(*j[:3], j[3:6], j[6]) for j in JUDGED]
)
def test_judged(known, reached, period, percents, verdict):
    value = Decimal(reached) if isinstance(reached, int) else reached
    found = judge(target(**known), parse_period(period), lambda _: value)
    shown = (found.completion, found.progress, found.time_progress)
    assert tuple(None if v is None else str(v) for v in shown) == percents
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("year", "baseline", "period", "passed"),
    [
        (2025, None, "2020-12", "0.0"),
        (2025, None, "2019-01", "0.0"),
        (2025, None, "2021-01", "1.7"),
        (2025, "2022", "2023-12", "33.3"),
        (2025, "2022年末", "2023-06", "50.0"),
        (2025, "²", "2023-06", "50.0"),
        (2025, "2025", "2023-06", "100"),
        (2025, None, "2030-01", "100.0"),
        (2025, None, "2023H1", "50.0"),
    ],
)
def test_time(year, baseline, period, passed):
    found = time_progress(target(target=1, target_year=year, baseline_year=baseline), parse_period(period))
    assert str(found) == passed


EXAMPLE = [  # invented figures: no document sets targets beyond 2025
    (
        "EX-1",
        "国家级高新技术企业",
        "SC-01",
        "01.17",
        "end",
        "540000",
        "160",
        "2025",
        "320",
        "≥",
        "2030",
        "stock",
    ),
    ("EX-2", "科技型中小企业", "SC-01", "01.18", "end", "540000", "", "", "1000", ">", "2030", "stock"),
]


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """The shipped pack with a set of targets for 2026–2030 written below those of 2025, as a statistician does."""
    folder = tmp_path_factory.mktemp("later") / "pack"
    shutil.copytree(resources.path("packs", "shuangchuang"), folder)
    with (folder / "targets.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((*line, "示例", "示例", "示例，不是文件规定的目标") for line in EXAMPLE)
    return load_pack(folder)


@pytest.mark.parametrize(
    ("period", "reached", "judged"),
    [
        ("2025-12", 170, {"TR-12": ("106.3", "100.0", "met"), "TP-04": ("106.3", "100.0", "met"), "EX-1": ("53.1", "0.0", "on-track")}),
        ("2026-06", 150, {"TR-12": ("93.8", "100.0", "missed"), "TP-04": ("93.8", "100.0", "missed"), "EX-1": ("46.9", "10.0", "behind")}),
        ("2028-06", 250, {"TR-12": ("156.3", "100.0", "met"), "TP-04": ("156.3", "100.0", "met"), "EX-1": ("78.1", "50.0", "on-track")}),
        ("2030-12", 320, {"TR-12": ("200.0", "100.0", "met"), "TP-04": ("200.0", "100.0", "met"), "EX-1": ("100.0", "100.0", "met")}),
    ],
)  # fmt: skip
def test_a_later_set_of_targets_stands_beside_the_old_one_without_code(later, period, reached, judged):
    place = ("SC-01", "01.17", "540000")
    same_cell = [t for t in later.targets if (t.form, t.row, t.unit) == place and t.target_year]
    found = {t.id: judge(t, parse_period(period), lambda _: Decimal(reached)) for t in same_cell}
    told = {name: (str(one.completion), str(one.time_progress), one.verdict) for name, one in found.items()}
    assert told == judged
    assert {one.target.document for one in found.values()} >= {"示例", "藏政发〔2021〕5号"}


def test_a_later_target_without_a_baseline_counts_its_time_from_the_year_before_its_plan(later):
    (example,) = (t for t in later.targets if t.id == "EX-2")
    found = judge(example, parse_period("2027-12"), lambda _: Decimal(400))
    assert (found.completion, found.progress, found.time_progress) == (Decimal("40.0"), None, Decimal("40.0"))
    assert found.verdict is Verdict.ON_TRACK
    assert len(later.targets) == 97 + len(EXAMPLE)
