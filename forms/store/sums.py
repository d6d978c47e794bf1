"""Sums by node, kept with every report (performance.md §5): a correction adds the difference.

A sum row holds for each cell `c` the sum of the figures and `k` how many there are: those that are figures,
plus 2**20 times those that are —; so a sum of nothing stays blank, and — stays —.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from forms.errors import YuebaoError
from forms.report import ReportKey
from forms.store.database import Database
from forms.store.figure_layout import Part, quoted
from forms.store.figure_values import DASH, Raw, steps
from forms.store.reports import period_number, period_of


class SumKey(NamedTuple):
    """One row of sums: a node's total, or (`inside`) the 其中 beside it."""

    form: str
    period: str
    node: str
    inside: bool


def add_difference(
    database: Database,
    part: Part,
    key: ReportKey,
    old: Sequence[Raw] | None,
    new: Sequence[Raw] | None,
) -> None:
    """Bring the sums of all nodes of the unit from the old figures to the new ones (`None`: no report)."""
    count = (new is not None) - (old is not None)
    amounts, counts = steps(old, new, len(part.places))
    if not (count or any(amounts) or any(counts)):
        return
    nodes = database.rows("SELECT node, inside FROM unit_node WHERE unit = ?", (key.unit,))
    period = period_number(key.period)
    try:
        database.many(part.upsert, [(period, *node, count, *amounts, *counts) for node in nodes])
    except (sqlite3.IntegrityError, OverflowError) as error:
        raise YuebaoError("E-CELL", text="", cell=key.form, reason="a total has too many digits") from error
    if count < 0:
        sql = f"DELETE FROM {quoted(part.sums)} WHERE period = ? AND node = ? AND inside = ? AND n = 0"  # noqa: S608 - own names
        database.many(sql, [(period, *node) for node in nodes])


def rebuild(database: Database, parts: Iterable[Part]) -> None:
    """Make the sums again from the figures."""
    for part in parts:
        names = ", ".join(["period", "node", "inside", "n", *part.names, *part.counts])
        database.execute(f"DELETE FROM {quoted(part.sums)}")  # noqa: S608 - own names
        database.execute(f"INSERT INTO {quoted(part.sums)} ({names}) {_recomputed(part)}")


def differences(database: Database, form: str, part: Part) -> set[SumKey]:
    """The rows of sums that are not what the figures give."""
    names = ", ".join(["period", "node", "inside", "n", *part.names, *part.counts])
    kept = f"SELECT {names} FROM {quoted(part.sums)}"  # noqa: S608 - own names
    fresh = f"SELECT * FROM ({_recomputed(part)})"  # noqa: S608 - same
    rows = [
        row
        for one, other in ((kept, fresh), (fresh, kept))
        for row in database.rows(f"SELECT period, node, inside FROM ({one} EXCEPT {other})")  # noqa: S608 - same
    ]
    return {SumKey(form, str(period_of(period)), node, bool(inside)) for period, node, inside in rows}


def _recomputed(part: Part) -> str:
    """The sums as a query. — is left out by hand: SQLite's `sum` would take it as 0.0 and become a float."""
    amounts = [f"coalesce(sum(CASE typeof({c}) WHEN 'integer' THEN {c} END), 0)" for c in part.names]
    marks = [
        f"sum(CASE typeof({c}) WHEN 'integer' THEN 1 WHEN 'text' THEN {DASH} ELSE 0 END)" for c in part.names
    ]
    return f"""SELECT f.period, u.node, u.inside, count(*), {", ".join([*amounts, *marks])}
               FROM {quoted(part.figures)} f JOIN unit_node u ON u.unit = f.unit
               GROUP BY f.period, u.node, u.inside"""  # noqa: S608 - own names
