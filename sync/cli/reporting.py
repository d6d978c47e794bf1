"""Reporting: fill, set, show, check, explain, submit, correct, status, template."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from forms.errors import YuebaoError
from forms.files import read_named
from forms.findings import Finding, right_side, sentence
from forms.messages import Translator
from forms.period import parse_period
from forms.report import Cover, Line
from forms.sheet import CellState, Sheet
from sync.cli.context import Context
from sync.cli.fill_view import fill_view
from sync.cli.grid import Grid
from sync.cli.outcome import LOOK, OK, Outcome, exit_code
from sync.cli.parser import Commands, UsageParser
from sync.cli.sheet_view import sheet_table, shown
from sync.merge_messages import NO_REASON
from sync.office.handing import NotReady, submit
from sync.office.office import FillResult, Office
from sync.outputs.wording import status_text
from sync.workspace import Workspace

OUTDATED = "This draft was begun under an earlier version of the forms: see `yuebao draft migrate --dry-run`."


def register(commands: Commands) -> None:
    """Add the commands of a reporting office."""
    fill = commands.add(
        "fill",
        run_fill,
        "Take values from a JSON, CSV or Excel file",
        "yuebao fill --form SC-02 --period 2026-10 --from sc02.xlsx",
    )
    _form_and_period(commands, fill)
    fill.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="FILE", help=commands.text("the file")
    )
    fill.add_argument(
        "--map",
        nargs="+",
        default=[],
        metavar="HEADING=ID",
        help=commands.text(
            "a heading of the file and the column or field it means; remembered for files with these headings"
        ),
    )
    fill.add_argument("--replace", action="store_true", help=commands.text("clear the form first"))
    put = commands.add(
        "set",
        run_set,
        "Set single cells; an empty value is blank, — not applicable",
        "yuebao set --form SC-02 --period 2026-10 02.01,national=3 02.01,city=",
    )
    _form_and_period(commands, put)
    put.add_argument("cells", nargs="+", metavar="ROW,COL=VALUE", help=commands.text("cells and values"))
    show = commands.add("show", run_show, "Show a report", "yuebao show --form SC-02 --period 2026-10")
    _form_and_period(commands, show)
    show.add_argument("--unit", metavar="U", help=commands.text("a unit that reports here"))
    show.add_argument("--revision", metavar="R", help=commands.text("an earlier state of the report"))
    check = commands.add("check", run_check, "All findings of a period", "yuebao check --period 2026-10")
    check.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    check.add_argument("--form", nargs="+", default=[], metavar="F", help=commands.text("only these forms"))
    _add_rest(commands)


def _add_rest(commands: Commands) -> None:
    explain = commands.add(
        "explain",
        run_explain,
        "Write the explanation that a warning needs",
        "yuebao explain --form SC-02 --period 2026-10 --check CK-06-SC-02 --cell 02.01,total --text …",
    )
    _form_and_period(commands, explain)
    explain.add_argument("--check", required=True, metavar="ID", help=commands.text("the rule's id"))
    explain.add_argument("--cell", metavar="ROW,COL", help=commands.text("the finding's cell"))
    explain.add_argument("--text", required=True, metavar="T", help=commands.text("the explanation"))
    hand = commands.add(
        "submit", run_submit, "Freeze, sign and write one bundle", "yuebao submit --period 2026-10 --to stick"
    )
    hand.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    hand.add_argument("--form", nargs="+", default=[], metavar="F", help=commands.text("only these forms"))
    hand.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=commands.text("folder to write to")
    )
    hand.add_argument(
        "--cover",
        type=Path,
        metavar="FILE",
        help=commands.text("JSON with head, statistician, preparer, phone, date"),
    )
    hand.add_argument(
        "--encrypt",
        action="store_true",
        help=commands.text("readable only for the collecting office and this one"),
    )
    correct = commands.add(
        "correct",
        run_correct,
        "Open a submitted report again as a draft",
        "yuebao correct --form SC-02 --period 2026-10 --reason …",
    )
    _form_and_period(commands, correct)
    correct.add_argument("--reason", required=True, metavar="T", help=commands.text("why"))
    status = commands.add(
        "status", run_status, "This office's reports and their statuses", "yuebao status --period 2026-10"
    )
    status.add_argument("--period", metavar="P", help=commands.text("report period"))


def _form_and_period(commands: Commands, parser: UsageParser) -> None:
    parser.add_argument("--form", required=True, metavar="F", help=commands.text("form id"))
    parser.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))


def run_fill(options: argparse.Namespace, context: Context) -> Outcome:
    """`fill`."""
    with Workspace.open(context.folder, context.clock) as ws:
        own = dict(_meaning(word) for word in options.map)
        office = Office(ws)
        found = office.fill(options.form, options.period, options.source, replace=options.replace, own=own)
        return _filled(found, context)


def _meaning(word: str) -> tuple[str, str]:
    """`HEADING=ID`; the heading may have equals signs of its own."""
    heading, separator, name = word.rpartition("=")
    if not separator or not heading.strip():
        raise YuebaoError("E-USAGE", detail=f"HEADING=ID: {word}")
    return heading.strip(), name.strip()


def _filled(found: FillResult, context: Context) -> Outcome:
    text = context.translator.text
    result = {
        "mapped": dict(found.mapped),
        "cells_set": found.cells_set,
        "rows_set": found.rows_set,
        "unrecognised": [
            {"where": u.where, "text": u.text, "reason": text(u.reason)} for u in found.unrecognised
        ],
        "converted": [{"where": c.where, "text": c.typed, "measure": c.measure} for c in found.converted],
    }
    return Outcome(
        result=result,
        view=fill_view(found, context.translator),
        code=LOOK if found.unrecognised else OK,
    )


def run_set(options: argparse.Namespace, context: Context) -> Outcome:
    """`set`."""
    from forms.index import Position
    from forms.intake.filling import Filling

    with Workspace.open(context.folder, context.clock) as ws:
        office = Office(ws)
        form = office.index.form(options.form)
        texts: dict[Position, str | None] = {}
        for word in options.cells:
            place, separator, value = word.partition("=")
            row, column = cell_of(place)
            if not separator or form.cell(row, column) is None:
                raise YuebaoError("E-USAGE", detail=word, where=options.form)
            texts[Position(row, column)] = value or None
        return _filled(office.take(options.form, options.period, Filling(cells=texts)), context)


def cell_of(text: str) -> tuple[str, str]:
    """`ROW,COL` as row and column."""
    row, separator, column = text.partition(",")
    if not separator:
        raise YuebaoError("E-USAGE", detail=f"ROW,COL: {text}")
    return row.strip(), column.strip()


def run_show(options: argparse.Namespace, context: Context) -> Outcome:
    """`show`: the office's own sheet, or a unit's report or one of its states as received."""
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        if options.revision or (options.unit and options.unit != ws.unit):
            from sync.cli.collecting import show_received

            return show_received(ws, options, context)
        sheet = Office(ws).sheet(options.form, options.period)
        said = [context.translator.text(OUTDATED)] if sheet.pack_outdated else []
        return Outcome(
            result=report_json(sheet, context.translator),
            view=[*said, sheet_table(sheet, context.translator)],
        )


def report_json(sheet: Sheet, translator: Translator) -> Mapping[str, object]:
    """Report JSON (contract.md), with what was not understood beside it."""
    cells: dict[str, dict[str, str | None]] = {}
    for (row, column), view in sheet.cells.items():
        cells.setdefault(row, {})[column] = shown(view)
    rows: list[Line] = [{name: shown(view) for name, view in line.values.items()} for line in sheet.lines]
    invalid = [
        {"cell": list(position), "text": view.typed, "reason": translator.text(view.reason or "")}
        for position, view in sheet.cells.items()
        if view.state is CellState.INVALID
    ]
    return {
        "form": sheet.form.id,
        "period": sheet.period,
        "unit": sheet.unit,
        "status": str(sheet.status),
        "cells": cells,
        "rows": rows,
        "explanations": msgspec.to_builtins(sheet.explanations),
        "cover": msgspec.to_builtins(sheet.cover),
        "invalid": invalid,
        "remarks": [{"cell": list(cell), "text": text} for cell, text in sheet.remarks.items()],
        "pack_outdated": sheet.pack_outdated,
    }


def run_check(options: argparse.Namespace, context: Context) -> Outcome:
    """`check`."""
    parse_period(options.period)
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        found = Office(ws).check(options.period, options.form)
        return checked(found, context.translator)


def checked(found: Iterable[Finding], translator: Translator) -> Outcome:
    """Findings as result and text; errors mean that a person must look."""
    findings = list(found)
    counts = {level: sum(f.level == level for f in findings) for level in ("error", "warning", "hint")}
    view = [
        f"[{translator.text(f.level)}] {f.id} {sentence(f, translator)}{_explained(f, translator)}"
        for f in findings
    ]
    view.append(
        translator.text(
            "Errors {errors}, warnings {warnings}, hints {hints}",
            errors=counts["error"],
            warnings=counts["warning"],
            hints=counts["hint"],
        )
    )
    result = {
        "findings": [finding_json(f, translator) for f in findings],
        "errors": counts["error"],
        "warnings": counts["warning"],
        "hints": counts["hint"],
    }
    return Outcome(result=result, view=view, code=LOOK if counts["error"] else OK)


def _explained(finding: Finding, translator: Translator) -> str:
    return f"  {translator.text('Explanation:')} {finding.explanation}" if finding.explanation else ""


def finding_json(finding: Finding, translator: Translator) -> Mapping[str, object]:
    """A finding with the contract's names."""
    return {
        "id": finding.id,
        "level": str(finding.level),
        "form": finding.form,
        "cells": [list(cell) for cell in finding.cells],
        "message": sentence(finding, translator),
        "left": finding.left,
        "right": None if finding.right is None else right_side(finding, translator),
        "difference": finding.difference,
        "operands": {o.ref: o.value for o in finding.operands},
        "sources": {o.ref: o.source for o in finding.operands if o.source},
        "line": finding.line,
        "explained": finding.explained,
    }


def run_explain(options: argparse.Namespace, context: Context) -> Outcome:
    """`explain`."""
    with Workspace.open(context.folder, context.clock) as ws:
        cell = cell_of(options.cell) if options.cell else None
        sheet = Office(ws).explain(options.form, options.period, options.check, cell, options.text)
        result = {
            "explanations": msgspec.to_builtins(sheet.explanations),
            "warnings_open": sheet.warnings_open,
        }
        return Outcome(result=result, view=[context.translator.text("Explanation kept.")])


def run_submit(options: argparse.Namespace, context: Context) -> Outcome:
    """`submit`."""
    parse_period(options.period)
    cover = _cover(options.cover) if options.cover else None
    with Workspace.open(context.folder, context.clock) as ws:
        signers = ws.signers(context.passphrase())
        try:
            done = submit(
                Office(ws),
                options.period,
                options.to,
                signers,
                forms=options.form,
                cover=cover,
                hidden=options.encrypt,
            )
        except NotReady as refused:
            found = checked(refused.blocking, context.translator)
            return Outcome(
                result=found.result, view=found.view, code=exit_code(refused.code), problems=refused.problems
            )
        text = context.translator.text
        return Outcome(
            result=msgspec.to_builtins(done),
            view=[text("{count} reports handed over in {file}", count=len(done.revisions), file=done.file)],
        )


def _cover(path: Path) -> Cover:
    data = read_named(path)
    try:
        return msgspec.json.decode(data, type=Cover)
    except msgspec.DecodeError as failure:
        raise YuebaoError("E-FILE-CONTENT", detail=str(failure), where=str(path)) from None


def run_correct(options: argparse.Namespace, context: Context) -> Outcome:
    """`correct`."""
    if not options.reason.strip():
        raise YuebaoError("E-USAGE", detail=NO_REASON, where=options.form)
    with Workspace.open(context.folder, context.clock) as ws:
        sheet = Office(ws).correct(options.form, options.period, options.reason)
        remarks = [{"cell": list(cell), "text": text} for cell, text in sheet.remarks.items()]
        return Outcome(
            result={
                "form": sheet.form.id,
                "period": sheet.period,
                "status": str(sheet.status),
                "remarks": remarks,
            },
            view=[
                context.translator.text(
                    "{form} {period} is open for correction.", form=sheet.form.id, period=sheet.period
                )
            ],
        )


def run_status(options: argparse.Namespace, context: Context) -> Outcome:
    """`status`."""
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        office = Office(ws)
        periods = [options.period] if options.period else _known_periods(office)
        reports = [status for period in periods for status in office.overview(period)]
        heads = ("form", "period", "status", "filled", "errors", "warnings", "due")
        lines = [
            (
                r.form,
                r.period,
                context.translator.text(status_text(r.status)),
                f"{r.filled}/{r.asked}",
                str(r.errors),
                str(r.warnings_open),
                str(r.due),
            )
            for r in reports
        ]
        grid = Grid(heads=[context.translator.text(head) for head in heads], rows=lines)
        view = [grid] if reports else [context.translator.text("This office owes no report.")]
        return Outcome(result={"unit": ws.unit, "reports": msgspec.to_builtins(reports)}, view=view)


def _known_periods(office: Office) -> list[str]:
    """Periods in which something was begun or handed over, and the present month."""
    store = office.workspace.store
    known = {draft.period for draft in store.drafts.list()}
    known |= {key.period for key in store.revisions.keys(unit=office.unit.code)}
    ends = {parse_period(period).end for period in known}
    months = [period for period in office.periods() if parse_period(period).end in ends]
    return months or list(office.periods()[:1])
