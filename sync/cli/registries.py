"""Registers over time: who is listed, since when, what happened, and which report tells it."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from sync.cli.context import Context
from sync.cli.grid import Grid
from sync.cli.outcome import Outcome
from sync.cli.parser import Commands
from sync.workspace import Workspace

STATES = ("all", "listed", "gone")


def register(commands: Commands) -> None:
    """Add `registry`."""
    command = commands.add(
        "registry",
        run_registry,
        "Carriers, enterprises, platforms over time: who came, was upgraded, left, and which report tells it",
        "yuebao registry --form SC-02A --search 众创 --out carriers.xlsx",
    )
    command.add_argument(
        "--form", metavar="F", help=commands.text("form id; without it the registers are listed")
    )
    command.add_argument("--period", metavar="P", help=commands.text("up to this period (default: now)"))
    command.add_argument(
        "--search", default="", metavar="TEXT", help=commands.text("only entries with these words")
    )
    command.add_argument("--unit", metavar="U", help=commands.text("only this unit"))
    command.add_argument(
        "--state", choices=STATES, default="all", help=commands.text("only entries that stand, or that left")
    )
    command.add_argument("--out", type=Path, metavar="FILE", help=commands.text("write .xlsx or .csv"))


def run_registry(options: argparse.Namespace, context: Context) -> Outcome:
    """`registry`."""
    from sync.desk.collected import Collected
    from sync.desk.registry import matching, read_register, registers
    from sync.outputs.registry_lines import Words, write_register

    pick = context.translator.pick
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        if options.form is None:
            forms = registers(collected)
            listed = [{"form": form.id, "title": pick(form.title, form.title_en)} for form in forms]
            return Outcome(
                result={"registers": listed}, view=[f"{one['form']}  {one['title']}" for one in listed]
            )
        found = matching(read_register(collected, options.form, options.period), options.search)
        wanted = tuple(
            entry
            for entry in found
            if options.unit in (None, entry.unit)
            and options.state in ("all", "listed" if entry.stands else "gone")
        )
        words = Words(collected.index, collected.index.form(options.form), context.translator)
        written = write_register(options.out, words, wanted) if options.out else None
    text = context.translator.text
    grid = Grid(
        title=pick(words.form.form.title, words.form.form.title_en),
        heads=words.change_heads()[:-1],
        rows=[line[:-1] for line in words.changes(wanted)],
    )
    standing = sum(entry.stands for entry in wanted)
    closing = text("{all} entries, {standing} of them listed now", all=len(wanted), standing=standing)
    result = {
        "form": options.form,
        "entries": msgspec.to_builtins(wanted),
        "file": str(written) if written else None,
    }
    return Outcome(result=result, view=[grid, closing])
