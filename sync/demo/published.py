"""The published figures (baselines.csv of the sources), which row carries each, and which no row can carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from sync.desk.summary import FormTotal


class Published(Struct, frozen=True, kw_only=True):
    """One published figure and the cells of the region's totals that must add up to it.

    A roster is named by `form` with a `field` to add, or `lines` to count. `quarter`: the row is asked in the
    last month of a quarter, so the first such month carries the figure of the end of 2020.
    """

    id: str
    item: str
    measure: str
    figure: str
    form: str
    cells: tuple[tuple[str, str], ...] = ()
    field: str = ""
    quarter: bool = False
    factor: int = 1


class Carried(Struct, frozen=True, kw_only=True):
    """A published figure against the region's total in the month that carries it."""

    id: str
    item: str
    measure: str
    published: str
    total: str | None
    period: str
    where: str
    equal: bool


def _one(  # noqa: PLR0917 - reads as a line of the table below
    id_: str, item: str, measure: str, figure: str, form: str, row: str, column: str
) -> Published:
    return Published(id=id_, item=item, measure=measure, figure=figure, form=form, cells=((row, column),))


PUBLISHED: Sequence[Published] = (
    _one("B-01", "省部共建国家重点实验室", "个", "1", "SC-05", "05.01", "joint"),
    _one("B-02", "国家可持续发展实验区", "个", "1", "SC-06", "06.13.3", "m"),
    _one("B-03", "国家农业科技园区", "个", "4", "SC-06", "06.12.1", "m"),
    _one("B-04", "国家野外科学观测研究站", "个", "7", "SC-05", "05.05", "national"),
    Published(
        id="B-05",
        item="自治区重点实验室和工程技术研究中心",
        measure="家",
        figure="37",
        form="SC-05",
        cells=(("05.01", "regional"), ("05.03", "regional")),
    ),
    _one("B-06", "自治区临床医学研究中心", "家", "4", "SC-05", "05.04", "regional"),
    _one("B-07", "自治区高新技术产业开发区", "个", "3", "SC-01", "01.02", "end"),
    _one("B-08", "自治区可持续发展实验区", "个", "1", "SC-06", "06.13.4", "m"),
    _one("B-09", "自治区农业科技园区", "个", "2", "SC-06", "06.12.2", "m"),
    _one("B-17", "院士工作站", "个", "3", "SC-05", "05.06", "total"),
    _one("B-18", "科技特派员", "人", "10519", "SC-08", "08.02", "m"),
    _one("B-28", "有效期内高新技术企业", "家", "87", "SC-04", "04.01", "end"),
    Published(
        id="B-29",
        item="高新技术企业营业收入（2020年）",
        measure="亿元",
        figure="248.37",
        form="SC-04A",
        field="revenue",
    ),
    Published(
        id="B-30",
        item="其中收入上亿企业",
        measure="家",
        figure="25",
        form="SC-04",
        cells=(("04.04", "end"),),
        quarter=True,
    ),
    _one("B-31", "科技型中小企业", "家", "211", "SC-04", "04.05", "end"),
    Published(
        id="B-32",
        item="科技型中小企业资产总额",
        measure="亿元",
        figure="49.01",
        form="SC-04",
        cells=(("04.06", "end"),),
        quarter=True,
    ),
    Published(
        id="B-33",
        item="国家“双创”示范基地",
        measure="个",
        figure="2",
        form="SC-06",
        cells=(("06.16.1", "m"),),
        quarter=True,
    ),
    _one("B-34", "国家科技企业孵化器", "个", "2", "SC-02", "02.02", "national"),
    _one("B-35", "各类“双创”载体", "家", "138", "SC-02", "02.10", "total"),
    _one("B-36", "其中国家级“双创”载体", "家", "19", "SC-02", "02.10", "national"),
    _one("B-37", "其中自治区级“双创”载体", "家", "30", "SC-02", "02.10", "regional"),
    _one("B-38", "“双创”载体入驻企业", "家", "2691", "SC-02", "02.12", "total"),
    _one("B-39", "“双创”载体吸纳就业", "人", "24200", "SC-02", "02.13", "total"),
    _one("B-40", "技术合同认定登记机构", "处", "3", "SC-07", "07.03", "m"),
    _one("B-41", "累计技术合同认定登记", "例", "115", "SC-07", "07.01", "m"),
    _one("B-42", "技术合同金额（累计）", "亿元", "1.88", "SC-07", "07.02", "m"),
    _one("B-48", "全国首批创新型县(市)", "个", "1", "SC-06", "06.13.2", "m"),
    _one("B-54", "高新技术企业数量", "家", "87", "SC-01", "01.17", "end"),
    _one("B-55", "科技型中小企业数量", "家", "211", "SC-01", "01.18", "end"),
)

NOT_CARRIED: Mapping[str, str] = {
    "B-10 B-44": "no row of the forms asks it",
    "B-11 B-12": "no row counts all professionals or R&D staff by heads",
    "B-13 B-14 B-15 B-16": "no row asks talent programmes and awards",
    "B-19 B-20 B-21": "sums over the five years to 2020: the rows take what happens in a month from 2021 on",
    "B-22 B-23 B-24 B-25 B-26 B-27 B-43": "no row asks research programmes, results, prizes or reforms",
    "B-45 B-46 B-47": "no row asks popular science",
    "B-49": "approved for founding does not count as built (06.13.1); it stands in the roster SC-06A",
    "B-50 B-51": "named without a number; the stations are within B-04",
    "B-52 B-56": "yearly rows (01.15, 08.13), asked in December; the first asked is that of 2021",
    "B-53": "its definition is not published; 01.26 adds the items that are, 13 instead of 14",
    "B-57": "turnover of 2020: the rows take contracts from 2021 on, the base month the cumulative B-42 instead",
    "B-58 B-59": "yearly ratios (01.27, 01.28) that only departments report in December",
    "B-60": "not a figure",
}
"""Published figures that no monthly row of the pack can carry, and why (English texts of the catalogue)."""


def compare(
    totals: Mapping[str, Mapping[str, FormTotal]], base: str, quarter: str | None
) -> tuple[Carried, ...]:
    """Every published figure against the totals, by period and form, of the month that carries it."""
    found = []
    for one in PUBLISHED:
        period = quarter if one.quarter else base
        total = totals.get(period or "", {}).get(one.form)
        if period is not None and total is not None:
            found.append(_compared(one, total, period))
    return tuple(found)


def _compared(one: Published, total: FormTotal, period: str) -> Carried:
    texts = (
        [total.fields.get(one.field)]
        if one.field
        else [total.cells.get(row, {}).get(column) for row, column in one.cells]
    )
    figures = [Decimal(text) for text in texts if text not in (None, "—")]
    added = sum(figures, Decimal(0)) if figures else None
    where = (
        " + ".join([f"{one.form}[{row}, {column}]" for row, column in one.cells]) or f"{one.form}.{one.field}"
    )
    return Carried(
        id=one.id,
        item=one.item,
        measure=one.measure,
        published=one.figure,
        total=None if added is None else _plain(added),
        period=period,
        where=where,
        equal=added == Decimal(one.figure),
    )


def _plain(figure: Decimal) -> str:
    """Without the zeros that a row's decimals add, to be read beside the published figure."""
    text = format(figure, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
