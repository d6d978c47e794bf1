"""Measures behind figures: text | row's measure | amount | factor."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.measures import factor_between, take_measure

UNDERSTOOD = [
    ("12", "万元", "12", 1),
    ("12万元", "万元", "12", 1),
    ("12 亿元", "万元", "12", 10_000),
    ("12元", "万元", "12", "0.0001"),
    ("12百万元", "万元", "12", 100),
    ("12千万元", "元", "12", 10**7),
    ("12万亿元", "亿元", "12", 10_000),
    ("12十万元", "万元", "12", 10),
    ("12万人", "人", "12", 10_000),
    ("12万", "人", "12", 10_000),
    ("12千瓦时", "万千瓦时", "12", "0.0001"),
    ("12亿千瓦时", "万千瓦时", "12", 10_000),
    ("(12)千元", "万元", "(12)", "0.1"),
    ("12%", "%", "12", 1),
    ("12公里", "公里", "12", 1),
    ("没有", "家", "没有", 1),
]


@pytest.mark.parametrize(("text", "measure", "amount", "factor"), UNDERSTOOD)
def test_understood(text, measure, amount, factor):
    found = take_measure(text, measure)
    assert found is not None
    assert (found.amount, found.factor, found.ambiguous) == (amount, Decimal(factor), False)


@pytest.mark.parametrize(
    ("text", "measure"), [("12人", "家"), ("12元", None), ("12%", "家"), ("12吨", "千克")]
)
def test_other_kinds_of_measure(text, measure):
    assert take_measure(text, measure) is None


def test_a_bare_scale_under_a_scaled_measure_could_mean_two_things():
    found = take_measure("3万", "万元")
    assert found is not None
    assert found.ambiguous


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("元", "万元", "0.0001"),
        ("亿元", "万元", 10_000),
        ("家", "家", 1),
        ("万", "千", None),
        ("人", "家", None),
    ],
)
def test_factors(source, target, factor):
    assert factor_between(source, target) == (None if factor is None else Decimal(factor))


@given(
    st.sampled_from(["元", "千元", "万元", "百万元", "亿元", "万亿元"]),
    st.sampled_from(["元", "十元", "万元", "亿元"]),
)
def test_there_and_back_is_nothing(source, target):
    assert factor_between(source, target) * factor_between(target, source) == 1


@given(st.text(max_size=20), st.none() | st.text(max_size=6))
def test_any_text_is_survived(text, measure):
    found = take_measure(text, measure)
    assert found is None or found.amount in text
