"""Drafts: list, migrate to the pack in force, undo, and the old ones kept from before they migrated."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import msgspec

from forms.messages import Translator
from forms.migrate_pack import Migration
from forms.store.draft_rows import CellKey, Draft
from sync.cli.context import Context
from sync.cli.outcome import Outcome
from sync.cli.parser import Commands, UsageParser
from sync.office.office import Office
from sync.workspace import Workspace


def register(commands: Commands) -> None:
    """Add `draft …`."""
    draft = commands.group(
        "draft", "Drafts: list, migrate, undo, former", "yuebao draft migrate --form SC-02 --period 2026-10"
    )
    draft.add("list", run_list, "Open drafts and whether their version is in force", "yuebao draft list")
    migrate = draft.add(
        "migrate",
        run_migrate,
        "Bring a draft under the version of the forms that is in force; the old one is kept",
        "yuebao draft migrate --form SC-02 --period 2026-10 --dry-run",
    )
    _form_and_period(draft, migrate)
    migrate.add_argument("--dry-run", action="store_true", help=draft.text("only say what would happen"))
    undo = draft.add(
        "undo",
        run_undo,
        "Take the last step of a draft back, migrating included",
        "yuebao draft undo --form SC-02 --period 2026-10",
    )
    _form_and_period(draft, undo)
    draft.add("former", run_former, "Drafts as they were before they migrated", "yuebao draft former")


def _form_and_period(commands: Commands, parser: UsageParser) -> None:
    parser.add_argument("--form", required=True, metavar="F", help=commands.text("form id"))
    parser.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))


def run_list(_options: argparse.Namespace, context: Context) -> Outcome:
    """`draft list`."""
    from sync.office.migrating import open_drafts

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        found = open_drafts(Office(ws))
        pack = ws.pack_ref.hash
    rows = [
        {
            "form": info.form,
            "period": info.period,
            "changed_at": info.changed_at,
            "pack": info.pack,
            "pack_outdated": info.pack != pack,
            "form_now": name,
        }
        for info, name in found
    ]
    text = context.translator.text
    view = [
        f"{info.form} {info.period}  "
        + (text("current version") if info.pack == pack else text("earlier version"))
        + (f"  → {name}" if name not in (None, info.form) else "" if name else f"  {text('form dropped')}")
        for info, name in found
    ]
    return Outcome(result={"drafts": rows}, view=view or [text("No drafts are open.")])


def run_migrate(options: argparse.Namespace, context: Context) -> Outcome:
    """`draft migrate`."""
    from sync.office.migrating import migrate_draft, preview

    with Workspace.open(context.folder, context.clock, read_only=options.dry_run) as ws:
        act = preview if options.dry_run else migrate_draft
        found = act(Office(ws), options.form, options.period)
    result = {"done": not options.dry_run, **migration_json(found)}
    return Outcome(result=result, view=migration_view(found, context.translator))


def migration_json(found: Migration) -> Mapping[str, object]:
    """What a migration does, for scripts."""
    return {
        "form": found.form,
        "former": found.former,
        "kept": found.kept,
        "renamed": msgspec.to_builtins(found.renamed),
        "refitted": msgspec.to_builtins(found.refitted),
        "dropped": msgspec.to_builtins(found.dropped),
        "added": [list(cell) for cell in found.added],
        "explanations_dropped": msgspec.to_builtins(found.explanations_dropped),
    }


def migration_view(found: Migration, translator: Translator) -> list[str]:
    """What a migration does, for people: counts first, then cell by cell."""
    text = translator.text
    view = [
        text(
            "Entries that stay: {kept}; that move: {renamed}; read anew: {refitted}; without a place: {dropped}. New cells: {added}.",
            kept=found.kept,
            renamed=len(found.renamed),
            refitted=len(found.refitted),
            dropped=len(found.dropped),
            added=len(found.added),
        )
    ]
    view += [text("Moves: {old} → {new}", old=_cell(m.old), new=_cell(m.new)) for m in found.renamed]
    view += [
        text("Converted: {cell} {old} → {new}", cell=_cell(r.cell), old=r.old, new=r.text or "")
        if r.reason is None
        else text(
            "Stays as typed: {cell} “{old}” ({reason})", cell=_cell(r.cell), old=r.old, reason=text(r.reason)
        )
        for r in found.refitted
    ]
    view += [text("No place: {cell} {text}", cell=_cell(d.cell), text=d.text) for d in found.dropped]
    view += [text("New: {cell}", cell=_cell(cell)) for cell in found.added]
    view += [text("Explanation without its rule: {check}", check=e.check) for e in found.explanations_dropped]
    return view


def _cell(cell: CellKey) -> str:
    return f"[{cell[0]}, {cell[1]}]"


def run_undo(options: argparse.Namespace, context: Context) -> Outcome:
    """`draft undo`; where there is no step to take back nothing is begun."""
    with Workspace.open(context.folder, context.clock) as ws:
        office = Office(ws)
        sheet = office.sheet(options.form, options.period)
        undone = sheet.can_undo
        if undone:
            sheet = office.undo(options.form, options.period)
        result = {
            "undone": undone,
            "form": sheet.form.id,
            "period": sheet.period,
            "status": str(sheet.status),
            "can_undo": sheet.can_undo,
            "pack_outdated": sheet.pack_outdated,
        }
        said = "The last step was taken back." if undone else "Nothing had to be done."
        return Outcome(result=result, view=[context.translator.text(said)])


def run_former(_options: argparse.Namespace, context: Context) -> Outcome:
    """`draft former`."""
    from sync.office.migrating import former_drafts

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        found = former_drafts(Office(ws))
    rows = [
        {"form": one.draft.form, "period": one.draft.period, "pack": one.draft.pack, "to_form": one.to_form,
         "migrated_at": one.migrated_at, **_texts(one.draft)}
        for one in found
    ]  # fmt: skip
    view = [
        f"{one.draft.form} {one.draft.period} → {one.to_form}  {one.migrated_at[:19]}  "
        + context.translator.text("{count} entries", count=len(one.draft.entries) + len(one.draft.lines))
        for one in found
    ]
    view = view or [context.translator.text("No draft has migrated.")]
    return Outcome(result={"drafts": rows}, view=view)


def _texts(draft: Draft) -> Mapping[str, object]:
    cells: dict[str, dict[str, str | None]] = {}
    for (row, column), entry in draft.entries.items():
        cells.setdefault(row, {})[column] = entry.typed or entry.text
    rows = [{name: entry.typed or entry.text for name, entry in line.values.items()} for line in draft.lines]
    return {"cells": cells, "rows": rows}
