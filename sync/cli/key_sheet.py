"""`key sheet` and `key recover`: the key on paper and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from forms.files import read_named
from sync.cli.context import Context
from sync.cli.outcome import Outcome
from sync.cli.parser import Commands
from sync.workspace import Workspace


def register(keys: Commands) -> None:
    """Add the two to the group of commands about keys."""
    sheet = keys.add(
        "sheet",
        run_sheet,
        "Print the sealed key: QR codes, lines to type",
        "yuebao key sheet --out sheet.html",
    )
    sheet.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=keys.text(".txt, .html, .svg or .pdf")
    )
    recover = keys.add(
        "recover",
        run_recover,
        "Put the key of a backup sheet back; asks for the passphrase of the day it was printed",
        "yuebao key recover --from scanned.txt",
    )
    recover.add_argument(
        "--from",
        dest="source",
        type=Path,
        required=True,
        metavar="FILE",
        help=keys.text("text file with the scanned codes or the typed lines"),
    )


def run_sheet(options: argparse.Namespace, context: Context) -> Outcome:
    """`key sheet`."""
    from sync import key_sheet

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        sheet = key_sheet.make(ws)
    files = [str(path) for path in key_sheet.write(sheet, options.out, context.translator)]
    result = {"files": files, "fingerprints": list(sheet.fingerprints), "codes": len(key_sheet.codes(sheet))}
    return Outcome(result=result, view=files)


def run_recover(options: argparse.Namespace, context: Context) -> Outcome:
    """`key recover`."""
    from sync import key_sheet

    text = read_named(options.source).decode("utf-8-sig", errors="replace")
    sealed = key_sheet.read(text)
    with Workspace.open(context.folder, context.clock) as ws:
        held = key_sheet.recover(ws, sealed, context.passphrase())
    result = {"keys": [{"keyid": key.keyid, "active": key.active} for key in held]}
    return Outcome(result=result, view=[context.translator.text("The key is back in place.")])
