"""The oracle of the fuzzer on every rule of the shipped pack, on what earlier runs found, and on a few hundred texts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.formula import damaged, sentences, soup
from tests.fuzz.oracle import Oracle, written_rules

ORACLE = Oracle()
RULES = sorted(set(written_rules(ORACLE.pack)))
FOUND = ["SC-05[total] > 0", "SC- 2[02.10, total] = 1"]


def test_every_written_rule_is_read_and_written_again():
    oracle = Oracle()
    for rule in RULES:
        oracle.judge(rule)
    assert oracle.counts["read"] + oracle.counts["refused by the grammar"] == len(RULES)
    assert oracle.counts["passed the pack check"] > 100


@pytest.mark.parametrize("text", FOUND)
def test_what_earlier_runs_found(text):
    for more in range(len(ORACLE.scopes)):
        ORACLE.judge(text + " " * more)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(sentences() | soup() | damaged(RULES))
def test_a_few_hundred_texts(text):
    ORACLE.judge(text)
