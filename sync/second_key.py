"""A second key for a laptop, of another algorithm: SM2 beside Ed25519, before the policy asks for both.

First every laptop gets its second key and every register lists it; then the region's policy may require it. From
the first step on every bundle is signed by both, and those who know only one of them lose nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forms.errors import YuebaoError
from sync import key_file, register
from sync.confidential import recipients_of
from sync.enrolment import own_register
from sync.founding import Setup, device_key, publish
from sync.joining import request_admission
from sync.key_file import Unlocked
from sync.keys import SoftwareSigner, fingerprint, generate
from sync.register import Register, Role
from sync.register_chain import root_fingerprint
from sync.sealing import deliver
from sync.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The new key. The top's takes effect at once (`root_fingerprint`), others ask with `request`."""

    keyid: str
    fingerprint: str
    algorithm: str
    request: Path | None = None
    root_fingerprint: str | None = None


def add_key(ws: Workspace, algorithm: str, out_dir: Path, setup: Setup) -> Added:
    """Give this laptop a key of that algorithm beside those it has, and sign with all of them from now on.

    Raises YuebaoError `E-ALGORITHM` for an unknown algorithm, one it has a key of, or one this computer cannot
    compute; `E-PASSPHRASE` for the wrong passphrase.
    """
    before = ws.unlock(setup.passphrase)
    if any(signer.algorithm == algorithm for signer in before.active):
        raise YuebaoError("E-ALGORITHM", algorithm=algorithm)
    new = generate(algorithm, setup.random)
    new.sign(b"")  # says so now, and not at the next submission, where the computer cannot
    pem = key_file.read(ws.folder / "keys", setup.passphrase)
    held = (*ws.held_keys, key_file.public(new))
    ws.save_keys((pem, new.private_pem), held, setup.passphrase, setup.work_factor)
    return _announce(ws, new, out_dir, ws.unlock(setup.passphrase))


def _announce(ws: Workspace, new: SoftwareSigner, out_dir: Path, keys: Unlocked) -> Added:
    mark = fingerprint(new.public_spki_der)
    if ws.unit == ws.top:
        entry = device_key(new, ws.unit, (Role.ROOT,), (ws.origin,))
        grown = register.with_root_key(own_register(ws, keys), entry, recipients=recipients_of((new,)))
        signed = publish(ws, keys, grown)
        root = root_fingerprint(signed.signed)
        return Added(keyid=new.keyid, fingerprint=mark, algorithm=new.algorithm, root_fingerprint=root)
    request = deliver(request_admission(ws, keys.active), out_dir)
    return Added(keyid=new.keyid, fingerprint=mark, algorithm=new.algorithm, request=request)


def require_algorithms(ws: Workspace, algorithms: tuple[str, ...], keys: Unlocked) -> Register:
    """Make these the algorithms that every bundle and register of this office's offices must be signed with.

    Raises YuebaoError `E-ROLE` without the root key, `E-ROOT` while the office's own root lacks a key of one.
    """
    now = own_register(ws, keys)
    return publish(ws, keys, register.with_algorithms(now, algorithms)).signed
