"""Slips of the unit: found in every direction, and silent on steady, seasonal, growing and scattered series."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Level
from forms.findings import FindingKind, sentence
from forms.messages import Translator
from forms.slips import MIN_HISTORY, near, slip, times
from tests.forms.engine_pack import History, content, evaluate, found

D = Decimal
CASES = [
    # history, the last first              value      power
    ("120 130 125 118",                    "1250",    1),
    ("120 130 125 118",                    "12500",   2),
    ("120.5 130 125 118",                  "1250000", 4),
    ("1200 1300 1250 1180",                "120",     -1),
    ("125000 118000 131000 120000",        "12.5",    -4),
    ("120 130 125",                        "1250",    None),   # too little history
    ("120 130 125 0 0",                    "1250",    None),   # zeros are no history of sizes
    ("120 130 125 118",                    "600",     None),
    ("1 1 2 1 1 2",                        "10",      None),   # small counts jump
    ("1 1 2 1 1 2",                        "1000",    3),
    ("-120 -130 -125 -118",                "-12500",  2),
    ("120 1250 130 125 12 118",            "1250",    None),   # as large before: within what was seen
    ("1 10 100 1000 10000 5 60",           "100000",  None),   # no usual size
    ("120 130 125 118",                    "0",       None),
    ("120 130 125 118",                    "125000000", None), # beyond any unit
]  # fmt: skip


@pytest.mark.parametrize(("history", "value", "power"), CASES)
def test_the_table(history, value, power):
    found = slip(D(value), [D(text) for text in history.split()])
    assert (found.power if found else None) == power


def test_times_reads_as_people_say_it():
    assert [times(p) for p in (1, 4, -1, -3)] == ["10", "10000", "1/10", "1/1000"]


noise = st.floats(0.7, 1.4)
bases = st.floats(100, 1e9)


@given(base=bases, factors=st.lists(noise, min_size=5, max_size=13))
def test_steady_series_raise_no_alarm(base, factors):
    value, *history = (D(f"{base * factor:.2f}") for factor in factors)
    assert slip(value, history) is None


@given(
    base=bases,
    season=st.lists(st.floats(0.1, 10), min_size=12, max_size=12),
    again=noise,
    month=st.integers(0, 11),
)
def test_a_season_that_was_seen_a_year_ago_raises_no_alarm(base, season, again, month):
    year = [D(f"{base * factor:.2f}") for factor in season]
    assert slip(D(f"{base * season[month] * again:.2f}"), year) is None


@given(base=bases, growth=st.floats(0.6, 1.9), length=st.integers(MIN_HISTORY, 12))
def test_growth_raises_no_alarm(base, growth, length):
    series = [D(f"{base * growth**n:.6f}") for n in range(length + 1)]
    assert slip(series[-1], series[:-1]) is None


@given(
    base=bases, factors=st.lists(st.floats(0.8, 1.25), min_size=5, max_size=13),
    power=st.sampled_from([-4, -3, -2, -1, 1, 2, 3, 4]),
)  # fmt: skip
def test_every_slip_of_a_steady_series_is_found(base, factors, power):
    value, *history = (D(f"{base * 10 * factor:.6f}") for factor in factors)
    slipped = value.scaleb(power)
    found = slip(slipped, history)
    if power == -1 or abs(slipped) >= 10:
        assert found is not None
        assert found.power == power


@given(base=bases, factors=st.lists(st.floats(0.8, 1.25), min_size=7, max_size=13))
def test_one_slip_in_the_past_hides_no_other(base, factors):
    value, *history = (D(f"{base * factor:.2f}") for factor in factors)
    history[2] *= 10_000
    assert slip(value, history) is None
    assert slip(value * 10_000, history[:2] + history[3:]).power == 4


@given(value=st.decimals(allow_nan=False, allow_infinity=False, min_value="0.01", max_value="1e12", places=2),
       last=st.decimals(allow_nan=False, allow_infinity=False, min_value="0.01", max_value="1e12", places=2))  # fmt: skip
def test_near_looks_both_ways(value, last):
    assert near(value, last) == near(last, value) == (last / 5 < value < last * 5)
    assert not near(value, D(0))


MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02")


def test_the_hint_explains_itself_with_the_history_in_both_languages():
    past = History(
        {
            ("A", month): content(f"01 m {n}; 02 m 0")
            for month, n in zip(MONTHS, (118, 125, 130, 120), strict=True)
        }
    )
    (hint,) = (f for f in found(evaluate("01 m 1250; 02 m 0", past=past)) if f.kind is FindingKind.SLIP)
    assert (hint.id, hint.level, hint.cells) == ("A-auto-slip", Level.HINT, (("01", "m"),))
    said = sentence(hint, Translator("zh"))
    assert said == (
        "01 新注册企业 本月填 1250，约为以往水平 125 的 10 倍（以往：2026-02 120、2026-01 130、2025-12 125、2025-11 118），"
        "请核对计量单位或多填、少填的位数"
    )
    assert "about 10 times the usual 125" in sentence(hint, Translator("en"))
    assert not hint.blocks


@pytest.mark.parametrize("typed", ["01 m 121", "01 m 0", "01 m ∅", "01 m —", "01 m x"])
def test_no_hint_for_what_is_usual_or_no_figure(typed):
    past = History(
        {("A", month): content(f"01 m {n}") for month, n in zip(MONTHS, (118, 125, 130, 120), strict=True)}
    )
    assert not [f for f in found(evaluate(typed, past=past)) if f.kind is FindingKind.SLIP]


def test_only_the_last_report_is_read_while_figures_are_of_their_usual_size():
    asked = []

    class Counted(History):
        def report(self, form, period):
            asked.append((form, str(period)))
            return super().report(form, period)

    past = Counted({("A", month): content("12 m 120") for month in MONTHS})
    evaluation = evaluate("12 m 121", past=past)
    asked.clear()
    found(evaluation)
    assert all(period >= "2026-02" for _, period in asked)
