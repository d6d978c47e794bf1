"""ADX (IHE QRPH): figures of table reports, a group a report.

The profile gives every dataValue a decimal value and lets groups carry further attributes. So figures and zeros
are dataValues; `blank`, `notApplicable` and `text` name the cells in those states, and the root's `empty` the reports
without any figure. Texts themselves and rosters are not carried.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from forms.period import Period, parse_period
from sync import durable
from sync.desk.collected import Collected
from sync.desk.scope import EVERYTHING, Scope
from sync.outputs.observations import Held, State, held_reports, observations

NAMESPACE = "urn:ihe:qrph:adx:2015"


def write_adx(collected: Collected, period: str, folder: Path, scope: Scope = EVERYTHING) -> Path:
    """One file for the period. `E-DISK`."""
    exported = collected.ws.clock().isoformat(timespec="seconds")
    root = Element("adx", {"xmlns": NAMESPACE, "exported": exported})
    empty = [
        f"{held.unit.code}/{held.form.form.id}"
        for held in held_reports(collected, period, scope)
        if held.form.is_table and not _group(root, held)
    ]
    if empty:
        root.set("empty", " ".join(empty))
    indent(root, " ")
    path = folder / f"{scope.stem(collected.ws.unit, period)}.adx.xml"
    data = b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"
    return durable.replace_file(path, data)


def period_text(period: Period) -> str:
    """An ISO interval: the first day and the length."""
    first = period.end - period.months + 1
    return f"{first // 12}-{first % 12 + 1:02d}-01/P{period.months}M"


def _group(root: Element, held: Held) -> bool:
    """A report's group; none where it holds no figure, which the schema does not allow."""
    form = held.form.form.id
    figures: list[tuple[str, str]] = []
    others: dict[str, list[str]] = {"blank": [], "notApplicable": [], "text": []}
    for seen in observations(held):
        element = f"{form}.{seen.cell.row.id}.{seen.cell.column.id}"
        match seen.state:
            case State.BLANK:
                others["blank"].append(element)
            case State.NOT_APPLICABLE:
                others["notApplicable"].append(element)
            case _ if seen.cell.spec.type.numeric:
                figures.append((element, seen.text or ""))
            case _:
                others["text"].append(element)
    if not figures:
        return False
    about = {"orgUnit": held.unit.code, "period": period_text(parse_period(held.period)), "dataSet": form}
    about |= {"revision": held.revision} | {name: " ".join(found) for name, found in others.items() if found}
    group = SubElement(root, "group", about)
    for element, value in figures:
        SubElement(group, "dataValue", {"dataElement": element, "value": value})
    return True
