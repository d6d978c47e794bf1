"""Rosters: what is new, changed and gone against the last period, and enterprises that several units report."""

from __future__ import annotations

import argparse

import msgspec

from sync.cli.context import Context
from sync.cli.outcome import LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the commands about rosters."""
    carry = commands.add(
        "carry",
        run_carry,
        "What is new, changed and gone in a roster against the last period",
        "yuebao carry --form SC-02A --period 2026-10 --take",
    )
    carry.add_argument("--form", required=True, metavar="F", help=commands.text("form id"))
    carry.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    carry.add_argument(
        "--take",
        action="store_true",
        help=commands.text("also take the lines of the last period into the draft"),
    )
    double = commands.add(
        "duplicates",
        run_duplicates,
        "Enterprises that stand in the rosters of several units",
        "yuebao duplicates --period 2026-10",
    )
    double.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    double.add_argument("--form", nargs="+", default=[], metavar="F", help=commands.text("only these forms"))


def run_carry(options: argparse.Namespace, context: Context) -> Outcome:
    """`carry`: compares; with `--take` last period's lines come in first, but for those that are here already."""
    from sync.office.office import Office
    from sync.office.roster import carried, carry_over

    with Workspace.open(context.folder, context.clock, read_only=not options.take) as ws:
        office = Office(ws)
        if options.take:
            carry_over(office, options.form, options.period)
        before, found = carried(office, options.form, options.period)
    text = context.translator.text
    view = [
        text(
            "Against {period}: {new} new, {changed} changed, {gone} gone, {same} as they were.",
            period=before,
            new=len(found.new),
            changed=len(found.changed),
            gone=len(found.gone),
            same=found.same,
        )
    ]
    view += [f"{text('new')}  #{number}" for number in found.new]
    view += [
        f"{text('changed')}  #{change.line} "
        + text("; ").join(f"{c.field}: {c.before or ''} → {c.now or ''}" for c in change.fields)
        for change in found.changed
    ]
    view += [f"{text('gone')}  " + " ".join(filter(None, line.values())) for line in found.gone]
    return Outcome(result={"against": before, **msgspec.to_builtins(found)}, view=view)


def run_duplicates(options: argparse.Namespace, context: Context) -> Outcome:
    """`duplicates`: something to look at where there is any."""
    from sync.desk.collected import Collected
    from sync.desk.duplicates import duplicates

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        found = duplicates(collected, options.period, options.form)
        names = {unit.code: unit.name for unit in collected.index.pack.units}
    view = [
        f"{one.form} {one.code}: "
        + "、".join(f"{names[p.unit]} #{p.line} {p.name}".rstrip() for p in one.places)
        for one in found
    ]
    view.append(
        context.translator.text(
            "{count} enterprises stand in the rosters of several units.", count=len(found)
        )
    )
    result = {"period": options.period, "duplicates": msgspec.to_builtins(found)}
    return Outcome(result=result, view=view, code=LOOK if found else OK)
