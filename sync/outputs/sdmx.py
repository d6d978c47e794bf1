"""SDMX-CSV 2: every cell of every table report as one observation, to be taken in as a whole (ACTION R).

Ids of SDMX know no full stop: it is written @ (`02@01`). Rosters are no observations and are left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from forms.definition import PackDef
from forms.period import Frequency, Period, parse_period
from sync import durable
from sync.desk.collected import Collected
from sync.desk.scope import EVERYTHING, Scope
from sync.outputs.observations import Held, Observation, State, held_reports, observations

AGENCY = "YUEBAO"
COLUMNS = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    "FREQ",
    "REF_AREA",
    "FORM",
    "INDICATOR",
    "COLUMN",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "UNIT_MEASURE",
    "COMMENT_OBS",
)
_FREQUENCIES = {Frequency.MONTH: "M", Frequency.QUARTER: "Q", Frequency.HALF: "S", Frequency.YEAR: "A"}
_STATUS = {State.VALUE: "A", State.ZERO: "A", State.BLANK: "O", State.NOT_APPLICABLE: "M"}
"""Codes of CL_OBS_STATUS: A normal, O missing value, M missing because the data cannot exist."""


def write_sdmx(collected: Collected, period: str, folder: Path, scope: Scope = EVERYTHING) -> Path:
    """One file for the period. `E-DISK`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    structure = structure_id(collected.index.pack)
    for held in held_reports(collected, period, scope):
        if held.form.is_table:
            writer.writerows(_rows(held, structure))
    path = folder / f"{scope.stem(collected.ws.unit, period)}.sdmx.csv"
    return durable.replace_file(path, out.getvalue().encode())


def structure_id(pack: PackDef) -> str:
    """The dataflow's name with a semantic version: `YUEBAO:SHUANGCHUANG(2021.1.0)`."""
    numbers = re.findall(r"[0-9]+", pack.version)[:3]
    version = ".".join(str(int(number)) for number in [*numbers, "0", "0", "0"][:3])
    name = re.sub(r"[^A-Za-z0-9_-]", "_", pack.id).upper()
    return f"{AGENCY}:{name}({version})"


def time_text(period: Period) -> str:
    """2026-10, 2026-Q4, 2026-S2, 2026."""
    match period.frequency:
        case Frequency.MONTH | Frequency.YEAR:
            return str(period)
        case Frequency.QUARTER:
            return f"{period.year}-Q{period.month // 3}"
        case Frequency.HALF:
            return f"{period.year}-S{period.month // 6}"


def code(name: str) -> str:
    """An id as SDMX allows it; ours never contain @."""
    return name.replace(".", "@")


def _rows(held: Held, structure: str) -> Iterator[tuple[str, ...]]:
    period = parse_period(held.period)
    head = (
        "dataflow",
        structure,
        "R",
        _FREQUENCIES[period.frequency],
        held.unit.code,
        code(held.form.form.id),
    )
    for seen in observations(held):
        row, column = seen.cell.position
        yield (*head, code(row), code(column), time_text(period), *_measured(seen))


def _measured(seen: Observation) -> tuple[str, str, str, str]:
    """A text is no measure: it stands in the comment, its status is normal."""
    numeric = seen.cell.spec.type.numeric
    text = seen.text or ""
    value, comment = (text, "") if numeric else ("", text)
    return value, _STATUS[seen.state], seen.cell.spec.measure or "", comment
