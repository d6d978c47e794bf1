"""Q1–Q4: 6,000 report sets in the product's store; the same questions as bare SQL on the same tables."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from forms.ids import CellRef
from forms.index import PackIndex
from forms.period import parse_period
from forms.report import Content, ReportKey
from forms.store import ReportRow, open_store
from forms.store.store import Store
from tests.benchmarks import region, work
from tests.benchmarks.timing import median_of, tell

UNITS, MONTHS = 100, 60


def fill(store: Store) -> None:
    """Figures, sums and a row of state a report; contents repeat every seventh unit, sums do not care."""
    pack = PackIndex(work.pack(UNITS, to_top=False)).pack
    store.figures.ensure(pack)
    tables = [[Content(cells=work.cells(work.figures(n, 0), f)) for f in range(10)] for n in range(7)]
    keys = [
        (ReportKey(work.unit_code(unit), form, work.month(number)), tables[(unit + number) % 7][f])
        for number in range(MONTHS)
        for unit in range(UNITS)
        for f, form in enumerate(work.FORMS)
    ]
    with store.transaction():
        for key, _ in keys:
            store.reports.put(_row(key))
    store.figures.rebuild((pack, key, content) for key, content in keys)


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        store = open_store(Path(scratch) / "bench.db", create=True, now=region.clock)
        fill(store)
        year = [parse_period(work.month(n)) for n in range(MONTHS - 12, MONTHS)]
        last = [p.last_year for p in year]
        now, unit = year[-1], work.unit_code(3)
        cell = CellRef("F05", "r07", "c4")
        q1 = median_of(lambda: store.reports.counts(year[0], year[-1]))
        q2 = median_of(lambda: _measures(store, "F05", year, last))
        q2_all = median_of(lambda: [_measures(store, form, year, last) for form in work.FORMS], 3)
        q2_base = median_of(
            lambda: [_base(store, "F05", periods) for periods in (year[-1:], year, last[-1:], last)]
        )
        q3 = median_of(lambda: store.figures.series(cell))
        q3_bare = median_of(
            lambda: store.database.rows("SELECT period, unit, c34 FROM figures_F05 ORDER BY period, unit")
        )
        shown = [now, now.previous, now.last_year]
        q4 = median_of(lambda: [store.figures.figures(form, shown, [unit]) for form in work.FORMS])
        fixed, right = corrections(store)
        size = (Path(scratch) / "bench.db").stat().st_size
        store.close()
        rows = eav(Path(scratch) / "eav.db")
    if not right:
        raise SystemExit("sums after corrections are not those made anew")
    values = UNITS * MONTHS * 600
    tell(
        q6=fixed,
        value=size / values,
        eav=rows,
        t=q2,
        q1=q1,
        q2=q2,
        q2_all=q2_all,
        q2_base=q2_base,
        q3=q3,
        q3_bare=q3_bare,
        q4=q4,
        mb=size / 1e6,
    )


def corrections(store: Store) -> tuple[float, bool]:
    """Seconds of the median correction with its commit, and whether all sums are then as if made anew."""
    pack = PackIndex(work.pack(UNITS, to_top=False)).pack
    taken = []
    for n in range(50):
        key = ReportKey(work.unit_code(n), "F03", work.month(MONTHS - 1 - n % 12))
        content = Content(cells=work.cells(work.figures(n, 77), 2))
        begun = time.perf_counter()
        with store.transaction():
            store.figures.project(pack, key, content)
            store.reports.put(_row(key))
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[len(taken) // 2], store.figures.check_sums() == ()


def eav(path: Path) -> float:
    """Bytes a value of 600 sets kept as one row a value, without any index beside the key."""
    database = sqlite3.connect(path)
    database.execute(
        "CREATE TABLE v (period int, unit int, ind int, v int, PRIMARY KEY (period, unit, ind)) WITHOUT ROWID"
    )
    sets = [(period, unit) for period in range(60) for unit in range(10)]
    for period, unit in sets:
        values = work.figures(unit, period)
        database.executemany(
            "INSERT INTO v VALUES (?, ?, ?, ?)", [(period, unit, n, value) for n, value in enumerate(values)]
        )
    database.commit()
    database.close()
    return path.stat().st_size / (len(sets) * 600)


def _row(key: ReportKey) -> ReportRow:
    return ReportRow(
        unit=key.unit, form=key.form, period=key.period, heads=("0" * 64,), state="accepted",
        revision="0" * 64, kind="submit", received_at="2026-11-03T00:00:00Z", flags=(),
    )  # fmt: skip


def _measures(store: Store, form: str, year: list, last: list) -> None:
    """This month, the year so far, and both a year ago, by node."""
    for periods in (year[-1:], last[-1:]):
        store.figures.sums(form, periods)
    for periods in (year, last):
        store.figures.sums(form, periods, fold=True)


def _base(store: Store, form: str, periods: list) -> list:
    """One of the four measures added up from the units' own figures."""
    names = ", ".join(f"sum(f.c{n})" for n in range(1, 61))
    marks = ", ".join(str(p.end << 4 | p.months) for p in periods)
    return store.database.rows(
        f"SELECT u.node, {names} FROM figures_{form} f JOIN unit_node u ON u.unit = f.unit"  # noqa: S608 - own names
        f" WHERE f.period IN ({marks}) GROUP BY u.node"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
