"""What a clerk may type, as tables: cell | typed | value. Nothing is guessed silently, no digit is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.definition import CellType, ChoiceDef
from forms.values import (
    MAX_DECIMALS,
    NA,
    CellSpec,
    Invalid,
    Reason,
    fit,
    from_text,
    parse_entry,
    read_in_full,
    round_half_up,
    to_text,
)

CHOICES = (
    ChoiceDef(code="N", title="国家级", title_en="national"),
    ChoiceDef(code="R", title="自治区级"),
    ChoiceDef(code="设备、仪器", title="设备、仪器"),
)
SPECS = {
    "whole": CellSpec(decimals=0),
    "money": CellSpec(decimals=2, measure="万元"),
    "free": CellSpec(),
    "integer": CellSpec(type=CellType.INTEGER, measure="家"),
    "percent": CellSpec(decimals=1, measure="%"),
    "choice": CellSpec(type=CellType.CHOICE, choices=CHOICES),
    "choices": CellSpec(type=CellType.CHOICES, choices=CHOICES),
    "yesno": CellSpec(type=CellType.YESNO),
    "date": CellSpec(type=CellType.DATE),
    "month": CellSpec(type=CellType.MONTH),
    "uscc": CellSpec(type=CellType.USCC),
    "phone": CellSpec(type=CellType.PHONE),
    "text": CellSpec(type=CellType.TEXT),
    "longtext": CellSpec(type=CellType.LONGTEXT),
    "attachment": CellSpec(type=CellType.ATTACHMENT),
}

# cell | typed | canonical text (None blank)
UNDERSTOOD = [
    ("whole", None, None),
    ("whole", " 　 ", None),
    ("whole", "0", "0"),
    ("whole", "12", "12"),
    ("whole", "１，２３４", "1234"),
    ("whole", "1,234,567", "1234567"),
    ("whole", "1 234 567", "1234567"),
    ("whole", "12.00", "12"),
    ("whole", "007", "7"),
    ("whole", "+5", "5"),
    ("whole", "-5", "-5"),
    ("whole", "−5", "-5"),
    ("whole", "（1,234）", "-1234"),
    ("whole", "-0", "0"),
    ("whole", "(0)", "0"),
    ("whole", "༡༢", "12"),
    ("whole", "—", "—"),
    ("whole", "-", "—"),
    ("whole", "――"[:1], "—"),
    ("money", "12.5", "12.50"),
    ("money", ".5", "0.50"),
    ("money", "12.5万元", "12.50"),
    ("money", "1.88 亿元", "18800.00"),
    ("money", "500千元", "50.00"),
    ("money", "100元", "0.01"),
    ("money", "(3)亿元", "-30000.00"),
    ("free", "12.500", "12.5"),
    ("free", "1200", "1200"),
    ("free", "0.0", "0"),
    ("free", "1.5万", "15000"),
    ("integer", "3家", "3"),
    ("integer", "3 万家", "30000"),
    ("integer", "2万", "20000"),
    ("percent", "12.5%", "12.5"),
    ("percent", "12.5％", "12.5"),
    ("choice", "国家级", "N"),
    ("choice", " N ", "N"),
    ("choice", "national", "N"),
    ("choices", "自治区级;国家级", "N；R"),
    ("choices", "国家级、自治区级，国家级", "N；R"),
    ("choices", "设备、仪器；国家级", "N；设备、仪器"),
    ("choices", "；", None),
    ("yesno", "是", "yes"),
    ("yesno", "√", "yes"),
    ("yesno", "TRUE", "yes"),
    ("yesno", "没有", "no"),
    ("yesno", "０", "no"),
    ("date", "2026年3月5日", "2026-03-05"),
    ("date", "2026/3/5", "2026-03-05"),
    ("date", "20260305", "2026-03-05"),
    ("month", "2026年3月", "2026-03"),
    ("month", "2026.12", "2026-12"),
    ("month", "2026-10-01", "2026-10"),
    ("uscc", "91540100ma6t1 xxxx1", "91540100MA6T1XXXX1"),
    ("phone", "0891-6321234", "0891-6321234"),
    ("text", "  拉萨　", "拉萨"),
    ("text", "１２", "１２"),
    ("longtext", "一\n二", "一\n二"),
    ("attachment", "照片.jpg", "照片.jpg"),
]

# cell | typed | why not
NOT_UNDERSTOOD = [
    ("whole", "十二", Reason.NUMBER),
    ("whole", "12.5", Reason.DECIMALS),
    ("whole", "1,23", Reason.NUMBER),
    ("whole", "1 23", Reason.NUMBER),
    ("whole", "1e5", Reason.NUMBER),
    ("whole", "NaN", Reason.NUMBER),
    ("whole", "Infinity", Reason.NUMBER),
    ("whole", "1..2", Reason.NUMBER),
    ("whole", "--5", Reason.NUMBER),
    ("whole", "=1+1", Reason.NUMBER),
    ("whole", "1" * 18 + "0", Reason.TOO_LONG),
    ("whole", "1" * 60, Reason.NUMBER),
    ("whole", "3家", Reason.MEASURE),
    ("money", "12.345", Reason.DECIMALS),
    ("money", "1元", Reason.DECIMALS),
    ("money", "3万", Reason.AMBIGUOUS),
    ("money", "3亩", Reason.MEASURE),
    ("money", "12345678901234567", Reason.TOO_LONG),
    ("money", "9999999999999亿元", Reason.TOO_LONG),
    ("free", "0.1234567", Reason.DECIMALS),
    ("free", "1234567890123", Reason.TOO_LONG),
    ("integer", "1.5", Reason.DECIMALS),
    ("integer", "3个", Reason.MEASURE),
    ("choice", "省级", Reason.CHOICE),
    ("choices", "国家级、省级", Reason.CHOICE),
    ("yesno", "也许", Reason.YESNO),
    ("date", "2026-02-30", Reason.DATE),
    ("date", "明天", Reason.DATE),
    ("month", "2026-13", Reason.MONTH),
    ("month", "2026-10-02", Reason.MONTH),
    ("text", "长" * 501, Reason.TOO_LONG),
    ("uscc", "9" * 501, Reason.TOO_LONG),
    ("longtext", "长" * 20_001, Reason.TOO_LONG),
]


@pytest.mark.parametrize(("cell", "typed", "text"), UNDERSTOOD)
def test_understood(cell, typed, text):
    assert to_text(parse_entry(typed, SPECS[cell]).value) == text


@pytest.mark.parametrize(("cell", "typed", "reason"), NOT_UNDERSTOOD)
def test_not_understood_and_kept_as_typed(cell, typed, reason):
    assert parse_entry(typed, SPECS[cell]).value == Invalid(typed, reason)


@pytest.mark.parametrize(
    ("cell", "typed", "unit"),
    [("money", "1.88亿元", "亿元"), ("integer", "2万", "万"), ("money", "2万元", None), ("whole", "2", None)],
)
def test_a_conversion_is_reported(cell, typed, unit):
    converted = parse_entry(typed, SPECS[cell]).converted
    assert (converted.unit if converted else None) == unit


# canonical text | cell | why it is no value
STRICT = [
    ("whole", "01", Reason.NUMBER),
    ("whole", "+1", Reason.NUMBER),
    ("whole", "-0", Reason.NUMBER),
    ("whole", "1,000", Reason.NUMBER),
    ("whole", "１", Reason.NUMBER),
    ("whole", " 1", Reason.NUMBER),
    ("whole", "", Reason.NUMBER),
    ("whole", "1.5", Reason.DECIMALS),
    ("whole", "9" * 30, Reason.NUMBER),
    ("free", "1234567890123", Reason.TOO_LONG),
    ("choice", "国家级", Reason.CHOICE),
    ("yesno", "是", Reason.CHOICE),
    ("date", "2026/03/05", Reason.CHOICE),
    ("text", " a", Reason.CHOICE),
]


@pytest.mark.parametrize(("cell", "text", "reason"), STRICT)
def test_received_texts_are_read_strictly(cell, text, reason):
    assert from_text(text, SPECS[cell]) == Invalid(text, reason)


def test_four_states():
    spec = SPECS["whole"]
    assert from_text(None, spec) is None
    assert from_text("—", spec) is NA
    assert from_text("0", spec) == Decimal(0)
    assert from_text("5", spec) == Decimal(5)


@given(
    st.sampled_from(sorted(SPECS)),
    st.none() | st.text(max_size=40) | st.from_regex(r"[-+(]?[0-9,. ]{1,30}[)万亿元%家]{0,3}"),
)
@example("uscc", "- -")
@example("text", "\x85a")
@example("choices", ";、")
def test_any_typing_is_read_and_its_text_reads_back_the_same(cell, typed):
    value = parse_entry(typed, SPECS[cell]).value
    if isinstance(value, Invalid):
        assert value.typed == typed
        return
    text = to_text(value)
    again = from_text(text, SPECS[cell])
    assert again == value
    assert to_text(again) == text


@given(
    st.sampled_from(sorted(SPECS)),
    st.none() | st.text(max_size=30) | st.from_regex(r"-?[0-9]{1,22}(\.[0-9]{1,8})?", fullmatch=True),
)
def test_reading_strictly_never_fails_and_accepts_only_what_is_written(cell, text):
    value = from_text(text, SPECS[cell])
    if isinstance(value, Invalid):
        assert value.typed == text
    elif isinstance(value, Decimal):
        assert value == Decimal(text)
    else:
        assert to_text(value) == text


@given(st.decimals(-(10**11), 10**11, places=6), st.integers(0, 6))
def test_fitting_loses_nothing(value, decimals):
    fitted = fit(value, CellSpec(decimals=decimals))
    assert fitted is None or (fitted == value and fitted.as_tuple().exponent == -decimals)
    assert fit(value, CellSpec()) == value


def test_a_figure_finer_than_anything_stored_does_not_fit():
    assert fit(Decimal("0.1234567"), CellSpec()) is None
    assert CellSpec().places == MAX_DECIMALS


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1.005", 2, "1.01"),
        ("-0.4", 0, "0"),
        ("2.4", 0, "2"),
        ("1", 2, "1.00"),
    ],
)
def test_rounding_half_up(value, places, rounded):
    assert str(round_half_up(Decimal(value), places)) == rounded


WRITTEN = (
    st.text(max_size=8)
    | st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{0,7})?", fullmatch=True)
    | st.from_regex(r"[12][0-9]{3}-[0-3][0-9](-[0-3][0-9])?", fullmatch=True)
    | st.text("甲乙AZaz09_（）()·.、，。 -—", max_size=12)
    | st.sampled_from(["yes", "no", "0", "-0", "0.50", "1.5", "2026-02-30", "91540091MA6T1XYZ2K", "无", "—"])
)


@given(st.sampled_from(list(SPECS)), WRITTEN)
def test_texts_known_by_a_pattern_are_read_as_in_full(cell, text):
    quick, full = from_text(text, SPECS[cell]), read_in_full(text, SPECS[cell])
    assert (quick, str(quick)) == (full, str(full))
