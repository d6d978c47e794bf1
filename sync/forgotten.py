"""A forgotten passphrase: the sealed key is of no use any more, and the laptop asks to be admitted with a new one.

Nothing that was reported is lost: bundles signed by the old key stay valid, and whoever admits the new key may end the old.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forms.errors import YuebaoError
from forms.files import disk_errors, free_name
from sync import durable, key_file
from sync.bundle import open_bundle
from sync.enrolment import FILE as REQUEST
from sync.enrolment import Request, read_request
from sync.founding import Setup, new_device_key
from sync.joining import request_admission, require_room
from sync.keys import fingerprint
from sync.manifest import Kind
from sync.sealing import deliver
from sync.workspace import Workspace

KEPT = "device.key.old.age"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """The laptop's new key and its enrolment request."""

    keyid: str
    fingerprint: str
    request: Path


def renew(ws: Workspace, out_dir: Path, setup: Setup) -> Renewed:
    """Give an office's laptop a new key where nobody can open the old one; its sealed file is kept beside.

    Raises YuebaoError `E-ROLE` for a collecting office, whose next register only the old key can sign (its way back is
    the backup sheet), `E-PASSPHRASE` for a passphrase that is easy to guess, `E-DISK`.
    """
    if ws.collects:
        raise YuebaoError("E-ROLE", key=", ".join(key.keyid[:16] for key in ws.held_keys), kind=REQUEST)
    key_file.require_passphrase(setup.passphrase)
    require_room(out_dir)
    asked = asked_here(ws)
    _keep_old(ws)
    signer = new_device_key(ws, setup)
    request = deliver(request_admission(ws, (signer,), head=asked is not None and asked.head), out_dir)
    return Renewed(keyid=signer.keyid, fingerprint=fingerprint(signer.public_spki_der), request=request)


def asked_here(ws: Workspace) -> Request | None:
    """What this laptop last asked for, as its archive has it."""
    name = request_here(ws)
    return read_request(open_bundle(ws.archived(name).read_bytes())) if name else None


def request_here(ws: Workspace) -> str | None:
    """The bundle of this laptop's latest enrolment request; `None` where it has none, as after a restore."""
    rows = [row for row in ws.store.bundles.list(unit=ws.unit) if row.kind == Kind.ENROLMENT]
    return next((row.hash for row in reversed(rows) if ws.archived(row.hash).exists()), None)


def _keep_old(ws: Workspace) -> None:
    folder = ws.folder / "keys"
    sealed = folder / key_file.FILE
    if sealed.exists():
        with disk_errors(sealed):
            data = sealed.read_bytes()
        durable.replace_file(free_name(folder / KEPT), data)
