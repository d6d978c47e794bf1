"""The outbox: letters that wait for the mail server, and what became of them. It survives being offline.

A row and the letter's bytes are documents of the store, written in one transaction; a row changes after the server's
answer. When the power goes between, the letter is sent again: its Message-ID and its bundles are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from enum import StrEnum

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from forms.errors import YuebaoError
from sync import auditing
from sync.transport.letters import Enclosure
from sync.transport.mail_server import Refused
from sync.workspace import Workspace

ROWS = "outbox"
BYTES = "outbox-letter"
Send = Callable[[bytes, str, Sequence[str]], None]
"""Gives one letter to the server: bytes, sender, recipients. Raises `Refused` or `E-MAIL`."""


class State(StrEnum):
    """Where a letter is. `failed`: the server will not have it; a person must look."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Letter(Struct, frozen=True, kw_only=True):
    """One row of the outbox; `reason` is the server's last word where it is not sent."""

    id: str
    state: State
    to: tuple[str, ...]
    sender: str
    subject: str
    files: tuple[str, ...]
    digests: tuple[str, ...]
    queued_at: str
    tries: int = 0
    tried_at: str | None = None
    reason: str | None = None


def queue(
    ws: Workspace, message: EmailMessage, files: Sequence[Enclosure], to: Sequence[str], sender: str
) -> Letter:
    """Put a letter in; it leaves with the next `send_waiting`."""
    with ws.store.transaction():
        known = ws.store.documents.list(ROWS)
        letter = Letter(
            id=str(int(known[-1]) + 1 if known else 1),
            state=State.QUEUED,
            to=tuple(to),
            sender=sender,
            subject=str(message["Subject"]),
            files=tuple(file.name for file in files),
            digests=tuple(file.digest for file in files),
            queued_at=ws.clock().isoformat(timespec="seconds"),
        )
        ws.store.documents.put(BYTES, letter.id, message.as_bytes())
        _keep(ws, letter)
    return letter


def letters(ws: Workspace) -> tuple[Letter, ...]:
    """All letters, in the order they were queued."""
    return tuple(_letter(ws, name) for name in ws.store.documents.list(ROWS))


def _letter(ws: Workspace, name: str) -> Letter:
    data = ws.store.documents.get(ROWS, name)
    if data is None:
        raise YuebaoError("E-USAGE", detail=f"outbox {name}")
    return msgspec.json.decode(data, type=Letter)


def _keep(ws: Workspace, letter: Letter) -> None:
    ws.store.documents.put(ROWS, letter.id, msgspec.json.encode(letter))
    auditing.mailed(ws.store, letter.id, letter.state, letter.digests)


def send_waiting(ws: Workspace, send: Send) -> tuple[Letter, ...]:
    """Try every queued letter once; gives those tried. The first failure of the line or server ends the round."""
    tried: list[Letter] = []
    for letter in letters(ws):
        if letter.state is not State.QUEUED:
            continue
        after, goes_on = _tried(ws, letter, send)
        tried.append(after)
        if not goes_on:
            break
    return tuple(tried)


def _tried(ws: Workspace, letter: Letter, send: Send) -> tuple[Letter, bool]:
    """One try, and whether to go on with the next letter."""
    data = ws.store.documents.get(BYTES, letter.id)
    now = ws.clock().isoformat(timespec="seconds")
    state, reason, goes_on = State.SENT, None, True
    try:
        send(data or b"", letter.sender, letter.to)
    except Refused as refusal:
        state, reason = State.FAILED, str(refusal)
    except YuebaoError as failure:
        state, reason, goes_on = State.QUEUED, failure.problem.params.get("detail", failure.code), False
    after = replace(letter, state=state, tries=letter.tries + 1, tried_at=now, reason=reason)
    with ws.store.transaction():
        _keep(ws, after)
    return after, goes_on


def retry(ws: Workspace, name: str) -> Letter:
    """Queue a failed letter again."""
    letter = replace(_letter(ws, name), state=State.QUEUED)
    with ws.store.transaction():
        _keep(ws, letter)
    return letter


def drop(ws: Workspace, name: str) -> Letter:
    """Take a letter out that shall not be sent, or was; its bundles stay in the archive."""
    letter = _letter(ws, name)
    with ws.store.transaction():
        ws.store.documents.remove(ROWS, name)
        ws.store.documents.remove(BYTES, name)
        auditing.mailed(ws.store, name, "dropped", letter.digests)
    return letter
