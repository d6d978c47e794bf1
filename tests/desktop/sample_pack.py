"""A small pack with everything the window must show: merged heads, part-of rows, —, choices, a roster."""

from forms.definition import (
    CellType,
    ChoiceDef,
    ColumnDef,
    Derive,
    FieldDef,
    FormDef,
    Kind,
    Nature,
    PackDef,
    RowDef,
    UnitDef,
)
from forms.period import Frequency

LEVELS = tuple(ChoiceDef(code=name, title=name) for name in ("国家级", "自治区级", "市级", "其他（未定级）"))
KINDS = tuple(
    ChoiceDef(code=name, title=name)
    for name in ("众创空间", "科技企业孵化器", "星创天地", "创新创业中心", "加速器", "大学科技园")
)
THIS = {"group": "本期数", "group_en": "This period"}


def _row(number, title, title_en, measure="家", **more):
    more.setdefault("nature", Nature.STOCK)
    return RowDef(id=number, title=title, title_en=title_en, measure=measure, decimals=0, **more)


CARRIERS = FormDef(
    id="SC-02",
    title="“双创”载体运行情况表",
    title_en="Innovation and entrepreneurship carriers in operation",
    kind=Kind.TABLE,
    frequency=Frequency.MONTH,
    respondents=("prefecture",),
    columns=(
        ColumnDef(id="national", title="国家级", title_en="National", **THIS),
        ColumnDef(id="regional", title="自治区级", title_en="Regional", **THIS),
        ColumnDef(id="city", title="市级", title_en="City", **THIS),
        ColumnDef(id="other", title="其他（未定级）", title_en="Other", **THIS),
        ColumnDef(id="total", title="合计", title_en="Total", note="自动计算", **THIS),
        ColumnDef(
            id="open", title="期初（上月）合计", title_en="Opening", derive=Derive.PREVIOUS, of="total"
        ),
        ColumnDef(
            id="ytd", title="本年累计", title_en="Year to date", derive=Derive.YEAR_TO_DATE, of="total"
        ),
        ColumnDef(id="note", title="备注", title_en="Remarks", type=CellType.TEXT, required=False),
    ),
    rows=(
        _row("02.01", "众创空间", "Makerspaces", required=True),
        _row("02.02", "科技企业孵化器", "Technology business incubators", required=True),
        _row("02.03", "星创天地", "Rural makerspaces"),
        _row("02.04", "创新创业中心", "Innovation and entrepreneurship centres"),
        _row(
            "02.05",
            "创新创业基地（市级）",
            "Innovation and entrepreneurship bases (city level)",
            applies={"national": False, "regional": False, "other": False},
        ),
        _row("02.06", "加速器", "Accelerators"),
        _row("02.07", "高校科技园、大学科技园", "University science parks"),
        _row("02.08.6", "非遗传承人群创意工作室或创意空间", "Creative studios of heritage bearers"),
        _row("02.10", "“双创”载体合计", "All carriers", note="自动计算"),
        _row("02.12", "入驻企业", "Resident enterprises", required=True),
        _row("02.13", "期末在载体内就业人数", "People employed in carriers", "人", required=True),
        _row(
            "02.14", "其中：西藏籍高校毕业生", "Of which college graduates from Tibet", "人", part_of="02.13"
        ),
        _row("02.16.1", "服务次数：资源对接", "Services: matching", "次", nature=Nature.FLOW),
    ),
)
ROSTER = FormDef(
    id="SC-02A",
    title="“双创”载体名录",
    title_en="Roster of carriers",
    kind=Kind.ROSTER,
    frequency=Frequency.MONTH,
    respondents=("prefecture",),
    fields=(
        FieldDef(id="name", title="载体名称", title_en="Name", required=True),
        FieldDef(id="uscc", title="统一社会信用代码", title_en="Credit code", type=CellType.USCC),
        FieldDef(id="kind", title="类别", title_en="Kind", type=CellType.CHOICE, list="kinds", required=True),
        FieldDef(id="level", title="级别", title_en="Level", type=CellType.CHOICE, list="levels"),
        FieldDef(id="area", title="面积", title_en="Area", type=CellType.NUMBER, measure="㎡", decimals=2),
        FieldDef(id="firms", title="入驻企业", title_en="Firms", type=CellType.INTEGER, measure="家"),
        FieldDef(id="jobs", title="就业人数", title_en="Jobs", type=CellType.INTEGER, measure="人"),
        FieldDef(id="open", title="正常运行", title_en="Running", type=CellType.YESNO),
        FieldDef(id="since", title="认定日期", title_en="Recognised", type=CellType.DATE),
        FieldDef(id="tibetan", title="藏文名称", title_en="Tibetan name"),
        FieldDef(id="note", title="备注", title_en="Remarks", type=CellType.LONGTEXT),
    ),
    key=("uscc",),
    carry="previous-period",
)
MONEY = FormDef(
    id="SC-07",
    title="技术市场与金融服务情况表",
    title_en="Technology market and financial services",
    kind=Kind.TABLE,
    frequency=Frequency.MONTH,
    respondents=("prefecture",),
    columns=(
        ColumnDef(id="m", title="本月", title_en="This month"),
        ColumnDef(id="ly", title="上年同期", title_en="Last year", derive=Derive.LAST_YEAR),
    ),
    rows=(
        RowDef(id="07.01", title="技术合同登记数", measure="项", decimals=0, nature=Nature.FLOW),
        RowDef(id="07.02", title="技术市场交易额", measure="万元", decimals=2, nature=Nature.FLOW),
        RowDef(id="07.03", title="双创贷款余额", measure="亿元", decimals=4, nature=Nature.STOCK),
    ),
)
UNITS = (
    UnitDef(code="540000", name="西藏自治区", short_name="自治区", kind="region"),
    UnitDef(code="540100", name="拉萨市", short_name="拉萨", kind="prefecture", parent="540000"),
    UnitDef(code="540200", name="日喀则市", short_name="日喀则", kind="prefecture", parent="540000"),
)
PACK = PackDef(
    id="sample",
    version="2026.1",
    title="双创工作月报",
    title_en="Monthly report",
    authority="自治区推进“双创”领导小组办公室",
    first_period="2026-01",
    due={"month": 5},
    forms=(CARRIERS, ROSTER, MONEY),
    lists={"levels": LEVELS, "kinds": KINDS},
    units=UNITS,
)
