"""Setting up: init, issue, join, enroll and the commands about keys."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import resources
from forms.definition import PackDef
from forms.errors import YuebaoError
from forms.files import read_named
from forms.loader import load_pack
from sync import enrolment, founding, joining, keyring, tasks
from sync.cli import key_life, key_sheet, second_key
from sync.cli.asking import ask
from sync.cli.context import Context
from sync.cli.outcome import Outcome
from sync.cli.parser import Commands
from sync.founding import Setup
from sync.keyring import KeyView
from sync.workspace import Workspace

SHIPPED_PACK = "shuangchuang"


def register(commands: Commands) -> None:
    """Add the commands that make workspaces and look after keys."""
    _add_init(commands)
    _add_joining(commands)
    _add_keys(
        commands.group(
            "key", "Keys: show, list, revoke, rotate, passphrase, sheet, recover", "yuebao key show"
        )
    )


def _add_init(commands: Commands) -> None:
    init = commands.add(
        "init",
        run_init,
        "Make the workspace of the top collecting office: root key, register, pack",
        "yuebao --workspace region init --unit 540000 --pack shuangchuang",
    )
    init.add_argument("--unit", required=True, metavar="CODE", help=commands.text("the office's unit code"))
    init.add_argument(
        "--pack",
        required=True,
        metavar="PACK",
        help=commands.text("a pack folder or workbook, or the name of the shipped pack"),
    )
    init.add_argument(
        "--units", type=Path, metavar="FILE", help=commands.text("units.csv instead of the pack's")
    )
    issue = commands.add(
        "issue",
        run_issue,
        "Sign a task bundle: pack, units, register, calendar, targets",
        "yuebao --workspace region issue --to stick",
    )
    issue.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=commands.text("folder to write to")
    )
    issue.add_argument("--period", metavar="P", help=commands.text("put this period's calendar in"))
    issue.add_argument(
        "--unit", nargs="+", default=[], metavar="CODE", help=commands.text("one bundle for each of these")
    )


def _add_joining(commands: Commands) -> None:
    join = commands.add(
        "join",
        run_join,
        "Make a reporting office's workspace from a task bundle and ask to be admitted",
        "yuebao --workspace lhasa join task.ybz --unit 540100 --root XXXX-XXXX-XXXX-XXXX-X --to stick",
    )
    join.add_argument("task", type=Path, metavar="TASK", help=commands.text("the task bundle"))
    join.add_argument("--unit", required=True, metavar="CODE", help=commands.text("the office's unit code"))
    join.add_argument(
        "--root",
        required=True,
        metavar="FINGERPRINT",
        help=commands.text("the region's fingerprint, as told by telephone"),
    )
    join.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=commands.text("folder to write to")
    )
    join.add_argument(
        "--head",
        action="store_true",
        help=commands.text("a laptop of the head of the office, who signs beside the clerk"),
    )
    enroll = commands.add(
        "enroll",
        run_enroll,
        "Admit the device key of an enrolment request after comparing its fingerprint",
        "yuebao --workspace region enroll request.ybz --fingerprint XXXX-XXXX-XXXX-XXXX-X",
    )
    enroll.add_argument(
        "request", type=Path, nargs="+", metavar="REQUEST", help=commands.text("enrolment requests")
    )
    enroll.add_argument(
        "--fingerprint", metavar="F", help=commands.text("the key's fingerprint, as told by telephone")
    )


def _add_keys(keys: Commands) -> None:
    keys.add("show", run_key_show, "This laptop's key and its fingerprint", "yuebao key show")
    keys.add("list", run_key_list, "All keys known here", "yuebao key list")
    key_life.register(keys)
    rotate = keys.add("rotate", run_key_rotate, "Give this laptop a new key", "yuebao key rotate --to stick")
    rotate.add_argument(
        "--to", type=Path, default=Path(), metavar="DIR", help=keys.text("folder to write to")
    )
    rotate.add_argument(
        "--algorithm",
        choices=second_key.ALGORITHMS,
        default=None,
        help=keys.text("the algorithm; the laptop's first key where none is named"),
    )
    key_sheet.register(keys)
    second_key.register(keys)
    passphrase = keys.add(
        "passphrase",
        run_key_passphrase,
        "Change the passphrase of the key file",
        "yuebao key passphrase --new-file FILE",
    )
    passphrase.add_argument(
        "--new-file", type=Path, metavar="FILE", help=keys.text("file with the new passphrase")
    )


def setup_of(context: Context, passphrase: str) -> Setup:
    """What a new workspace needs from outside."""
    return Setup(clock=context.clock, passphrase=passphrase)


def run_init(options: argparse.Namespace, context: Context) -> Outcome:
    """`init`."""
    pack = chosen_pack(options.pack, options.units)
    founded = founding.init_region(
        context.folder, options.unit, pack, setup_of(context, context.passphrase(new=True))
    )
    with founded.workspace:
        text = context.translator.text
        return Outcome(
            result={
                "unit": founded.unit,
                "root_fingerprint": founded.root_fingerprint,
                "workspace": str(context.folder),
                "pack": {"id": pack.id, "version": pack.version},
            },
            view=[
                text("Workspace of {unit} made in {folder}.", unit=founded.unit, folder=context.folder),
                text("Root fingerprint, to be told by telephone: {mark}", mark=founded.root_fingerprint),
            ],
        )


def chosen_pack(named: str, units: Path | None = None) -> PackDef:
    """The pack named, with its units taken from another file where one is given."""
    folder = pack_folder(named)
    if units is None:
        return read_pack(folder)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "pack"
        shutil.copytree(folder, copy)
        (copy / "units.csv").write_bytes(read_named(units))
        return load_pack(copy)


def read_pack(path: Path) -> PackDef:
    """A pack from its folder or from a workbook."""
    if path.is_dir():
        return load_pack(path)
    from forms.xlsx_pack import from_xlsx

    return from_xlsx(path)


def pack_folder(named: str) -> Path:
    """A pack by its path, or one of those shipped by its name."""
    path = Path(named)
    if path.exists():
        return path
    shipped = resources.path("packs", named)
    if "/" not in named and shipped.is_dir():
        return shipped
    raise YuebaoError("E-PACK-NAME", name=named, where=named)


def run_issue(options: argparse.Namespace, context: Context) -> Outcome:
    """`issue`."""
    with Workspace.open(context.folder, context.clock) as ws:
        keys = ws.unlock(context.passphrase())
        files = tasks.issue_task(ws, options.to, keys, units=options.unit, period=options.period)
        written = [str(file) for file in files]
        said = context.translator.text("Task bundles written:")
        return Outcome(result={"files": written}, view=[said, *written])


def run_join(options: argparse.Namespace, context: Context) -> Outcome:
    """`join`."""
    passphrase = context.passphrase(new=True)
    joined = joining.join(
        options.task,
        context.folder,
        options.unit,
        options.root,
        options.to,
        setup_of(context, passphrase),
        head=options.head,
    )
    with joined.workspace:
        text = context.translator.text
        return Outcome(
            result={
                "unit": joined.unit,
                "key": joined.key,
                "fingerprint": joined.fingerprint,
                "request": str(joined.request),
            },
            view=[
                text("Workspace of {unit} made in {folder}.", unit=joined.unit, folder=context.folder),
                text("Hand over this enrolment request: {file}", file=joined.request),
                text(
                    "Fingerprint of this laptop's key, to be told by telephone: {mark}",
                    mark=joined.fingerprint,
                ),
            ],
        )


def run_enroll(options: argparse.Namespace, context: Context) -> Outcome:
    """`enroll`: every request that can be admitted is; the first failure ends it."""
    from sync import importer

    with Workspace.open(context.folder, context.clock) as ws:
        waiting = [(path, read_named(path)) for path in options.request]
        for path, data in waiting:
            _require_comparison(options, context, ws, path, data)
        keys = ws.unlock(context.passphrase())
        admitted = [enrolment.enroll(ws, data, keys, options.fingerprint) for _, data in waiting]
        settled = importer.reexamine(ws)
        result = [
            {"unit": e.unit, "key": e.keyid, "fingerprint": e.fingerprint, "roles": [str(r) for r in e.roles]}
            for e in admitted
        ]
        text = context.translator.text
        view = [text("{unit}: key {mark} admitted.", unit=e.unit, mark=e.fingerprint) for e in admitted]
        decided = len(settled)
        if decided:
            view.append(text("{count} waiting bundles were decided.", count=decided))
        return Outcome(
            result={
                "enrolled": result,
                "register_version": admitted[-1].register_version,
                "settled": decided,
            },
            view=view,
        )


def _require_comparison(
    options: argparse.Namespace, context: Context, ws: Workspace, path: Path, data: bytes
) -> None:
    """Without `--fingerprint` a person must say that they compared it."""
    if options.fingerprint is not None:
        return
    _, request = enrolment.review(ws, data)
    text = context.translator.text
    if not sys.stdin.isatty():
        raise YuebaoError(
            "E-USAGE",
            detail=text(
                "give --fingerprint once {mark} of {unit} was compared",
                mark=request.fingerprint,
                unit=request.unit,
            ),
            where=str(path),
        )
    question = text(
        "{unit}: is the fingerprint {mark} the one you were told? (yes/no) ",
        unit=request.unit,
        mark=request.fingerprint,
    )
    if ask(question).strip().lower() not in {"y", "yes", "是"}:
        raise YuebaoError("E-ROOT", detail=f"{request.unit}: {request.fingerprint}", where=str(path))


def run_key_show(_options: argparse.Namespace, context: Context) -> Outcome:
    """`key show`."""
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        view = keyring.show(ws)
        return Outcome(result=_key(view), view=[view.fingerprint, view.keyid, view.public_pem])


def run_key_list(_options: argparse.Namespace, context: Context) -> Outcome:
    """`key list`."""
    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        views = keyring.list_keys(ws)
        lines = [
            f"{v.unit}  {v.fingerprint}  {v.algorithm}  {'·'.join(v.roles)}{'  ✗' if v.ended else ''}"
            for v in views
        ]
        return Outcome(result={"keys": [_key(view) for view in views]}, view=lines)


def _key(view: KeyView) -> Mapping[str, object]:
    return {
        "keyid": view.keyid,
        "fingerprint": view.fingerprint,
        "algorithm": view.algorithm,
        "public_pem": view.public_pem,
        "unit": view.unit,
        "roles": [str(role) for role in view.roles],
        "admitted": view.admitted,
        "revoked": view.ended,
        "here": view.here,
    }


def run_key_rotate(options: argparse.Namespace, context: Context) -> Outcome:
    """`key rotate`."""
    with Workspace.open(context.folder, context.clock) as ws:
        setup = setup_of(context, context.passphrase())
        done = keyring.rotate(ws, options.to, setup, algorithm=options.algorithm)
        result = {
            "key": done.keyid,
            "fingerprint": done.fingerprint,
            "request": str(done.request) if done.request else None,
            "root_fingerprint": done.root_fingerprint,
        }
        return Outcome(result=result, view=[str(value) for value in result.values() if value])


def run_key_passphrase(options: argparse.Namespace, context: Context) -> Outcome:
    """`key passphrase`."""
    from dataclasses import replace

    with Workspace.open(context.folder, context.clock) as ws:
        old = context.passphrase()
        if options.new_file is None and not sys.stdin.isatty():
            raise YuebaoError("E-PASSPHRASE", detail="--new-file")
        fresh = replace(context, passphrase_file=options.new_file)
        new = fresh.passphrase(new=True) if options.new_file else context.ask(new=True)
        keyring.change_passphrase(ws, old, setup_of(context, new))
        return Outcome(
            result={"changed": True}, view=[context.translator.text("The passphrase was changed.")]
        )
