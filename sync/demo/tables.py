"""What an office types into the tables of a month: the figures of its places, 其中 those of its zones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from forms.calendar import asked
from forms.definition import UnitDef
from forms.index import FormIndex, Position
from forms.period import Period, parse_period
from sync.demo import enterprises
from sync.demo.allot import dice
from sync.demo.lines import Carrier, Month
from sync.demo.places import Place
from sync.demo.plain import entered_column
from sync.demo.world import World

Texts = dict[Position, str | None]
_LEVELS = {"国家级": "national", "省部共建": "joint", "自治区级": "regional", "市级": "city"}
_NOTE = "示例数据：全区合计等于公布数，分到各单位的数为举例"
_NOTES: Mapping[str, tuple[str, str]] = {
    "SC-01": ("01.17", _NOTE),
    "SC-02": ("02.10", _NOTE),
    "SC-03": ("03.01", _NOTE),
    "SC-04": ("04.01", _NOTE),
    "SC-05": ("05.01", _NOTE),
    "SC-06": ("06.12.1", _NOTE),
    "SC-08": ("08.02", _NOTE),
    "SC-09": ("09.01.1", "示例数据"),
    "SC-10": ("10.01", "示例数据"),
}
_BASE_CONTRACTS = "示例：首月补登2020年末前累计115例、1.88亿元（B-41、B-42），不是本月发生数"
_LATER_CONTRACTS = "示例数据"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One office in one month: its unit, its places, and the month."""

    world: World
    unit: UnitDef
    month: Month
    places: tuple[Place, ...]
    zones: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        """The places whose figures this office reports."""
        return frozenset(place.code for place in self.places)

    @property
    def period(self) -> Period:
        """The month."""
        return parse_period(self.month.period)


def desk(world: World, unit: str, month: Month) -> Desk:
    """The office of a unit in a month."""
    return Desk(
        world=world,
        unit=world.places.index.unit(unit),
        month=month,
        places=tuple(world.places.of(unit)),
        zones=frozenset(place.code for place in world.places.zones_of(unit)),
    )


def table(at: Desk, form: FormIndex) -> Texts:
    """Everything this office enters into a table, only where it is asked."""
    made = _SPECIAL.get(form.form.id, _nothing)(at, form)
    made |= _plain(at, form)
    made |= _note(at, form)
    return {p: text for p, text in made.items() if _is_asked(at, form, p)}


def _is_asked(at: Desk, form: FormIndex, position: Position) -> bool:
    cell = form.cells.get(position)
    return cell is not None and asked(form.form, cell.row, cell.column, at.unit, at.period)


def text(figure: Decimal | int) -> str:
    """A figure as a clerk writes it."""
    return format(Decimal(figure), "f")


def _nothing(at: Desk, form: FormIndex) -> Texts:
    del at, form
    return {}


def _note(at: Desk, form: FormIndex) -> Texts:
    name = form.form.id
    if name == "SC-07":
        said = _LATER_CONTRACTS if at.month.number else _BASE_CONTRACTS
        return {Position("07.01", "note"): said}
    row, said = _NOTES.get(name, ("", ""))
    return {Position(row, "note"): said}


# --- figures without a roster ------------------------------------------------------------------------


def _plain(at: Desk, form: FormIndex) -> Texts:
    made: Texts = {}
    for (name, row), figures in at.month.plain.items():
        if name != form.form.id:
            continue
        made[Position(row, entered_column(name))] = text(_sum(figures, at.codes))
        made[Position(row, "zone")] = text(_sum(figures, at.zones))
    return made


def _sum(figures: Mapping[str, Decimal], codes: Iterable[str]) -> Decimal:
    return sum((figures[code] for code in codes if code in figures), Decimal(0))


# --- carriers ----------------------------------------------------------------------------------------

_COUNTED: Mapping[str, Callable[[Carrier], int]] = {
    "02.12": lambda c: c.firms,
    "02.13": lambda c: c.jobs,
    "02.14": lambda c: c.graduates,
    "02.15": lambda c: c.relocated,
    "02.16.1": lambda c: c.services[0],
    "02.16.2": lambda c: c.services[1],
    "02.16.3": lambda c: c.services[2],
    "02.16.4": lambda c: c.services[3],
}
_COLUMNS = ("national", "regional", "city", "other")


def _sc02(at: Desk, form: FormIndex) -> Texts:
    mine = [c for c in at.month.carriers if c.place in at.codes]
    kinds = {choice.code for choice in at.world.places.pack.lists["carrier_kinds"]}
    rows = {code: row for code, row in _rows_by_code(form).items() if code in kinds}
    made: Texts = {Position(row, col): "0" for row in rows.values() for col in (*_COLUMNS, "zone")}
    made |= {Position(row, col): "0" for row in (*_COUNTED, "02.11", "02.05") for col in (*_COLUMNS, "zone")}
    for carrier in mine:
        column = _LEVELS.get(carrier.level, "other")
        _add(made, rows[carrier.kind], column, 1)
        for row, figure in _COUNTED.items():
            _add(made, row, column, figure(carrier))
        if carrier.place in at.zones:
            _add(made, rows[carrier.kind], "zone", 1)
            for row, figure in _COUNTED.items():
                _add(made, row, "zone", figure(carrier))
    for event in at.month.events:
        if event.event == "新认定" and event.place in at.zones:
            _add(made, "02.11", _LEVELS.get(event.after or "", "other"), 1)
    return made


def _rows_by_code(form: FormIndex) -> dict[str, str]:
    """The row of each kind, by the C- codes of its basis."""
    return {code: row.id for row in form.form.rows for code in row.basis if code.startswith("C-")}


def _add(made: Texts, row: str, column: str, count: Decimal | int) -> None:
    position = Position(row, column)
    made[position] = text(Decimal(made.get(position) or "0") + count)


_EVENT_ROWS = {
    "新认定": "03.01",
    "推荐（国家级）": "03.02",
    "升级": "03.03",
    "撤销": "03.04",
    "退出": "03.05",
    "淘汰“僵尸”载体": "03.06.1",
    "整合": "03.06.2",
    "纳入管理体系": "03.07",
    "审计": "03.08",
    "表彰奖励": "03.10",
}


def _sc03(at: Desk, form: FormIndex) -> Texts:
    del form
    made: Texts = {Position(row, col): "0" for row in _EVENT_ROWS.values() for col in ("m", "zone")}
    for event in at.month.events:
        if event.place in at.codes:
            _add(made, _EVENT_ROWS[event.event], "m", 1)
        if event.place in at.zones:
            _add(made, _EVENT_ROWS[event.event], "zone", 1)
    return made


# --- enterprises -------------------------------------------------------------------------------------

_STOCKS = ("04.01", "04.05", "04.07", "04.08", "04.09", "04.10", "04.11.1", "04.11.2")
_MORE_STOCKS = ("04.12.1", "04.12.2", "04.12.3")


def _sc04(at: Desk, form: FormIndex) -> Texts:
    rows = _rows_by_code(form)
    made: Texts = {
        Position(row, col): "0" for row in (*_STOCKS, *_MORE_STOCKS) for col in ("add", "less", "end", "zone")
    }
    made |= {Position(row, "add"): "0" for row in ("04.02", "04.13.1", "04.13.2", "04.14")}
    for found, column in (
        (at.month.enterprises, "end"),
        (at.month.joined, "add"),
        (at.month.left, "less"),
    ):
        for one in found:
            if one.place in at.codes:
                _add(made, rows[one.kind], column, 1)
            if column == "end" and one.place in at.zones:
                _add(made, rows[one.kind], "zone", 1)
    for one in at.month.joined:
        if one.place in at.codes and one.first:
            _add(made, "04.02", "add", 1)
        if one.place in at.zones:
            _add(made, "04.14", "add", 1)
    return made | _money(at)


def _money(at: Desk) -> Texts:
    """What is asked at the end of a quarter: revenue, enterprises with much of it, assets."""
    quarter = at.month.number // 3
    revenue = enterprises.quarter_revenue(at.world.seed, at.month.enterprises, at.month.number)
    big = enterprises.big_ones(at.month.enterprises)
    owned = enterprises.assets(at.world.seed, at.month.enterprises, quarter)
    return {
        Position("04.03", "add"): text(_sum(revenue, at.codes)),
        Position("04.04", "end"): text(_sum(big, at.codes)),
        Position("04.04", "zone"): text(_sum(big, at.zones)),
        Position("04.06", "end"): text(_sum(owned, at.codes)),
        Position("04.06", "zone"): text(_sum(owned, at.zones)),
    }


# --- platforms, parks, contracts, people, payments, events ---------------------------------------------


def _sc05(at: Desk, form: FormIndex) -> Texts:
    rows = _rows_by_code(form)
    made: Texts = {
        Position(row.id, col): "0"
        for row in form.form.rows
        for col in ("national", "joint", "regional", "city", "other", "zone")
    }
    for platform in at.world.platforms:
        if platform.place in at.codes:
            _add(made, rows[platform.kind], _LEVELS.get(platform.level, "other"), 1)
        if platform.place in at.zones:
            _add(made, rows[platform.kind], "zone", 1)
    return made


_PARK_ROWS = {
    ("C-31", "国家级"): "06.12.1",
    ("C-31", "自治区级"): "06.12.2",
    ("C-31", "市级"): "06.12.3",
    ("C-32", "国家级"): "06.13.1",
    ("C-33", "国家级"): "06.13.2",
    ("C-34", "国家级"): "06.13.3",
    ("C-34", "自治区级"): "06.13.4",
}
_STAGES = {"540100Z01": "已申报", "540300Z01": "筹备", "540200": "筹备", "540400": "筹备"}
_MILESTONES = ("06.11", "06.17.1", "06.17.2", "06.17.3")


def _sc06(at: Desk, form: FormIndex) -> Texts:
    del form
    made: Texts = {Position(row, "m"): "0" for row in _PARK_ROWS.values()}
    for park in at.world.parks:
        row = _PARK_ROWS.get((park.kind, park.level))
        if row and park.stage == "建成" and park.place in at.codes:
            _add(made, row, "m", 1)
    made[Position("06.01.1", "m")] = "自治区级"
    made[Position("06.01.2", "m")] = _STAGES.get(at.unit.code)
    return made | {Position(row, "m"): "否" for row in _MILESTONES}


def _sc07(at: Desk, form: FormIndex) -> Texts:
    made: Texts = {}
    for column, codes in (("m", at.codes), ("zone", at.zones)):
        mine = [c.amount for c in at.month.contracts if c.place in codes]
        made[Position("07.01", column)] = text(len(mine))
        made[Position("07.02", column)] = text(sum(mine, Decimal(0)) / 10_000)
    return made | {Position(r.id, "m"): "否" for r in form.form.rows if r.id.startswith("07.13.")}


_POOL = {"C-95": ("08.06.1", "08.06.2"), "C-96": ("08.07.1", "08.07.2")}


def _sc08(at: Desk, form: FormIndex) -> Texts:
    del form
    made: Texts = {}
    for column, codes in (("m", at.codes), ("zone", at.zones)):
        for kind, (pool, services) in _POOL.items():
            mine = [p.services for p in at.month.people if p.kind == kind and p.place in codes]
            made[Position(pool, column)] = text(len(mine))
            made[Position(services, column)] = text(sum(mine))
    return made


def _sc09(at: Desk, form: FormIndex) -> Texts:
    made: Texts = {Position(row.id, col): "0" for row in form.form.rows for col in ("cnt", "amt", "bene")}
    made |= {Position(row.id, "bene"): None for row in form.form.rows if row.id.startswith("09.15")}
    made |= {Position(r.id, "done"): "是" if r.id == "09.15.10" else "否" for r in form.form.rows}
    sources: dict[str, set[str]] = {}
    for payment in at.month.payments:
        if payment.place in at.codes:
            _add(made, payment.row, "cnt", 1)
            _add(made, payment.row, "bene", 1)
            _add(made, payment.row, "amt", payment.amount)
            sources.setdefault(payment.row, set()).add(payment.source)
    for row, names in sources.items():
        made[Position(row, "source")] = names.pop() if len(names) == 1 else "多级"
    return made | _project_money(at)


_TREASURY = "city-treasury"
_BUDGET = 6_000


def _project_money(at: Desk) -> Texts:
    """Lhasa's project money: a budget in January, some of it spent every month after."""
    if not any(place.kind == _TREASURY for place in at.places):
        return {}
    chance = dice(at.world.seed, "project-money", at.month.number)
    january = at.period.month == 1
    figures = {
        "09.13.1": _BUDGET if january else 0,
        "09.13.2": 0 if january else chance.randint(200, 480),
        "09.13.3": 0 if january else chance.randint(50, 200),
    }
    made: Texts = {Position(row, "amt"): text(amount) for row, amount in figures.items()}
    made |= {Position(row, "source"): "地市" for row, amount in figures.items() if amount}
    return made


def _sc10(at: Desk, form: FormIndex) -> Texts:
    chance = dice(at.world.seed, "events", at.unit.code, at.month.number)
    return {Position(row.id, "m"): text(chance.choice((0, 0, 1, 1, 2, 3))) for row in form.form.rows}


_SPECIAL: Mapping[str, Callable[[Desk, FormIndex], Texts]] = {
    "SC-02": _sc02,
    "SC-03": _sc03,
    "SC-04": _sc04,
    "SC-05": _sc05,
    "SC-06": _sc06,
    "SC-07": _sc07,
    "SC-08": _sc08,
    "SC-09": _sc09,
    "SC-10": _sc10,
}
