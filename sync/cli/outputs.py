"""Everything that goes out for a period in one command, and the office's own template of the brief."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import msgspec

from forms.messages import Translator
from sync.cli.context import Context
from sync.cli.outcome import LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.desk.readiness import Readiness, readiness
from sync.desk.scope import Scope
from sync.outputs.issue import Issue, Output, Wish, issue
from sync.workspace import Workspace

KINDS = tuple(kind.value for kind in Output)


def register(commands: Commands) -> None:
    """Add `outputs` and `brief`."""
    out = commands.add(
        "outputs",
        run_outputs,
        "Write workbook, print, brief and open formats of a period in one go; what is missing is said",
        "yuebao outputs --period 2026Q4 --kinds xlsx pdf docx --to december",
    )
    out.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    out.add_argument(
        "--kinds", nargs="+", choices=KINDS, default=["xlsx", "pdf", "docx"], help=commands.text("the format")
    )
    out.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=commands.text("folder to write to")
    )
    out.add_argument("--unit", metavar="NODE", help=commands.text("the node whose units are added"))
    out.add_argument("--form", nargs="+", default=[], metavar="F", help=commands.text("only these forms"))
    out.add_argument("--zones", action="store_true", help=commands.text("only the high-tech zones"))
    brief = commands.add(
        "brief",
        run_brief,
        "The office's own template of the brief: take it for editing, or go back to the one shipped",
        "yuebao brief --edit",
    )
    way = brief.add_mutually_exclusive_group()
    way.add_argument(
        "--edit", action="store_true", help=commands.text("copy the shipped template into the workspace")
    )
    way.add_argument(
        "--restore",
        action="store_true",
        help=commands.text("put the own template aside, use the one shipped"),
    )


def run_outputs(options: argparse.Namespace, context: Context) -> Outcome:
    """`outputs`: something to look at where a kind could not be written."""
    from sync.desk.collected import Collected

    scope = Scope(node=options.unit, forms=tuple(options.form), kinds=("zone",) if options.zones else ())
    kinds = tuple(Output(kind) for kind in dict.fromkeys(options.kinds))
    wish = Wish(period=options.period, kinds=kinds, scope=scope)
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        found = readiness(collected, options.period, scope)
        done = issue(collected, wish, options.to, context.translator)
        names = {unit.code: unit.name for unit in collected.index.pack.units}
    problems = tuple(one.problem for one in done.issued if one.problem is not None)
    result = {
        "standing": msgspec.to_builtins(found),
        "written": [
            {
                "kind": one.kind.value,
                "files": [str(path) for path in one.files],
                "problem": one.problem.code if one.problem else None,
            }
            for one in done.issued
        ],
    }
    view = [*standing_lines(found, names, context.translator), *_written(done, context.translator)]
    return Outcome(result=result, view=view, code=LOOK if problems else OK, problems=problems)


def standing_lines(found: Readiness, names: dict[str, str], translator: Translator) -> list[str]:
    """What is missing or open, in words; one line each, nothing where all is well."""
    text = translator.text

    def joined(codes: Sequence[str]) -> str:
        return (", " if translator.language == "en" else "、").join(names.get(code, code) for code in codes)

    lines = [
        text(
            "{expected} units owe a report, {reported} reported",
            expected=found.expected,
            reported=found.reported,
        )
    ]
    if found.missing:
        lines.append(text("Nothing came from: {names}", names=joined(found.missing)))
    if found.incomplete:
        lines.append(text("Not all forms came from: {names}", names=joined(found.incomplete)))
    if found.conflicts:
        lines.append(text("In conflict and not counted: {names}", names=joined(found.conflicts)))
    if found.returned:
        lines.append(text("Returned and not corrected yet: {names}", names=joined(found.returned)))
    if not found.locked:
        lines.append(text("The period is not locked; figures may still change."))
    return lines


def _written(done: Issue, translator: Translator) -> list[str]:
    return [translator.text("Written: {file}", file=path) for one in done.issued for path in one.files]


def run_brief(options: argparse.Namespace, context: Context) -> Outcome:
    """`brief`: without an option says which template is used."""
    from sync.outputs import own_template

    language, text = context.language, context.translator.text
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        kept = None
        if options.edit:
            own_template.take(ws.folder, language)
        elif options.restore:
            kept = own_template.put_aside(
                ws.folder, language, lambda: ws.clock().isoformat(timespec="seconds")
            )
        used = own_template.in_use(ws.folder, language)
        own = used == own_template.own(ws.folder, language)
    view = [
        text("The brief is made from this office's own template: {file}", file=used)
        if own
        else text("The brief is made from the template shipped with the program.")
    ]
    if kept is not None:
        view.append(text("The own template was kept: {file}", file=kept))
    result = {"template": str(used), "own": own, "kept": str(kept) if kept else None}
    return Outcome(result=result, view=view)
