"""Joining: an office makes its workspace from a task bundle and asks to be admitted.

Nothing in the file is believed but what the root fingerprint, compared on paper, leads to: fingerprint → region's
register → (the city's register →) the bundle's signature → form pack.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from forms.errors import YuebaoError
from forms.files import disk_errors, read_named
from sync import bundle, key_file, key_sheet
from sync.authority import decide, require
from sync.bundle import OpenedBundle
from sync.confidential import recipients_of
from sync.enrolment import FILE, Request, RequestedKey, request_bytes
from sync.founding import Setup, new_device_key
from sync.founding import keep_pack as _keep_pack
from sync.key_file import HeldKey
from sync.keys import Signer, fingerprint, open_key, parse_fingerprint, signers_in
from sync.manifest import Kind
from sync.register_chain import pinned, registers_in
from sync.sealing import Letter, Sealed, deliver, note_received, seal
from sync.tasks import pack_in, take
from sync.trust import TrustState
from sync.trust_messages import NO_TASK
from sync.workspace import DATABASE, Workspace

CHANNEL = "enrolment"
PROBE_BYTES = 65_536
"""More than an enrolment request takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The office's new workspace, open; `key` and `fingerprint` of its device key; the request file to hand in."""

    workspace: Workspace
    unit: str
    key: str
    fingerprint: str
    request: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejoined:
    """The office's workspace on a new laptop, open, with the key that came back."""

    workspace: Workspace
    unit: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A task bundle whose way from the compared root to the pack was verified."""

    opened: OpenedBundle
    trust: TrustState


def invited(data: bytes, unit: str, root: str) -> Invitation:
    """Verify a task bundle by the compared root fingerprint, for that unit. Touches no disk.

    Raises YuebaoError `E-ROOT` for another or a mistyped fingerprint, `E-UNIT` for a unit that does not report to
    the bundle's sender, and the codes of container, signature and manifest.
    """
    opened, trust = believed(data, root, unit)
    if trust.unit(unit) is None:
        raise YuebaoError("E-UNIT", text=unit)
    require(decide(opened, trust))
    return Invitation(opened=opened, trust=trust)


def believed(data: bytes, root: str, unit: str = "") -> tuple[OpenedBundle, TrustState]:
    """Whether the compared fingerprint leads to the registers of a task bundle, whichever unit it is for.

    Raises YuebaoError `E-ROOT` where it does not, and the codes of container and manifest.
    """
    mark = parse_fingerprint(root)
    opened = bundle.open_bundle(data)
    if opened.manifest.kind is not Kind.TASK:
        raise YuebaoError("E-MANIFEST", detail=NO_TASK)
    nothing = TrustState(me=unit, region="", top="", root_fingerprint=mark)
    return opened, pinned(nothing, registers_in(opened.entries))


def join(
    task: Path, folder: Path, unit: str, root: str, out_dir: Path, setup: Setup, *, head: bool = False
) -> Joined:
    """Make the workspace of a reporting office and write its enrolment request to `out_dir`."""
    data = read_named(task)
    invitation = invited(data, unit, root)
    key_file.require_passphrase(setup.passphrase)
    require_room(out_dir)
    with _made(folder, data, invitation, setup) as ws:
        signer = new_device_key(ws, setup)
        sealed = request_admission(ws, (signer,), head=head)
        path = deliver(sealed, out_dir)
    return Joined(
        workspace=ws,
        unit=unit,
        key=signer.keyid,
        fingerprint=fingerprint(signer.public_spki_der),
        request=path,
    )


def rejoin(task: Path, folder: Path, unit: str, root: str, sheet: str, setup: Setup) -> Rejoined:
    """Make an office's workspace on a new laptop with the key of its backup sheet, which needs no admission.

    `sheet` holds scanned codes or typed lines, `setup.passphrase` is that of the day of printing.
    Raises what `invited` raises, `E-KEY-SHEET`, `E-PASSPHRASE`, and `E-SHEET-KEY` for a key that may not sign here.
    """
    data = read_named(task)
    invitation = invited(data, unit, root)
    sealed = key_sheet.read(sheet)
    _require_admitted(signers_in(open_key(sealed, setup.passphrase)), invitation.trust, unit)
    with _made(folder, data, invitation, setup) as ws:
        held = key_sheet.recover(ws, sealed, setup.passphrase)
    key = next(key for key in held if key.active)
    mark = fingerprint(base64.b64decode(key.spki))
    return Rejoined(workspace=ws, unit=unit, key=key.keyid, fingerprint=mark)


def _require_admitted(signers: tuple[Signer, ...], trust: TrustState, unit: str) -> None:
    register = trust.register_for(unit)
    known = {key.keyid for key in trust.all_keys() if key.unit == unit}
    if not any(s.keyid in known and register is not None and register.is_good(s.keyid) for s in signers):
        raise YuebaoError("E-SHEET-KEY", key=", ".join(s.keyid[:16] for s in signers), unit=unit)


@contextmanager
def _made(folder: Path, data: bytes, invitation: Invitation, setup: Setup) -> Iterator[Workspace]:
    """A new workspace that knows what the task bundle says. What fails then leaves none: it can be tried again."""
    _, pack = pack_in(invitation.opened)
    ws = Workspace.create(folder, setup.clock, unit=invitation.trust.me, random=setup.random)
    try:
        _keep_pack(ws, pack)
        ws.save_trust(invitation.trust, registers_in(invitation.opened.entries))
        take(ws, invitation.opened, invitation.trust)
        ws.archive_bundle(data, invitation.opened.digest)
        note_received(ws, invitation.opened)
        yield ws
    except BaseException:
        ws.close()
        for ending in ("", "-wal", "-shm"):
            (folder / f"{DATABASE}{ending}").unlink(missing_ok=True)
        raise


def require_room(folder: Path) -> None:
    """Raise `E-DISK` before anything is made where the request cannot be written."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as probe:
            probe.write(bytes(PROBE_BYTES))
            probe.flush()


def request_admission(
    ws: Workspace, signers: tuple[Signer, ...], *, head: bool = False, rotated: Request | None = None
) -> Sealed:
    """An enrolment request of this laptop, signed by the keys that ask (and by the one they replace)."""
    request = rotated or Request(
        type="enrolment",
        unit=ws.unit,
        origin=ws.origin,
        keys=tuple(requested(key_file.public(signer)) for signer in signers),
        head=head,
        recipients=recipients_of(signers),
    )
    letter = Letter(
        kind=Kind.ENROLMENT, to=ws.collector, files={FILE: request_bytes(request)}, channel=CHANNEL
    )
    return seal(ws, signers, letter, label="enrolment")


def requested(key: HeldKey) -> RequestedKey:
    """A held key as it asks for admission."""
    return RequestedKey(keyid=key.keyid, alg=key.alg, spki=key.spki)
