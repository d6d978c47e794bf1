"""Collecting: matrix, summary, targets, nodecheck, conflicts, history, and a unit's report as received."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.period import parse_period
from forms.report import ReportKey, Status
from forms.values import to_text
from sync import revisions
from sync.cli.context import Context
from sync.cli.grid import Grid
from sync.cli.outcome import LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.cli.sheet_view import form_grid
from sync.desk.collected import Collected
from sync.desk.matrix import MISSING, Matrix, UnitRow
from sync.desk.summary import FormTotal, Summary, summarise
from sync.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the commands of a collecting office that only look."""
    matrix = commands.add(
        "matrix",
        run_matrix,
        "Who reported, form by form, with delays and gaps",
        "yuebao matrix --period 2026-10",
    )
    matrix.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    total = commands.add(
        "summary",
        run_summary,
        "Totals of a period, 其中 and adjustments apart, missing units named",
        "yuebao summary --period 2026-10 --form SC-02 --out october.xlsx",
    )
    total.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    total.add_argument("--form", nargs="+", default=[], metavar="F", help=commands.text("only these forms"))
    total.add_argument("--unit", metavar="NODE", help=commands.text("the node whose units are added"))
    total.add_argument("--columns", metavar="m,ytd", help=commands.text("only these columns"))
    total.add_argument(
        "--out", type=Path, metavar="FILE", help=commands.text("write .xlsx, .csv, .pdf, .docx or .parquet")
    )
    targets = commands.add(
        "targets",
        run_targets,
        "Every target with value, completion, time progress, verdict and source",
        "yuebao targets --period 2026-10",
    )
    targets.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    check = commands.add(
        "nodecheck",
        run_nodecheck,
        "Every cell where a unit differs from the units below it",
        "yuebao nodecheck --period 2026-10",
    )
    check.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    commands.add("conflicts", run_conflicts, "Reports with rival states", "yuebao conflicts")
    past = commands.add(
        "history",
        run_history,
        "Where a report came from: revisions, events, signers, bundles",
        "yuebao history --unit 540100 --form SC-02 --period 2026-10",
    )
    for name, meta in (("--unit", "U"), ("--form", "F"), ("--period", "P")):
        past.add_argument(name, required=True, metavar=meta, help=commands.text("which report"))


def run_matrix(options: argparse.Namespace, context: Context) -> Outcome:
    """`matrix`."""
    from sync.desk.matrix import matrix

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        found = matrix(ws, options.period)
        result = {
            "units": msgspec.to_builtins(found.units),
            "expected": found.expected,
            "reported": found.reported,
            "missing": list(found.missing),
            "incomplete": list(found.incomplete),
        }
        return Outcome(result=result, view=matrix_view(found, context.translator))


def matrix_view(found: Matrix, translator: Translator) -> Sequence[Grid | str]:
    """The matrix for people: units by forms."""
    text = translator.text
    forms = list(dict.fromkeys(form for unit in found.units for form in unit.forms))
    grid = Grid(
        title=text("Reporting {period}", period=found.period),
        heads=[text("code"), text("unit"), *forms, text("days late"), text("gaps")],
        keys=2,
        rows=[_matrix_line(unit, forms, text) for unit in found.units],
    )
    said = text(
        "{expected} units owe a report, {reported} reported", expected=found.expected, reported=found.reported
    )
    names = {unit.unit: unit.name for unit in found.units}
    missing = "、".join(names[code] for code in found.missing)
    return [grid, said + (text("; missing: {names}", names=missing) if missing else "")]


def _matrix_line(unit: UnitRow, forms: Sequence[str], text: Callable[[str], str]) -> Sequence[str]:
    shown = [text(_state_word(unit, form)) if form in unit.forms else "" for form in forms]
    gaps = ", ".join(map(str, unit.gaps))
    return [unit.unit, unit.name, *shown, str(unit.late_days or ""), gaps]


def _state_word(unit: UnitRow, form: str) -> str:
    """A report's state as a text of the catalogue."""
    from sync.outputs.wording import status_text

    if form in unit.sent_back:
        return "in conflict, sent back"
    state = unit.forms[form]
    return "missing" if state == MISSING else status_text(Status(state))


def run_summary(options: argparse.Namespace, context: Context) -> Outcome:
    """`summary`."""
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        found = summarise(collected, options.period, forms=options.form, node=options.unit)
        columns = _columns(options.columns, found, collected)
        written = _written(options.out, found, collected, columns, context) if options.out else None
        result: dict[str, object] = {
            "node": found.node,
            "period": found.period,
            "forms": {total.form: _total_json(total, columns) for total in found.forms},
        }
        if written:
            result["file"] = str(written)
        view = [
            part
            for total in found.forms
            for part in _total_view(total, collected, columns, context.translator)
        ]
        return Outcome(result=result, view=view)


def _columns(given: str | None, found: Summary, collected: Collected) -> Sequence[str] | None:
    """The columns asked for, which not every form needs to have; `E-USAGE` where no form has any of them."""
    if not given:
        return None
    columns = [word.strip() for word in given.split(",")]
    known = {column.id for total in found.forms for column in collected.index.form(total.form).form.columns}
    if known.isdisjoint(columns):
        raise YuebaoError("E-USAGE", detail=f"--columns {given}")
    return columns


def _written(
    path: Path, found: Summary, collected: Collected, columns: Sequence[str] | None, context: Context
) -> Path:
    from sync.outputs import write_summary

    return write_summary(path, found, collected, columns=columns, translator=context.translator)


def _total_json(total: FormTotal, columns: Sequence[str] | None) -> Mapping[str, object]:
    return {
        "period": total.period,
        "cells": _chosen(total.cells, columns),
        "inside": _chosen(total.inside, columns),
        "adjusted": _chosen(total.adjusted, columns),
        "adjustments": msgspec.to_builtins(total.adjustments),
        "units": list(total.units),
        "units_counted": total.counted,
        "units_missing": list(total.missing),
        "expected": total.expected,
        "units_inside": list(total.units_inside),
        "lines": total.lines,
        "fields": dict(total.fields),
    }


def _chosen(
    table: Mapping[str, Mapping[str, str | None]], columns: Sequence[str] | None
) -> Mapping[str, object]:
    if columns is None:
        return {row: dict(cells) for row, cells in table.items()}
    return {row: {c: cells[c] for c in columns if c in cells} for row, cells in table.items()}


def _total_view(
    total: FormTotal, collected: Collected, columns: Sequence[str] | None, translator: Translator
) -> Sequence[Grid | str]:
    form = collected.index.form(total.form).form
    shown = [c for c in form.columns if columns is None or c.id in columns]
    cells = {
        (row.id, column.id): total.cells.get(row.id, {}).get(column.id) or ""
        for row in form.rows
        for column in shown
    }
    names = "、".join(collected.index.unit(code).name for code in total.missing)
    said = translator.text(
        "{expected} units owe this form, {counted} are counted",
        expected=total.expected,
        counted=total.counted,
    )
    closing = said + (translator.text("; missing: {names}", names=names) if names else "")
    if not form.rows:
        return [
            f"{form.id} {translator.pick(form.title, form.title_en)}: {translator.text('{count} lines', count=total.lines)}",
            closing,
        ]
    return [form_grid(form, total.period, shown, cells, translator), closing]


def run_targets(options: argparse.Namespace, context: Context) -> Outcome:
    """`targets`."""
    from sync.desk.targets import VERDICT_WORDS, judged_targets

    text = context.translator.text
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        found = judged_targets(Collected(ws), options.period)
    heads = ("target", "indicator", "source", "goal", "value", "completion %", "time %", "verdict")
    lines: list[Sequence[str]] = []
    for judged in found:
        t = judged.target
        goal = f"{t.comparator}{to_text(t.target) or ''}" + (f" ({t.target_year})" if t.target_year else "")
        figures = (
            goal,
            to_text(judged.value) or "",
            to_text(judged.completion) or "",
            to_text(judged.time_progress) or "",
        )
        lines.append(
            (t.id, t.indicator, f"{t.document} {t.clause}", *figures, text(VERDICT_WORDS[judged.verdict]))
        )
    grid = Grid(
        title=text("Targets at {period}", period=options.period),
        heads=[text(head) for head in heads],
        keys=2,
        rows=lines,
    )
    targets = [
        {
            **msgspec.to_builtins(judged.target),
            "value": to_text(judged.value),
            "completion": to_text(judged.completion),
            "progress": to_text(judged.progress),
            "time_progress": to_text(judged.time_progress),
            "verdict": str(judged.verdict),
            "source": f"{judged.target.document} {judged.target.clause}".strip(),
        }
        for judged in found
    ]
    return Outcome(result={"targets": targets}, view=[grid])


def run_nodecheck(options: argparse.Namespace, context: Context) -> Outcome:
    """`nodecheck`."""
    from sync.desk.nodecheck import nodecheck

    parse_period(options.period)
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        found = nodecheck(Collected(ws), options.period)
    text = context.translator.text
    view = [
        text(
            "{check} {unit} {form} [{row}, {column}]: own {own}, below {children}, difference {difference}",
            check=f.check,
            unit=f.unit,
            form=f.form,
            row=f.row,
            column=f.column,
            own=f.own or text("blank"),
            children=f.children or text("blank"),
            difference=f.difference,
        )
        for f in found
    ]
    view.append(text("{count} cells differ", count=len(found)))
    return Outcome(result={"differences": msgspec.to_builtins(found)}, view=view, code=LOOK if found else OK)


def run_conflicts(_options: argparse.Namespace, context: Context) -> Outcome:
    """`conflicts`."""
    from sync.settling import conflicts_of

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        found = conflicts_of(ws)
    text = context.translator.text
    view = [
        f"{c.unit} {c.form} {c.period}: {' ≠ '.join(head[:12] for head in c.heads)}  ({len(c.cells)})"
        for c in found
    ]
    view = view or [text("No conflicts.")]
    conflicts = [
        {
            "unit": c.unit,
            "form": c.form,
            "period": c.period,
            "heads": list(c.heads),
            "base": c.base,
            "cells": [
                {
                    "part": d.place.part,
                    "cell": [d.place.row, d.place.column],
                    "base": d.base,
                    "values": dict(d.values),
                    "suggestion": d.suggestion,
                }
                for d in c.cells
            ],
        }
        for c in found
    ]
    return Outcome(result={"conflicts": conflicts}, view=view, code=LOOK if found else OK)


def run_history(options: argparse.Namespace, context: Context) -> Outcome:
    """`history`."""
    from sync.desk.provenance import history

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        key = ReportKey(options.unit, options.form, str(parse_period(options.period)))
        found = history(ws, Collected(ws).index, key)
    view = [
        f"{'*' if r.current else ' '} {r.revision[:16]} {r.kind} {r.saved_at} {r.author}  Δ{r.changed_cells}  "
        + " ".join(f"{c.file} ← {'+'.join(k[:12] for k in c.signers)}" for c in r.carriers)
        for r in found.revisions
    ]
    view += [f"  {e.type} {e.at} {e.by} {e.reason}" for e in found.events]
    return Outcome(result=msgspec.to_builtins(found), view=view)


def show_received(ws: Workspace, options: argparse.Namespace, context: Context) -> Outcome:
    """`show --unit` and `show --revision`: a report as it was received."""
    unit = options.unit or ws.unit
    key = ReportKey(unit, options.form, str(parse_period(options.period)))
    row = ws.store.reports.get(key)
    name = options.revision or (row.revision if row else None)
    stored = ws.store.revisions.get(name) if name else None
    if stored is None or (stored.unit, stored.form, stored.period) != key:
        raise YuebaoError("E-NO-REPORT", unit=unit, form=key.form, period=key.period)
    revision = revisions.decode(stored.blob)
    content = revision.content
    current = row is not None and row.revision == name
    result = {
        "form": key.form,
        "period": key.period,
        "unit": unit,
        "revision": name,
        "status": row.state if row and current else "superseded",
        **msgspec.to_builtins(content),
    }
    from sync.cli.sheet_view import content_table
    from sync.outputs.wording import status_text

    pack = ws.pack_of(revision.pack.hash)
    form = next(form for form in pack.forms if form.id == key.form)
    state = status_text(Status(row.state)) if row and current else "superseded"
    text = context.translator.text
    about = f"{unit}  {key.period}  [{text(state)}]"
    said = [text("Revision {revision}", revision=name)]
    said += [
        text("Explanation of {check}: {text}", check=one.check, text=one.text) for one in content.explanations
    ]
    return Outcome(result=result, view=[content_table(pack, form, content, about, context.translator), *said])
