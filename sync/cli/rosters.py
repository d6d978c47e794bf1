"""Rosters: what is new, changed and gone against the last period, and enterprises that several units report."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from forms.carry import CarryOver, FieldChange
from forms.definition import CellType
from forms.index import FormIndex
from forms.messages import Translator
from forms.naming import titled
from forms.report import Line
from sync.cli.context import Context
from sync.cli.outcome import LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.outputs.wording import worded
from sync.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LineWords:
    """Lines of a roster as a person calls them, and what changed in one."""

    form: FormIndex
    translator: Translator

    def name(self, line: Line) -> str:
        """Its key and its first text that is no part of the key; all it holds where the form has no key."""
        form = self.form.form
        texts = (f.id for f in form.fields if f.type is CellType.TEXT and f.id not in form.key)
        told = (*form.key, *[next(texts, "")][: len(form.key)]) or self.form.fields
        return " ".join(filter(None, (self._text(line, field) for field in told)))

    def change(self, change: FieldChange) -> str:
        """A field by its title, before and after."""
        field = self.form.fields[change.field]
        title = self.translator.pick(*titled(field.title, field.title_en))
        blank = self.translator.text("(nothing)")
        before, now = (
            self._text({change.field: text}, change.field) or blank for text in (change.before, change.now)
        )
        return f"{title} {before} → {now}"

    def _text(self, line: Line, field: str) -> str:
        if field not in self.form.fields:
            return ""
        spec = self.form.field_specs[field]
        return worded(spec.type, spec.choices, line.get(field), self.translator)


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
        now = office.worksheet(office.form_period(options.form, options.period)).content(options.form).rows
        view = _against(before, found, now, LineWords(office.index.form(options.form), context.translator))
    return Outcome(result={"against": before, **msgspec.to_builtins(found)}, view=view)


def _against(before: str, found: CarryOver, now: Sequence[Line], words: LineWords) -> list[str]:
    text = words.translator.text
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
    view += [f"{text('new')}  #{number} {words.name(now[number - 1])}" for number in found.new]
    for change in found.changed:
        fields = text("; ").join(words.change(field) for field in change.fields)
        view.append(f"{text('changed')}  #{change.line} {words.name(now[change.line - 1])}  {fields}")
    return view + [f"{text('no longer there')}  {words.name(line)}" for line in found.gone]


def run_duplicates(options: argparse.Namespace, context: Context) -> Outcome:
    """`duplicates`: something to look at where there is any."""
    from sync.desk.collected import Collected
    from sync.desk.duplicates import duplicates

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        found = duplicates(collected, options.period, options.form)
        names = {unit.code: unit.name for unit in collected.index.pack.units}
    apart = context.translator.text("; ")
    view = [
        f"{one.form} {one.code}  "
        + apart.join(f"{names[p.unit]} #{p.line} {p.name}".rstrip() for p in one.places)
        for one in found
    ]
    view.append(
        context.translator.text("Enterprises in the rosters of several units: {count}", count=len(found))
    )
    result = {"period": options.period, "duplicates": msgspec.to_builtins(found)}
    return Outcome(result=result, view=view, code=LOOK if found else OK)
