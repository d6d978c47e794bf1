"""What is known of every report now: a projection for the matrix, made again from revisions and events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from forms.period import Period, parse_period
from forms.report import ReportKey
from forms.store.arrays import json_array, strings
from forms.store.database import Database, Row
from forms.store.rows import ReportRow

_SELECT = "SELECT unit, form, period, heads, state, revision, kind, received_at, flags FROM report"


@cache
def period_number(text: str) -> int:
    """A period as an integer that sorts as periods do: `end * 16 + months` (see `forms.period.Period`)."""
    period = parse_period(text)
    return period.end << 4 | period.months


@cache
def period_of(number: int) -> Period:
    """The period of such an integer."""
    return Period(number >> 4, number & 15)


class StateCount(NamedTuple):
    """How many reports of a unit and period are in a state."""

    unit: str
    period: Period
    state: str
    reports: int


class Reports:
    """One row a report, by period, unit and form."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, row: ReportRow) -> None:
        """Say what is known of a report now."""
        # most reports have one head, which counts: their heads are not written twice
        heads = None if row.heads == (row.revision,) else json_array(row.heads)
        flags = json_array(row.flags) if row.flags else None
        sql = """INSERT OR REPLACE INTO report (period, unit, form, state, revision, heads, kind, received_at, flags)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
        key = (period_number(row.period), row.unit, row.form)
        self._database.execute(sql, (*key, row.state, row.revision, heads, row.kind, row.received_at, flags))

    def get(self, key: ReportKey) -> ReportRow | None:
        """What is known of one report."""
        sql = f"{_SELECT} WHERE period = ? AND unit = ? AND form = ?"
        found = self._database.row(sql, (period_number(key.period), key.unit, key.form))
        return _report(found) if found else None

    def remove(self, key: ReportKey) -> None:
        """Forget a report of which nothing counts any more."""
        sql = "DELETE FROM report WHERE period = ? AND unit = ? AND form = ?"
        self._database.execute(sql, (period_number(key.period), key.unit, key.form))

    def clear(self) -> None:
        """Forget all, to be made again."""
        self._database.execute("DELETE FROM report")

    def matrix(
        self,
        first: Period,
        last: Period,
        units: Collection[str] | None = None,
        *,
        state: str | None = None,
    ) -> tuple[ReportRow, ...]:
        """The reports whose period ends from the end of `first` to that of `last`, in key order."""
        where, params = _range(first, last, units)
        sql = f"{_SELECT} WHERE {where} AND (?4 IS NULL OR state = ?4) ORDER BY period, unit, form"
        return tuple(_report(row) for row in self._database.rows(sql, (*params, state)))

    def counts(
        self,
        first: Period,
        last: Period,
        units: Collection[str] | None = None,
    ) -> tuple[StateCount, ...]:
        """How many reports are in each state, by unit and period: the matrix of many months."""
        where, params = _range(first, last, units)
        # one group a unit and period needs no sorting, as one a state would; most groups look alike
        sql = f"""SELECT unit, period, group_concat(state, char(31)) FROM report WHERE {where}
                  GROUP BY period, unit ORDER BY period, unit"""  # noqa: S608 - constant text
        return tuple(
            StateCount(unit, period_of(number), state, n)
            for unit, number, states in self._database.rows(sql, params)
            for state, n in _counted(states)
        )


@lru_cache(maxsize=4096)
def _counted(states: str) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(states.split("\x1f")).items()))


def _range(
    first: Period, last: Period, units: Collection[str] | None
) -> tuple[str, tuple[int | str | None, ...]]:
    where = "period BETWEEN ?1 AND ?2 AND (?3 IS NULL OR unit IN (SELECT value FROM json_each(?3)))"
    chosen = None if units is None else json_array(units)
    return where, (first.end << 4, last.end << 4 | 15, chosen)


def _report(row: Row) -> ReportRow:
    unit, form, number, heads, state, revision, kind, received_at, flags = row
    return ReportRow(
        unit=unit,
        form=form,
        period=str(period_of(number)),
        heads=strings(heads) if heads is not None else (revision,),
        state=state,
        revision=revision,
        kind=kind,
        received_at=received_at,
        flags=strings(flags),
    )
