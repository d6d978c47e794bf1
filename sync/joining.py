"""Joining: an office makes its workspace from a task bundle and asks to be admitted.

Nothing in the file is believed but what the root fingerprint, compared on paper, leads to: fingerprint → region's
register → (the city's register →) the bundle's signature → form pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forms.errors import YuebaoError
from forms.store.files import disk_errors
from sync import bundle, key_file
from sync.authority import decide, require
from sync.bundle import OpenedBundle
from sync.confidential import recipients_of
from sync.enrolment import FILE, Request, RequestedKey, request_bytes
from sync.founding import Setup, new_device_key
from sync.founding import keep_pack as _keep_pack
from sync.key_file import HeldKey
from sync.keys import Signer, fingerprint, parse_fingerprint
from sync.manifest import Kind
from sync.register_chain import pinned, registers_in
from sync.sealing import Letter, Sealed, deliver, note_received, seal
from sync.tasks import pack_in, take
from sync.trust import TrustState
from sync.trust_messages import NO_TASK
from sync.workspace import Workspace

CHANNEL = "enrolment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The office's new workspace, open; `key` and `fingerprint` of its device key; the request file to hand in."""

    workspace: Workspace
    unit: str
    key: str
    fingerprint: str
    request: Path


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
    mark = parse_fingerprint(root)
    opened = bundle.open_bundle(data)
    if opened.manifest.kind is not Kind.TASK:
        raise YuebaoError("E-MANIFEST", detail=NO_TASK)
    nothing = TrustState(me=unit, region="", top="", root_fingerprint=mark)
    trust = pinned(nothing, registers_in(opened.entries))
    if trust.unit(unit) is None:
        raise YuebaoError("E-UNIT", text=unit)
    require(decide(opened, trust))
    return Invitation(opened=opened, trust=trust)


def join(
    task: Path, folder: Path, unit: str, root: str, out_dir: Path, setup: Setup, *, head: bool = False
) -> Joined:
    """Make the workspace of a reporting office and write its enrolment request to `out_dir`."""
    with disk_errors(task):
        data = task.read_bytes()
    invitation = invited(data, unit, root)
    _, pack = pack_in(invitation.opened)
    key_file.require_passphrase(setup.passphrase)
    ws = Workspace.create(folder, setup.clock, unit=unit, random=setup.random)
    try:
        _keep_pack(ws, pack)
        ws.save_trust(invitation.trust, registers_in(invitation.opened.entries))
        take(ws, invitation.opened, invitation.trust)
        ws.archive_bundle(data, invitation.opened.digest)
        note_received(ws, invitation.opened)
        signer = new_device_key(ws, setup)
        sealed = request_admission(ws, (signer,), head=head)
        path = deliver(sealed, out_dir)
    except BaseException:
        ws.close()
        raise
    return Joined(
        workspace=ws,
        unit=unit,
        key=signer.keyid,
        fingerprint=fingerprint(signer.public_spki_der),
        request=path,
    )


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
