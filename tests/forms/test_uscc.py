"""统一社会信用代码: good ones, every gap of the library, and that one mistyped character is always found."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc as library

from forms import uscc
from forms.definition import CellType, FieldDef, FormDef, Kind, Level, PackDef, UnitDef
from forms.evaluation import Evaluation, Inputs
from forms.findings import FindingKind, sentence
from forms.index import PackIndex
from forms.messages import Translator
from forms.past import NoPast
from forms.period import Frequency, parse_period
from forms.program import Program
from forms.validate import findings
from forms.values import parse_entry

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def organisation(serial: str) -> str:
    total = sum(int(c, 36) * w for c, w in zip(serial, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return serial + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def code(head: str, serial: str = "MA000002") -> str:
    """A whole code from its first eight characters."""
    body = head + organisation(serial)
    return body + library.calc_check_digit(body)


CASES = [
    ("91350100M000100Y43", None, None),
    ("91110000600037341L", None, None),
    (code("91540102"), None, None),
    (code("Y1540000"), None, None),  # others: the library refuses it
    (code("N2540121"), None, None),  # rural collectives
    (code("A1110000"), None, None),
    ("91350100M000100Y4Z", Level.HINT, uscc.STRANGE),
    ("91350100M000100Y44", Level.HINT, uscc.WRONG_DIGIT),
    ("9135010OM000100Y43", Level.HINT, uscc.STRANGE),
    ("91350100M000100Y4", Level.HINT, uscc.NOT_18),
    ("", Level.HINT, uscc.NOT_18),
    (code("H1540102"), Level.HINT, uscc.UNKNOWN_KIND),
    (code("91990102"), Level.HINT, uscc.UNKNOWN_PLACE),
    (code("91540126"), Level.HINT, uscc.RETIRED_PLACE),
    (code("91542133"), Level.HINT, uscc.RETIRED_PLACE),
    (
        "91540102MA0000025" + library.calc_check_digit("91540102MA0000025"),
        Level.HINT,
        uscc.ORGANISATION_DIGIT,
    ),
]


@pytest.mark.parametrize(("text", "level", "reason"), CASES)
def test_the_table(text, level, reason):
    found = uscc.judge(text)
    assert (found and found.level, found and found.reason) == (level, reason)


@given(
    head=st.sampled_from(["91540102", "92540121", "Y1540000", "12540100"]),
    serial=st.text(ALPHABET[:31], min_size=8, max_size=8),
    place=st.integers(0, 17), other=st.sampled_from(ALPHABET),
)  # fmt: skip
def test_a_mistyped_character_is_never_passed(head, serial, place, other):
    good = code(head, serial)
    assert uscc.judge(good) is None
    assume(good[place] != other)
    assert uscc.judge(good[:place] + other + good[place + 1 :]) is not None


@given(text=st.text(max_size=20))
def test_any_text_is_judged(text):
    assert uscc.judge(text) is not None or library.calc_check_digit(text[:-1]) == text[-1]


def test_a_roster_line_says_what_is_wrong_with_its_code_in_both_languages():
    form = FormDef(
        id="R", title="名录", kind=Kind.ROSTER, frequency=Frequency.MONTH, respondents=("county",),
        fields=(FieldDef(id="no", title="信用代码", type=CellType.USCC),),
    )  # fmt: skip
    unit = UnitDef(code="1", name="县", kind="county")
    pack = PackDef(
        id="p",
        version="1",
        title="",
        authority="",
        first_period="2026-01",
        due={},
        forms=(form,),
        units=(unit,),
    )
    index = PackIndex(pack)
    typed = ["91350100 m000100y43", "91350100M000100Y44", "", "—"]
    lines = [(parse_entry(text, index.forms["R"].field_specs["no"]).value,) for text in typed]
    figures = [(line[0] if isinstance(line[0], str) else None,) for line in lines]
    evaluation = Evaluation(
        Program(index), unit, parse_period("2026-01"), {"R": Inputs({}, figures)}, NoPast()
    )
    (found,) = findings(evaluation, "R", (), lines)
    assert (found.id, found.kind, found.line, found.level) == (
        "R-auto-uscc",
        FindingKind.USCC,
        2,
        Level.HINT,
    )
    assert sentence(found, Translator("zh")) == "第 2 行：信用代码“91350100M000100Y44”校验码不对，有字符填错"
    assert sentence(found, Translator("en")).endswith("has a wrong check digit; one character was mistyped")
