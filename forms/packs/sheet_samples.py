"""Scenarios as lines of the sheet 样例 and back: a line per sample, cell, value and finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import inspect

from forms.errors import Problem
from forms.packs.nodes import Entries, Items, Node, Scalar, problem
from forms.packs.scenarios import Sample, SampleReport
from forms.packs.sheet_text import cell_node, cell_text
from forms.packs.sheets import SAMPLE_PARTS

Line = dict[str, str]
_ABOUT = ("title", "unit", "period", "partial", "note")
_SEVERAL = inspect.VarTupleType(inspect.StrType())


def sample_lines(samples: Sequence[Sample]) -> Iterator[Line]:
    """The lines of the sheet, by column."""
    for sample in samples:
        about = {name: cell_text(value) for name in _ABOUT if (value := getattr(sample, name))}
        yield {"sample": sample.id, "part": "sample", **about}
        for part in ("history", "reports"):
            for report in getattr(sample, part):
                yield from _report(sample.id, part, report)
        for value in sample.values:
            row, column = value.cell
            line = {"form": value.form, "row": row, "column": column, "value": value.value or ""}
            yield {"sample": sample.id, "part": "values", **line}
        for finding in sample.expect:
            line = {"check": finding.check, "level": finding.level.value}
            cells = {} if finding.cells is None else {"cells": cell_text(finding.cells)}
            yield {"sample": sample.id, "part": "expect", **line, **cells}


def _report(sample: str, part: str, report: SampleReport) -> Iterator[Line]:
    head = {"sample": sample, "part": part, "form": report.form}
    if report.period:
        head["period"] = report.period
    rows = [*report.cells.items(), *((f"#{n}", line) for n, line in enumerate(report.rows, start=1))]
    if not rows:
        yield head
    for row, values in rows:
        if not values:
            yield {**head, "row": row}
        for column, value in values.items():
            yield {**head, "row": row, "column": column, "value": value or ""}


def sample_nodes(lines: Sequence[dict[str, Scalar]], problems: list[Problem]) -> tuple[tuple[str, Node], ...]:
    """The scenarios as nodes, each named by the place of its first line."""
    groups: dict[str, list[dict[str, Scalar]]] = {}
    for line in lines:
        name, part = line.get("sample"), line.get("part")
        if name is None or part is None:
            where = next(iter(line.values())).where
            key = "sample" if name is None else "part"
            problems.append(problem("E-PACK-MISSING", where, key, key))
        elif part.text not in SAMPLE_PARTS:
            expected = " | ".join(SAMPLE_PARTS)
            problems.append(problem("E-PACK-VALUE", part.where, "part", part, expected=expected))
        else:
            groups.setdefault(name.text or "", []).append(line)
    return tuple((group[0]["sample"].where, _sample(group, problems)) for group in groups.values())


def _sample(lines: list[dict[str, Scalar]], problems: list[Problem]) -> Entries:
    where = lines[0]["sample"].where
    entries = [(Scalar("id", where), lines[0]["sample"])]
    parts: dict[str, list[Node]] = {part: [] for part in SAMPLE_PARTS[1:]}
    reports: dict[tuple[str, str, str], _Report] = {}
    for line in lines:
        match line["part"].text:
            case "sample":
                entries += [(Scalar(k, line[k].where), line[k]) for k in _ABOUT if k in line]
            case "values":
                parts["values"].append(_value(line))
            case "expect":
                parts["expect"].append(_finding(line, problems))
            case part:
                key = (part or "", _of(line, "form"), _of(line, "period"))
                reports.setdefault(key, _Report(line)).add(line, problems)
    for (part, _, _), report in reports.items():
        parts[part].append(report.node())
    nodes = [(Scalar(part, where), Items(tuple(items), where)) for part, items in parts.items() if items]
    return Entries((*entries, *nodes), where)


def _of(line: dict[str, Scalar], column: str) -> str:
    return (line[column].text or "") if column in line else ""


def _given(line: dict[str, Scalar], *columns: str) -> tuple[tuple[Scalar, Node], ...]:
    return tuple((Scalar(name, line[name].where), line[name]) for name in columns if name in line)


def _value(line: dict[str, Scalar]) -> Entries:
    where = line["part"].where
    cell = Items(tuple(line[name] for name in ("row", "column") if name in line), where)
    return Entries((*_given(line, "form", "value"), (Scalar("cell", where), cell)), where)


def _finding(line: dict[str, Scalar], problems: list[Problem]) -> Entries:
    where = line["part"].where
    given = _given(line, "check", "level")
    if "cells" not in line:
        return Entries(given, where)
    cells = cell_node(_SEVERAL, line["cells"].text or "", line["cells"].where, problems)
    return Entries((*given, (Scalar("cells", where), cells)), where)


class _Report:
    """One report that grows line by line."""

    def __init__(self, line: dict[str, Scalar]) -> None:
        self._where = line["part"].where
        self._head = _given(line, "form", "period")
        self._rows: dict[str, tuple[Scalar, list[tuple[Scalar, Node]]]] = {}

    def add(self, line: dict[str, Scalar], problems: list[Problem]) -> None:
        """One cell, one row without cells, or nothing but the report itself."""
        if "row" not in line:
            return
        _, cells = self._rows.setdefault(_of(line, "row"), (line["row"], []))
        if "column" not in line:
            return
        first = next((key.where for key, _ in cells if key.text == line["column"].text), None)
        if first is not None:
            where = line["column"].where
            problems.append(problem("E-PACK-DUPLICATE", where, "column", line["column"], first=first))
        else:
            cells.append((line["column"], line.get("value", Scalar(None, line["column"].where))))

    def node(self) -> Entries:
        """The report as a sample's YAML would say it."""
        where = self._where
        made = [(row, Entries(tuple(cells), row.where)) for row, cells in self._rows.values()]
        cells = tuple((row, node) for row, node in made if not (row.text or "").startswith("#"))
        lines = tuple(node for row, node in made if (row.text or "").startswith("#"))
        entries: list[tuple[Scalar, Node]] = list(self._head)
        if cells:
            entries.append((Scalar("cells", where), Entries(cells, where)))
        if lines:
            entries.append((Scalar("rows", where), Items(lines, where)))
        return Entries(tuple(entries), where)
