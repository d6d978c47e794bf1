"""What every construct of the language gives, as a table: formula, cells, result. Each is run compiled and interpreted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.definition import Missing
from forms.formula.expand import expand
from forms.formula.parser import parse

A, B, C, D = ("01", "m"), ("02", "m"), ("03", "m"), ("04", "m")
U = None  # undecided

ALWAYS = [
    # formula                                   cells                            result
    ("[01, m] + [02, m]",                       {A: 1, B: 2},                    "3"),
    ("[01, m] - [02, m] - [03, m]",             {A: 10, B: 3, C: 2},             "5"),
    ("[01, m] - ([02, m] - [03, m])",           {A: 10, B: 3, C: 2},             "9"),
    ("[01, m] × [02, m] ÷ [03, m]",             {A: 6, B: 3, C: 9},              "2"),
    ("[01, m] + [02, m] * [03, m]",             {A: 1, B: 2, C: 3},              "7"),
    ("-[01, m] + [02, m]",                      {A: 1, B: 3},                    "2"),
    ("--[01, m]",                               {A: 1},                          "1"),
    ("[01, m] / [02, m]",                       {A: 1, B: 3},                    "0.3333333333333333333333333333333333"),
    ("[01, m] * 50%",                           {A: 7},                          "3.5"),
    ("[01, m] * 12.5 %",                        {A: 8},                          "1"),
    ("0.1 + 0.2 + 0 * [01, m]",                 {A: 1},                          "0.3"),
    ("[01, m] = [02, m]",                       {A: "1.0", B: "1.00"},           True),
    ("[01, m] ≠ [02, m]",                       {A: 1, B: 2},                    True),
    ("[01, m] <> [02, m]",                      {A: 1, B: 1},                    False),
    ("[01, m] ≤ [02, m]",                       {A: 1, B: 1},                    True),
    ("[01, m] < [02, m]",                       {A: 1, B: 1},                    False),
    ("[01, m] ≥ [02, m]",                       {A: 1, B: 2},                    False),
    ("[01, m] > [02, m]",                       {A: 3, B: 2},                    True),
    ("[01, m] > 1 且 [02, m] > 1",              {A: 2, B: 1},                    False),
    ("[01, m] > 1 或 [02, m] > 1",              {A: 2, B: 1},                    True),
    ("[01, m] > 1 or [02, m] > 1 and [03,m]>1", {A: 2, B: 1, C: 1},              True),
    ("非 [01, m] > 1",                          {A: 2},                          False),
    ("not not [01, m] > 1",                     {A: 2},                          True),
    ("若 [01, m] > 0 则 [02, m] > 0",           {A: 1, B: 0},                    False),
    ("若 [01, m] > 0 则 [02, m] > 0",           {A: 0, B: 0},                    True),
    ("若[01, m]≠0，则[02, m]>0，否则[02, m]=0", {A: 0, B: 5},                    False),
    ("if([01, m] > 0, [02, m], [03, m])",       {A: 1, B: 7, C: 8},              "7"),
    ("if([01, m] > 0, [02, m], [03, m])",       {A: 0, B: 7, C: 8},              "8"),
    ("abs([01, m] - [02, m])",                  {A: 1, B: 4},                    "3"),
    ("round([01, m], 0)",                       {A: "2.5"},                      "3"),
    ("round([01, m], 0)",                       {A: "-2.5"},                     "-3"),
    ("round([01, m], 0)",                       {A: "-0.4"},                     "0"),
    ("round([01, m], 2)",                       {A: "1.005"},                    "1.01"),
    ("round([01, m] / 3, 2)",                   {A: 2},                          "0.67"),
    ("sum([01:04, m])",                         {A: 1, B: 2, C: 3, D: 4},        "10"),
    ("sum([01:03, m], [01, n])",                {A: 1, B: 2, C: 3, ("01", "n"): 9}, "15"),
    ("sum([01, m:n])",                          {A: 1, ("01", "n"): 9},          "10"),
    ("avg([01:04, m])",                         {A: 1, B: 2, C: 3, D: 4},        "2.5"),
    ("min([01:03, m])",                         {A: 3, B: -2, C: 3},             "-2"),
    ("max([01, m], 5)",                         {A: 3},                          "5"),
    ("count([01:04, m])",                       {A: 0, C: 3},                    "2"),
    ("blank([01, m])",                          {A: 0},                          False),
    ("blank([01, m])",                          {},                              True),
    ("blank([01, m])",                          {A: "—"},                        True),
    ("na([01, m])",                             {A: "—"},                        True),
    ("na([01, m])",                             {},                              False),
    ("coalesce([01, m], [02, m], 7)",           {B: 5},                          "5"),
    ("coalesce([01, m], 7)",                    {},                              "7"),
    ("coalesce([01, m] + [02, m], 7)",          {A: 1},                          "7"),
    ('[10, m] = "国家级"',                    {("10", "m"): "N"},              True),
    ("[10, m] = “N”",                           {("10", "m"): "N"},              True),
    ("[11, m]",                                 {("11", "m"): True},             True),
    ('[11, m] = "否"',                        {("11", "m"): True},             False),
    ('[12, m] < "2026-01-31"',                {("12", "m"): "2025-12-31"},     True),
    ("[12, m] ≤ period()",                      {("12", "m"): "2026-10-31"},     True),
    ("“2026-01-31” > [12, m]",                  {("12", "m"): "2025-12-31"},     True),
    ('[12, m] < "2026-01"',                   {("12", "m"): "2025-12-31"},     True),
    ("month_of([12, m]) = [13, m]",             {("12", "m"): "2026-10-31", ("13", "m"): "2026-10"}, True),
    ("[11, m] = true",                          {("11", "m"): False},            False),
    ("sum([01:03, m], [01:03, n], [04, m:n], 1, 1)", {(r, c): 1 for r in ("01", "02", "03", "04") for c in "mn"}, "10"),
    ("[01,m]+[01,m]+[01,m]+[01,m]+[01,m]+[01,m]+[01,m]+[01,m]+[01,m]+[01,m]", {A: 1}, "10"),
    ("[12, m] > [13, m]",                       {("12", "m"): "2026-10-31", ("13", "m"): "2026-10"}, False),
    ('[13, m] = "2026-10"',                   {("13", "m"): "2026-10"},        True),
    ("[01, m] * month() + year()",              {A: 2},                          "2046"),
    ('若 unit_kind() = "zone" 则 [01, m] > 0',{A: 0},                          True),
    ("107-1[01, m] - 107-1[01, x]",             {("107-1", "01", "m"): 5, ("107-1", "01", "x"): 3}, "2"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "cells", "expected"), ALWAYS)
@pytest.mark.parametrize("missing", list(Missing))
def test_with_values_every_strategy_gives_the_same(run, formula, cells, expected, missing):
    if (
        missing is not Missing.SKIP_ANY
        and len(cells) == 0
        and "blank" not in formula
        and "na(" not in formula
    ):
        return
    result = run(formula, cells, missing)
    assert result == (Decimal(expected) if isinstance(expected, str) else expected)


ANY, ALL, ZERO = Missing.SKIP_ANY, Missing.SKIP_ALL, Missing.ZERO
BLANKS = [
    # formula                                   cells           skip-any  skip-all  zero
    ("[01, m] + [02, m]",                       {A: 1, B: 2},   3,        3,        3),
    ("[01, m] + [02, m]",                       {A: 1},         U,        1,        1),
    ("[01, m] + [02, m]",                       {B: 2},         U,        2,        2),
    ("[01, m] + [02, m]",                       {},             U,        U,        0),
    ("[01, m] + [02, m]",                       {A: "—", B: 2}, U,        2,        2),
    ("[01, m] <= [02, m]",                      {A: 1, B: 2},   True,     True,     True),
    ("[01, m] <= [02, m]",                      {A: 1},         U,        False,    False),
    ("[01, m] <= [02, m]",                      {B: 2},         U,        True,     True),
    ("[01, m] <= [02, m]",                      {},             U,        U,        True),
    # compulsory pair: both or neither; exclusive pair: not both
    ("blank([01, m]) = blank([02, m])",         {A: 1, B: 2},   True,     True,     True),
    ("blank([01, m]) = blank([02, m])",         {A: 1},         False,    False,    False),
    ("blank([01, m]) = blank([02, m])",         {B: 1},         False,    False,    False),
    ("blank([01, m]) = blank([02, m])",         {},             True,     True,     True),
    ("blank([01, m]) 或 blank([02, m])",        {A: 1, B: 2},   False,    False,    False),
    ("blank([01, m]) 或 blank([02, m])",        {A: 1},         True,     True,     True),
    ("blank([01, m]) 或 blank([02, m])",        {},             True,     True,     True),
    # if/then: only the branch taken counts
    ("若 [01, m] > 0 则 [02, m] > 0",           {A: 1},         U,        False,    False),
    ("若 [01, m] > 0 则 [02, m] > 0",           {A: 0},         True,     True,     True),
    ("若 [01, m] > 0 则 [02, m] > 0",           {B: 1},         U,        U,        True),
    ("若 [01, m] > 0 则 [02, m] > 0",           {},             U,        U,        True),
    ("if([01, m] > 0, [02, m], [03, m])",       {A: 1, B: 2},   2,        2,        2),
    ("if([01, m] > 0, [02, m], [03, m])",       {A: 1, C: 2},   U,        0,        0),
    ("if(month() = 1, [01, m], 5)",             {},             5,        5,        5),
    # both sides of and/or must be decided
    ("[01, m] > 0 或 [02, m] > 0",              {A: 1},         U,        True,     True),
    ("[01, m] > 0 且 [02, m] > 0",              {A: 0},         U,        False,    False),
    ("非 [01, m] > 0",                          {},             U,        U,        True),
    # aggregates over partly blank ranges
    ("sum([01:03, m])",                         {A: 1, C: 2},   U,        3,        3),
    ("sum([01:03, m])",                         {},             U,        U,        0),
    ("avg([01:04, m])",                         {A: 4, C: 2},   U,        "1.5",    "1.5"),
    ("min([01:03, m])",                         {A: 4, C: 2},   U,        0,        0),
    ("max([01:03, m])",                         {A: -4, C: -2}, U,        0,        0),
    ("count([01:03, m])",                       {A: 4, C: 2},   2,        2,        2),
    ("count([01:03, m])",                       {},             0,        0,        0),
    # coalesce counts as one operand with the value it found
    ("coalesce([01, m], 0) + [02, m]",          {B: 2},         2,        2,        2),
    ("coalesce([01, m], 0) + [02, m]",          {},             U,        0,        0),
    ("coalesce([01, m], [02, m]) + [03, m]",    {C: 2},         U,        2,        2),
    # texts and truth values: blank is the empty text and false
    ('[10, m] = "N"',                         {},             U,        U,        False),
    ("[11, m] 或 [01, m] > 0",                  {A: 1},         U,        True,     True),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "cells", "skip_any", "skip_all", "zero"), BLANKS)
def test_blanks_do_what_the_strategy_says(run, *, formula, cells, skip_any, skip_all, zero):
    for missing, expected in zip((ANY, ALL, ZERO), (skip_any, skip_all, zero), strict=True):
        wanted = expected if expected is None or isinstance(expected, bool) else Decimal(expected)
        assert run(formula, cells, missing) == wanted, missing


@pytest.mark.parametrize(
    ("formula", "cells", "missing", "hint"),
    [
        ("[01, m] / [02, m]", {A: 1, B: 0}, ANY, True),
        ("[01, m] / [02, m]", {A: 0, B: 0}, ANY, True),
        ("[01, m] / [02, m]", {A: 1}, ANY, False),
        ("[01, m] / [02, m]", {A: 1}, ALL, True),
        ("[01, m] / [02, m]", {}, ALL, False),
        ("[01, m] / [02, m]", {}, ZERO, True),
        ("若 [02, m] ≠ 0 则 [01, m] / [02, m] > 1", {A: 1, B: 0}, ANY, None),
        ("[03, m] > 0 或 [01, m] / [02, m] > 1", {A: 1, B: 0, C: 1}, ANY, True),
        ("avg([01, m]) / ([02, m] - [02, m])", {A: 1, B: 4}, ANY, True),
    ],
)
def test_division_by_zero_leaves_the_rule_undecided_with_a_hint(
    scope, world, twice, *, formula, cells, missing, hint
):
    here = world(cells)
    result = twice(expand(parse(formula), scope).instances[0].node, here, missing)
    assert result is (True if hint is None else None)
    assert bool(here.hints) is bool(hint)


BESIDE = [
    # a blank in an argument of coalesce wins over a division by zero in it, wherever it stands
    ("coalesce([01, m] / [02, m] + [03, m], 7)",          {A: 1, B: 0},        7,    False),
    ("coalesce([03, m] + [01, m] / [02, m], 7)",          {A: 1, B: 0},        7,    False),
    ("coalesce([01, m] / [02, m] + [03, m], 7)",          {A: 1, B: 0, C: 1},  None, True),
    ("coalesce([01, m] / [02, m], 7)",                    {A: 1},              7,    False),
    ("coalesce([01, m] / [02, m], 7)",                    {A: 1, B: 0},        None, True),
    ("coalesce([01, m], 1 / [02, m])",                    {A: 1, B: 0},        1,    False),
    ("coalesce([03, m] / [02, m], 1 / [02, m])",          {B: 0},              None, True),
    # beside a division by zero, a coalesce that finds nothing is a blank as any other
    ("[01, m] / [02, m] + coalesce([03, m], [04, m])",    {A: 1, B: 0},        None, False),
    ("coalesce([03, m], [04, m]) + [01, m] / [02, m]",    {A: 1, B: 0},        None, False),
    ("[01, m] / [02, m] + coalesce([03, m], [04, m])",    {A: 1, B: 0, C: 2},  None, True),
    ("[01, m] / [02, m] + coalesce([03, m] / [02, m], coalesce([04, m], [05, m]))", {A: 1, B: 0}, None, False),
    ("coalesce([01, m] / [02, m] + coalesce([03, m], [04, m]), 7)", {A: 1, B: 0}, 7, False),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "cells", "expected", "hint"), BESIDE)
def test_division_by_zero_beside_coalesce(scope, world, twice, *, formula, cells, expected, hint):
    here = world(cells)
    result = twice(expand(parse(formula), scope).instances[0].node, here, ANY)
    assert result == (None if expected is None else Decimal(expected))
    assert bool(here.hints) is hint


PAST = {
    ("P", "01", "m"): 5,
    ("L", "01", "m"): 6,
    ("Y", "01", "m"): 30,
    ("T", "01", "m"): 99,
    ("PY", "01", "m"): 25,
}
TIMES = [
    ("[01, m] - prev([01, m])", {A: 7}, 2),
    ("[01, m] / last_year([01, m])", {A: 9}, "1.5"),
    ("ytd([01, m]) = prev(ytd([01, m])) + [01, m]", {A: 5}, True),
    ('total([01, m], "2021-01") + [01, m]', {A: 1}, 100),
    ("prev([01, m] + [02, m])", {}, None),
    ("prev([01, m] * 2)", {}, 10),
]


@pytest.mark.parametrize(("formula", "cells", "expected"), TIMES)
def test_other_periods_are_asked_for(run, formula, cells, expected):
    result = run(formula, cells, past=PAST)
    assert result == (expected if isinstance(expected, bool | None) else Decimal(expected))


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("[01, m] * [01, m] * [01, m]", {A: "1e9000"}),
        ("[01, m] + [02, m]", {A: "1e999999", B: 1}),
        ("round([01, m], 2)", {A: "1" * 60}),
        ("[01, m] / [02, m]", {A: "1e9999", B: "1e-9999"}),
    ],
)
def test_figures_beyond_all_bounds_leave_a_rule_undecided(run, formula, cells):
    run(formula, cells)


def test_a_target_without_a_value_is_a_blank(run):
    assert run('[01, m] >= target("TR-06")', {A: 100}, targets={"TR-06": Decimal(100)}) is True
    assert run('[01, m] >= target("TR-06")', {A: 100}) is None
