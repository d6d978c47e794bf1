"""What comes out for others: blank forms as workbooks, and a period in open formats."""

from __future__ import annotations

import argparse
from pathlib import Path

from forms.errors import YuebaoError
from forms.period import parse_period
from sync.cli.context import Context
from sync.cli.outcome import Outcome
from sync.cli.parser import Commands
from sync.workspace import Workspace

FORMATS = ("xlsx", "csv", "datapackage", "sdmx-csv", "adx", "unit-pdf")


def register(commands: Commands) -> None:
    """Add `template` and `export`."""
    blank = commands.add(
        "template",
        run_template,
        "Write a blank form as a workbook that `fill` takes back",
        "yuebao template --form SC-02 --period 2026-10 --out sc02.xlsx",
    )
    blank.add_argument("--form", required=True, metavar="F", help=commands.text("form id"))
    blank.add_argument("--out", type=Path, required=True, metavar="FILE", help=commands.text("the file"))
    blank.add_argument("--period", metavar="P", help=commands.text("report period"))
    out = commands.add(
        "export",
        run_export,
        "Write all current reports of a period in an open format, or as a PDF for each unit",
        "yuebao export --period 2026-10 --format datapackage --to october",
    )
    out.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    out.add_argument("--format", required=True, choices=FORMATS, help=commands.text("the format"))
    out.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=commands.text("folder to write to")
    )
    out.add_argument("--unit", metavar="NODE", help=commands.text("only this unit and those below it"))
    out.add_argument("--form", nargs="+", default=[], metavar="F", help=commands.text("only these forms"))


def run_template(options: argparse.Namespace, context: Context) -> Outcome:
    """`template`."""
    from forms.calendar import asked_of, own_period
    from forms.index import PackIndex
    from forms.program import Program
    from sync.outputs.template import Wish, write_template

    if options.out.suffix.lower() != ".xlsx":
        raise YuebaoError("E-USAGE", detail=f"{options.out.name}: .xlsx", where=str(options.out))
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        index = PackIndex(ws.pack)
        form = index.form(options.form)
        unit = index.unit(ws.unit)
        period = own_period(form.form, parse_period(options.period)) if options.period else None
        if options.period and period is None:
            raise YuebaoError("E-PERIOD", text=options.period, where=options.form)
        wish = Wish(form=form, unit=unit if asked_of(form.form, unit) else None, period=period)
        path = write_template(options.out, ws.pack, Program(index), wish, context.translator)
    said = context.translator.text("Written: {file}", file=path)
    return Outcome(
        result={"file": str(path), "form": options.form, "period": str(period) if period else None},
        view=[said],
    )


def run_export(options: argparse.Namespace, context: Context) -> Outcome:
    """`export`."""
    from sync.desk.collected import Collected
    from sync.desk.scope import Scope
    from sync.outputs.export import export

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        scope = Scope(node=options.unit, forms=tuple(options.form))
        for form in scope.forms:
            collected.index.form(form)
        if options.unit:
            collected.index.unit(options.unit)
        files = export(collected, options.period, options.format, options.to, context.translator, scope)
    view = [context.translator.text("Written: {file}", file=path) for path in files]
    return Outcome(result={"files": [str(path) for path in files], "format": options.format}, view=view)
