"""What is printed is a plain value before anybody draws it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.report import Cover
from sync.outputs import official, print_job
from sync.outputs.printing import summary_job
from sync.outputs.relations import relations_of

ZH, EN = Translator("zh"), Translator("en")


def test_a_job_is_the_same_after_json(summary, collected):
    job = summary_job(summary, collected, ZH)
    assert print_job.from_json(print_job.to_json(job)) == job
    assert [form.id for form in job.forms] == [total.form for total in summary.forms]


def test_something_else_is_no_job():
    with pytest.raises(YuebaoError) as refused:
        print_job.from_json(b'{"forms": 3}')
    assert refused.value.code == "E-SCHEMA"


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2026-10", "2026年10月", "October 2026"),
        ("2026Q4", "2026年第4季度", "Q4 2026"),
        ("2026H1", "2026年上半年", "H1 2026"),
        ("2026H2", "2026年下半年", "H2 2026"),
        ("2026", "2026年", "2026"),
    ],
)
def test_periods_in_words(period, chinese, english):
    assert official.period_text(period, ZH) == chinese
    assert official.period_text(period, EN) == english


def test_without_an_approval_number_none_is_made_up(collected):
    pack = collected.index.pack
    form = collected.index.form("SC-02").form
    assert official.box(pack, form, ZH) == (
        ("表号", "SC-02"),
        ("制定机关", pack.authority),
        ("性质", "工作报表"),
        ("依据", "藏政发〔2021〕5号（十九）"),
        ("有效期至", "2027年12月"),
    )
    approved = replace(pack, approval="国统制〔2026〕1号", valid_until=None)
    assert official.box(approved, form, ZH)[2:] == (("批准文号", "国统制〔2026〕1号"),)


def test_the_foot_has_room_where_nothing_was_written():
    foot = dict(official.foot(Cover(head="甲某", date="2026-11-03"), ZH))
    assert foot["单位负责人"] == "甲某"
    assert foot["填表人"] == ""
    assert foot["报出日期"] == "2026年11月3日"
    assert official.day_text("下周", ZH) == "下周"


def test_heads_are_merged_by_group(summary, collected):
    (form,) = [f for f in summary_job(summary, collected, ZH).forms if f.id == "SC-01"]
    groups = {head.text: head.places for head in form.heads.cells if head.places > 1}
    assert groups == {"目标值": 4, "完成率（%）": 4}
    assert [p.index for p in form.heads.places][:5] == ["甲", "乙", "丙", "1", "2"]
    assert form.heads.stem == 3


def test_blank_zero_and_not_applicable_print_differently(summary, collected):
    (form,) = [f for f in summary_job(summary, collected, ZH).forms if f.id == "SC-01"]
    first = form.lines[0]
    assert (first[3], first[4], first[6]) == ("", "—", "0")


def test_relations_use_the_printed_numbers(collected):
    said = relations_of(collected.index.form("SC-02").form, ZH)
    assert len(said) == len(collected.index.form("SC-02").form.checks)
    assert any("≤" in line or "=" in line for line in said)
    assert all("【" in line for line in said)
