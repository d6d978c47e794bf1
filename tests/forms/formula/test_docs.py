"""docs/formats/rules.md is kept true: its examples are run, its functions and codes exist."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from forms.definition import Missing
from forms.formula.functions import ALIASES, NAMES
from forms.formula.messages import SENTENCES
from forms.messages import Translator

PAGE = (Path(__file__).parents[3] / "docs" / "formats" / "rules.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("<!-- examples:")[2].partition("<!-- end of examples -->")[0]
RESULTS = {"·": None, "true": True, "false": False}


def examples():
    for line in TABLE.splitlines()[3:]:
        formula, cells, *results = (part.strip() for part in line.strip("|").split("|"))
        yield pytest.param(formula.strip("`"), dict(re.findall(r"(\d\d)=(\S+)", cells)), results, id=line)


@pytest.mark.parametrize(("formula", "cells", "results"), list(examples()))
def test_the_examples_are_true(run, formula, cells, results):
    values = {(row, "m"): value for row, value in cells.items()}
    wanted = [RESULTS[result] if result in RESULTS else Decimal(result) for result in results]
    assert [
        run(formula, values, missing) for missing in (Missing.SKIP_ANY, Missing.SKIP_ALL, Missing.ZERO)
    ] == wanted


def test_every_function_and_code_is_documented():
    missing = [name for name in (*NAMES, *ALIASES, *SENTENCES) if name not in PAGE]
    assert missing == []


def test_every_sentence_has_its_chinese():
    chinese = Translator("zh")
    texts = [text for sentence in SENTENCES.values() for text in (sentence.text, sentence.advice)]
    assert [text for text in texts if chinese.text(text) == text] == []
