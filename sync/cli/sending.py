"""Sending: hand files over on a USB drive, by mail or in a folder; fetch mail; the outbox; the key backup sheet."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from forms.errors import Problem, YuebaoError
from sync.cli.asking import ask_secretly
from sync.cli.context import Context
from sync.cli.outcome import LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.transport import mail_server, outbox
from sync.transport.letters import compose, enclosed, write_draft
from sync.transport.mail_server import Mailer, MailSetup
from sync.transport.outbox import Letter, State
from sync.workspace import Workspace

PASSWORD = "YUEBAO_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
_SMTP, _IMAP = 465, 993


def register(commands: Commands) -> None:
    """Add the commands that carry files."""
    send = commands.add(
        "send",
        run_send,
        "Hand files over: on the USB drive (read back and compared), by mail, or in a folder",
        "yuebao send 540100-2026-10.ybz --to usb",
    )
    send.add_argument("files", type=Path, nargs="+", metavar="FILE", help=commands.text("the files"))
    send.add_argument(
        "--to", required=True, metavar="usb|mail|DIR", help=commands.text("where to: usb, mail, or a folder")
    )
    send.add_argument(
        "--address", nargs="+", default=[], metavar="A", help=commands.text("mail addresses of the receiver")
    )
    send.add_argument(
        "--draft",
        type=Path,
        metavar="DIR",
        help=commands.text("write the letter as .eml instead of sending it"),
    )
    send.add_argument(
        "--armour", action="store_true", help=commands.text("put the files into the letter's text too")
    )
    fetch = commands.add(
        "fetch-mail",
        run_fetch,
        "Fetch new letters from the mail server and take in what they bring",
        "yuebao fetch-mail",
    )
    fetch.add_argument(
        "--accept-all",
        action="store_true",
        help=commands.text("accept every report that comes in without conflict"),
    )
    _add_outbox(commands)


def _add_outbox(commands: Commands) -> None:
    box = commands.add(
        "outbox",
        run_outbox,
        "Letters that wait or were sent; the mail account",
        "yuebao outbox --smtp smtp.example.cn:465 --imap imap.example.cn:993 --user u --sender u@example.cn",
    )
    box.add_argument("--send", action="store_true", help=commands.text("try what waits now"))
    box.add_argument("--retry", metavar="ID", help=commands.text("queue a refused letter again"))
    box.add_argument("--drop", metavar="ID", help=commands.text("take a letter out"))
    box.add_argument("--smtp", metavar="HOST:PORT", help=commands.text("server that sends (TLS)"))
    box.add_argument("--imap", metavar="HOST:PORT", help=commands.text("server that receives (TLS)"))
    box.add_argument("--user", metavar="U", help=commands.text("name of the account"))
    box.add_argument("--sender", metavar="A", help=commands.text("this office's address"))
    box.add_argument("--box", metavar="B", help=commands.text("folder of the account, INBOX by default"))
    box.add_argument("--ca", metavar="FILE", help=commands.text("certificates of the office's own authority"))


# --- send ----------------------------------------------------------------------------------------------


def run_send(options: argparse.Namespace, context: Context) -> Outcome:
    """`send`."""
    if options.to == "mail":
        return _by_mail(options, context)
    return _on_disk(options, context)


def _on_disk(options: argparse.Namespace, context: Context) -> Outcome:
    from forms.files import disk_errors
    from sync.transport.stick import hand_over, only_drive

    if options.to == "usb":
        folder = only_drive().path
    else:
        folder = Path(options.to)
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
    done = [hand_over(file, folder) for file in options.files]
    text = context.translator.text
    view = [text("{file}: copied, read back, the same.", file=copy.file) for copy in done]
    view += [text("The drive may be removed now.")] if options.to == "usb" else []
    files = [
        {"file": str(c.file), "size": c.size, "sha256": c.sha256, "safe_to_remove": c.safe_to_remove}
        for c in done
    ]
    return Outcome(result={"to": str(folder), "files": files}, view=view)


def _by_mail(options: argparse.Namespace, context: Context) -> Outcome:
    """Queued first, so that being offline loses nothing; then tried at once."""
    if not options.address and not options.draft:
        raise YuebaoError("E-USAGE", detail="--address")
    files = [enclosed(path) for path in options.files]
    with Workspace.open(context.folder, context.clock) as ws:
        setup = mail_server.setup_of(ws)
        message = compose(
            files,
            to=options.address,
            sender=setup.sender,
            translator=context.translator,
            now=context.clock(),
            armoured=options.armour,
        )
        if options.draft:
            path = write_draft(message, options.draft)
            return Outcome(result={"draft": str(path)}, view=[str(path)])
        if not setup.sender:
            raise YuebaoError("E-MAIL-SETUP", detail="--sender")
        letter = outbox.queue(ws, message, files, options.address, setup.sender)
        tried = _try(ws, setup, context)
    after = next((each for each in tried if each.id == letter.id), letter)
    return _letters([after], context)


def _try(ws: Workspace, setup: MailSetup, context: Context) -> Sequence[Letter]:
    with Mailer(setup, _password(setup, context)) as mailer:
        return outbox.send_waiting(ws, mailer.send)


def _password(setup: MailSetup, context: Context) -> str:
    """From `YUEBAO_MAIL_PASSWORD` or a prompt, each time; it is kept nowhere."""
    given = os.environ.get(PASSWORD, "")
    if given or not setup.user:
        return given
    if not sys.stdin.isatty():
        raise YuebaoError("E-MAIL-SETUP", detail=PASSWORD)
    return ask_secretly(context.translator.text("Mail password: "))


# --- outbox ----------------------------------------------------------------------------------------------


def run_outbox(options: argparse.Namespace, context: Context) -> Outcome:
    """`outbox`."""
    with Workspace.open(context.folder, context.clock) as ws:
        setup = _changed(mail_server.setup_of(ws), options)
        if setup != mail_server.setup_of(ws):
            mail_server.keep_setup(ws, setup)
        if options.retry:
            outbox.retry(ws, options.retry)
        if options.drop:
            outbox.drop(ws, options.drop)
        if options.send:
            _try(ws, setup, context)
        return _letters(outbox.letters(ws), context, setup)


def _changed(setup: MailSetup, options: argparse.Namespace) -> MailSetup:
    said: dict[str, object] = {
        name: getattr(options, name)
        for name in ("user", "sender", "box", "ca")
        if getattr(options, name) is not None
    }
    if options.smtp:
        said["smtp"] = mail_server.server_of(options.smtp, _SMTP)
    if options.imap:
        said["imap"] = mail_server.server_of(options.imap, _IMAP)
    return replace(setup, **said)


def _letters(letters: Sequence[Letter], context: Context, setup: MailSetup | None = None) -> Outcome:
    """Letters not sent are for a person to look at."""
    text = context.translator.text
    view = [
        f"{each.id}  {text(each.state.value)}  {', '.join(each.to)}  {each.subject}"
        + (f"  ({each.reason})" if each.reason else "")
        for each in letters
    ]
    view = view or [text("No letters wait in the outbox.")]
    waiting = [each for each in letters if each.state is not State.SENT]
    server = setup.smtp.host if setup and setup.smtp else "—"
    problems = [
        Problem(code="E-MAIL", params={"server": server, "detail": each.reason or ""}, where=each.id)
        for each in waiting
        if each.reason
    ]
    result: Mapping[str, object] = {
        "letters": msgspec.to_builtins(list(letters)),
        "account": msgspec.to_builtins(setup) if setup else None,
    }
    return Outcome(result=result, view=view, code=LOOK if waiting else OK, problems=problems)


# --- fetch-mail ------------------------------------------------------------------------------------------


def run_fetch(options: argparse.Namespace, context: Context) -> Outcome:
    """`fetch-mail`: onto the disk first, then taken in like any file; what the archive or quarantine has is removed."""
    from sync.cli.taking import run_import

    with Workspace.open(context.folder, context.clock) as ws:
        setup = mail_server.setup_of(ws)
        paths = mail_server.fetch(ws, setup, _password(setup, context))
    if not paths:
        said = context.translator.text("No new letters.")
        return Outcome(result={"letters": 0, "files": []}, view=[said])
    wanted = {"paths": [context.folder / mail_server.FOLDER], "dry_run": False}
    done = run_import(argparse.Namespace(**{**vars(options), **wanted}), context)
    for path in paths:
        path.unlink(missing_ok=True)
    return done
