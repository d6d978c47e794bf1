"""A received report in lines: findings with explanations, what happened to it, adjustments. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.desk.words import moment, place_name, place_parts, unit_name
from desktop.desk_port import Desk, Received
from desktop.entry.display import grouped
from desktop.review.state import (
    AdjustmentLine,
    Beside,
    DifferenceLine,
    FindingLine,
    HistoryLine,
    RemarkLine,
    ReviewState,
)
from desktop.says import Says
from forms.findings import Finding, sentence
from forms.index import PackIndex
from forms.report import Explanation, ReportKey
from forms.sheet import Sheet

BETWEEN = "；"
REVISIONS = {
    "submit": "Submitted",
    "correct": "Corrected",
    "resolve": "Conflict settled",
    "withdraw": "Withdrawn",
    "nil": "Nil report",
}
EVENTS = {
    "receipt": "Receipt",
    "return": "Returned",
    "accept": "Accepted",
    "lock": "Locked",
    "unlock": "Unlocked",
    "adjust": "Adjusted",
    "withdraw-import": "Import withdrawn",
    "verdict": "Explanation ruled on",
    "exempt": "Need not report",
}


def finding_lines(report: Received, says: Says) -> tuple[FindingLine, ...]:
    """Findings, errors first, each with its explanation and the ruling on that."""
    order = {"error": 0, "warning": 1, "hint": 2}
    found = sorted(report.findings, key=lambda f: order.get(f.level.value, 3))
    return tuple(_finding(one, report, says) for one in found)


def _finding(one: Finding, report: Received, says: Says) -> FindingLine:
    given = _explanation(one, report.explanations)
    cell = given.cell if given else None
    ruled = next(
        (j.accepted for j in report.judgements if given and (j.check, j.cell) == (given.check, cell)), None
    )
    return FindingLine(
        check=one.id,
        cell=cell,
        level=one.level.value,
        text=sentence(one, says.translator),
        explanation=given.text if given else "",
        place=next(iter(one.cells), None) if report.sheet.cells else None,
        accepted=ruled,
    )


def with_refusals(
    index: PackIndex, state: ReviewState, remarks: tuple[RemarkLine, ...], says: Says
) -> tuple[RemarkLine, ...]:
    """The remarks with one for each refused explanation, and without those of explanations that were accepted after all."""
    said: dict[tuple[str, str] | None, list[str]] = {one.cell: one.text.split(BETWEEN) for one in remarks}
    for line in (line for line in state.findings if line.explanation):
        text = says.text("The explanation does not do: {text}", text=line.explanation)
        here = said.setdefault(line.place, [])
        if line.accepted is False and text not in here:
            here.append(text)
        elif line.accepted and text in here:
            here.remove(text)
    return tuple(
        RemarkLine(
            cell=cell,
            place=place_name(index, state.form, *cell, says) if cell else state.form,
            text=BETWEEN.join(texts),
        )
        for cell, texts in said.items()
        if any(texts)
    )


def _explanation(finding: Finding, given: tuple[Explanation, ...]) -> Explanation | None:
    cells = set(finding.cells)
    same = [e for e in given if e.check == finding.id]
    return next((e for e in same if e.cell is None or e.cell in cells), None)


def history_lines(desk: Desk, key: ReportKey, says: Says) -> tuple[HistoryLine, ...]:
    """Revisions and rulings, the latest first."""
    found = desk.review.history(key)
    lines = [
        HistoryLine(
            at=moment(one.saved_at),
            what=says.text(REVISIONS.get(one.kind, one.kind)),
            who=one.author or unit_name(desk.index, key.unit),
            details=says.text(
                "{count} cells changed; bundle {numbers}",
                count=one.changed_cells,
                numbers="、".join(str(c.sequence or "") for c in one.carriers),
            ),
        )
        for one in found.revisions
    ]
    lines += [
        HistoryLine(
            at=moment(one.at),
            what=says.text(EVENTS.get(one.type, one.type)),
            who=unit_name(desk.index, one.by),
            details=one.reason,
        )
        for one in found.events
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def difference_lines(index: PackIndex, report: Received, says: Says) -> tuple[DifferenceLine, ...]:
    """What changed against the last revision, then against the last period; blank and — count as they stand."""
    found: list[DifferenceLine] = []
    for against, other in ((Beside.BEFORE, report.before), (Beside.LAST_MONTH, report.last_month)):
        if other is not None:
            found += _cells(index, report, other, against, says)
            found += _lines(report, other, against, says)
    return tuple(found)


def _cells(
    index: PackIndex, report: Received, other: Sheet, against: Beside, says: Says
) -> Iterator[DifferenceLine]:
    for position, view in report.sheet.cells.items():
        was = other.cells[position].text if position in other.cells else None
        if view.text != was:
            row, column = place_parts(index, report.key.form, *position, says)
            yield DifferenceLine(
                cell=(position[0], position[1]),
                row=row,
                column=column,
                now=grouped(view.text or ""),
                before=grouped(was or ""),
                against=against,
            )


def _lines(report: Received, other: Sheet, against: Beside, says: Says) -> Iterator[DifferenceLine]:
    """Roster lines that came or went, known by all they say."""
    fields = report.sheet.form.key or tuple(field.id for field in report.sheet.form.fields)
    now, was = _named(report.sheet, fields), _named(other, fields)
    for names, word, there in ((now - was, "new line", True), (was - now, "line gone", False)):
        for name in sorted(names):
            text = says.text(word)
            yield DifferenceLine(
                cell=None,
                row=name,
                column=text,
                now=text if there else "",
                before="" if there else text,
                against=against,
            )


def _named(sheet: Sheet, fields: Sequence[str]) -> set[str]:
    return {"；".join(line.values[name].text or "" for name in fields) for line in sheet.lines}


def adjustment_lines(index: PackIndex, report: Received, says: Says) -> tuple[AdjustmentLine, ...]:
    """Adjustments in force."""
    cells = {tuple(position): view.text for position, view in report.sheet.cells.items()}
    return tuple(
        AdjustmentLine(
            place=place_name(index, report.key.form, *one.cell, says),
            figure=grouped(cells.get(one.cell) or ""),
            difference=grouped(one.difference),
            reason=one.reason,
        )
        for one in report.adjusted
    )
