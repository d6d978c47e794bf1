"""The workbook form of a pack: which sheet holds what, and how its columns are called and explained.

A heading is the Chinese name with the English id below it; either alone is understood as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import msgspec
from msgspec import inspect

from forms.definition import (
    CalculationDef,
    CheckDef,
    ChoiceDef,
    ColumnDef,
    FieldDef,
    FormDef,
    NodeCheckDef,
    RowDef,
    TargetDef,
    UnitDef,
)
from forms.packs.build import fields_of, required_type

COVER, SAMPLES, REMARKS = "封面", "样例", "说明"
LAST_LINE = 5000
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: a record a line; `owner` is a first column that says which form or list it belongs to."""

    name: str
    part: str
    record: type[msgspec.Struct]
    owner: str | None = None
    skip: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of the columns in order."""
        own = tuple(name for name in fields_of(self.record) if name not in self.skip)
        return (self.owner, *own) if self.owner else own

    def kind(self, column: str) -> inspect.Type:
        """What stands in a column."""
        if column == self.owner:
            return inspect.StrType()
        return required_type(fields_of(self.record)[column].type)


FORMS = Sheet(
    name="报表",
    part="forms",
    record=FormDef,
    skip=("columns", "rows", "fields", "calculations", "checks"),
)
OF_FORM = (
    Sheet(name="栏", part="columns", record=ColumnDef, owner="form"),
    Sheet(name="行", part="rows", record=RowDef, owner="form"),
    Sheet(name="名录字段", part="fields", record=FieldDef, owner="form"),
    Sheet(name="运算", part="calculations", record=CalculationDef, owner="form"),
    Sheet(name="审核", part="checks", record=CheckDef, owner="form"),
)
NODE_CHECKS = Sheet(name="节点检查", part="node_checks", record=NodeCheckDef)
LISTS = Sheet(name="字典", part="lists", record=ChoiceDef, owner="list")
UNITS = Sheet(name="单位", part="units", record=UnitDef)
TARGETS = Sheet(name="指标目标", part="targets", record=TargetDef)
SHEETS = (FORMS, *OF_FORM, NODE_CHECKS, LISTS, UNITS, TARGETS)

COVER_COLUMNS = ("key", "value", "second")
SAMPLE_COLUMNS = (
    "sample",
    "part",
    "title",
    "unit",
    "period",
    "form",
    "row",
    "column",
    "value",
    "check",
    "level",
    "cells",
    "partial",
    "note",
)
SAMPLE_PARTS = ("sample", "history", "reports", "values", "expect")

_NAMES: Mapping[str, tuple[str, str]] = {
    "form": ("表号", "本行属于哪张报表（见“报表”表的表号）。"),
    "list": ("字典", "字典的名称；类型为 choice 或 choices 时必填。"),
    "id": ("编号", "字母、数字、点、下划线、连字符；不得重复。"),
    "title": ("名称", "打印和显示的名称。"),
    "title_en": ("英文名称", "可空。"),
    "kind": ("种类", "报表：table 表 / roster 名录；单位：单位类别，由本套制度自定。"),
    "frequency": ("频度", "month 月 / quarter 季 / half 半年 / year 年。行、栏可空；填写后只在该期末月份填报。"),
    "respondents": ("填报单位类别", "单位类别，多个用“；”分隔。"),
    "units": ("指定单位", "单位代码，多个用“；”分隔；空为不限。"),
    "basis": ("依据", "文件条款或指标编号，多个用“；”分隔。"),
    "notes": ("说明", "多条用“；”分隔。"),
    "key": ("关键字段", "名录中判断同一行的字段，多个用“；”分隔。"),
    "carry": ("结转", "previous-period 表示从上期结转名录。"),
    "group": ("栏组", "相邻同名栏组合并为上层表头。"),
    "group_en": ("栏组英文", "可空。"),
    "type": ("类型", "number 数值、integer 整数、text 文字、choice 单选、choices 多选、yesno 是否、date 日期、month 月份等。"),
    "measure": ("计量单位", "如 家、人、万元。"),
    "nature": ("性质", "flow 时期数、stock 时点数、to-date 累计至今、average 平均、ratio 比率、growth 增速、milestone 进展、text 文字。"),
    "decimals": ("小数位", "0 至 6。"),
    "min": ("下限", "可空。"),
    "max": ("上限", "可空。"),
    "required": ("必填", "yes / no。"),
    "derive": ("自动取数", "year-to-date 本年累计、same-period-last-year 上年同期、previous-period 上期、target 目标、progress 完成率。"),
    "of": ("取自栏", "自动取数的来源栏；空为其前最近的填报栏。"),
    "document": ("文件", "目标所依据的文件。"),
    "applies": ("适用", "栏写 yes / no；行写“栏号: no”，多个用“；”分隔；no 打印“—”。"),
    "note": ("备注", "可空。"),
    "part_of": ("其中项属于", "总计行的行号。"),
    "target": ("目标", "运算：被计算的单元格，如 [04, m]；指标目标：目标值。"),
    "formula": ("公式", "如 [02] <= [01]，写法见规则说明。"),
    "missing": ("缺数处理", "skip-any 任一空缺不判、skip-all 全部空缺不判、zero 空缺按零。"),
    "level": ("级别", "error 逻辑性审核、warning 核实性审核、hint 提示。"),
    "message": ("提示语", "告诉填表人哪里不对、该做什么。"),
    "message_en": ("英文提示语", "可空。"),
    "forms": ("表号", "适用的报表，多个用“；”分隔。"),
    "parent": ("上级", "单位：上级单位代码；节点检查：上级自报数所在的栏。"),
    "child": ("下级栏", "下级单位数所在的栏。"),
    "children": ("下级范围", "inside 已含在上级数内、outside 未含、all 全部。"),
    "child_kinds": ("下级类别", "多个用“；”分隔；空为不限。"),
    "unit_kinds": ("上级类别", "多个用“；”分隔；空为不限。"),
    "code": ("代码", "单位代码或选项代码；按文本保存。"),
    "name": ("单位名称", "全称。"),
    "short_name": ("简称", "可空。"),
    "reports_to": ("报送单位", "接收其上报包的单位代码；空为上级单位。"),
    "inside": ("含在上级数内", "yes 表示其数已含在上级自报数内，汇总时只作“其中”。"),
    "valid_from": ("启用月份", "如 2026-01；空为一直有效。"),
    "valid_to": ("停用月份", "如 2025-12；空为一直有效。"),
    "successor": ("继任单位", "并入或更名后的单位代码，用于上年同期。"),
    "indicator": ("指标", "目标的原文表述。"),
    "row": ("行号", "样例中名录行写 #1、#2。"),
    "column": ("栏号", "样例中名录写字段编号。"),
    "unit": ("单位代码", "见“单位”表。"),
    "baseline": ("基期值", "可空。"),
    "baseline_year": ("基期", "如 2020 或“十三五”期末。"),
    "comparator": ("比较", "= ≥ > ≤ < range 等。"),
    "target_year": ("目标年份", "如 2025。"),
    "clause": ("条款", "文件的条款号。"),
    "value": ("内容", "样例：所填或应得的值，空为未填。"),
    "second": ("内容二", "依据的条款、报送天数、更名后的名称。"),
    "sample": ("样例", "样例编号。"),
    "part": ("部分", "sample 样例、history 以前各期、reports 本期所填、values 应得的值、expect 应查出的问题。"),
    "period": ("报告期", "如 2026-10、2026Q4。"),
    "check": ("审核编号", "应查出的审核。"),
    "cells": ("单元格", '如 [["01", "m"]]；空为不论在哪里。'),
    "version": ("版本", "封面：如 2026.1；已下发的版本不得再改内容。"),
    "authority": ("制定机关", "封面。"),
    "approval": ("批准文号", "封面：可空。"),
    "valid_until": ("有效期至", "封面：可空。"),
    "first_period": ("实施起始", "封面：如 2026-01。"),
    "due": ("报送期限", "封面：频度和期后天数。"),
    "renamed": ("更名对照", "封面：原名和现名，如 SC-02.02.06 和 SC-02.02.6；填报中的草稿和历史数据据此延续。"),
    "partial": ("部分核对", "yes 表示允许查出其他问题。"),
}  # fmt: skip


def heading(column: str) -> str:
    """What stands at the head of a column."""
    chinese = _NAMES[column][0] if column in _NAMES else ""
    return f"{chinese}\n{column}".strip()


def explanation(column: str) -> str:
    """What the comment at the head of a column says."""
    return _NAMES[column][1] if column in _NAMES else ""


def column_of(text: str, known: tuple[str, ...]) -> str | None:
    """The column a heading means: by its English id, else by its Chinese name."""
    words = text.split()
    if words and words[-1] in known:
        return words[-1]
    return next((name for name in known if _NAMES.get(name, ("",))[0] == text.strip() and text.strip()), None)


def letter(place: int) -> str:
    """The letters of a column, counted from 0."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def choices(kind: inspect.Type) -> tuple[str, ...]:
    """What a drop-down offers."""
    match kind:
        case inspect.EnumType(cls=cls):
            members: list[Enum] = list(cls)
            return tuple(str(member.value) for member in members)
        case inspect.BoolType():
            return YES_NO
        case _:
            return ()
