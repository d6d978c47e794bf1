"""Keys through their life: shown, listed, revoked by position, rotated, given another passphrase."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from forms.errors import YuebaoError
from sync import key_file, register
from sync.confidential import recipients_of
from sync.enrolment import Request, own_register
from sync.founding import Setup, device_key, publish
from sync.joining import request_admission, requested
from sync.key_file import Unlocked
from sync.keys import Signer, SoftwareSigner, fingerprint, generate, spki_pem
from sync.last_good import before_gaps, last_good, merged_from
from sync.register import DeviceKey, Position, Register, Role
from sync.register_chain import root_fingerprint
from sync.sealing import deliver
from sync.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """One key for people: `admitted` in a register known here, `ended` by revocation there, `here` its private half."""

    keyid: str
    fingerprint: str
    algorithm: str
    public_pem: str
    unit: str
    roles: tuple[Role, ...]
    admitted: bool
    ended: bool
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """What a revocation did: the register version, and bundles beyond the position that are merged already."""

    keyid: str
    register_version: int
    positions: tuple[Position, ...]
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """A laptop's new key. The top's own takes effect at once (`root_fingerprint`), others ask with `request`."""

    keyid: str
    fingerprint: str
    request: Path | None = None
    root_fingerprint: str | None = None


def show(ws: Workspace) -> KeyView:
    """This laptop's active key."""
    active = [key for key in ws.held_keys if key.active]
    if not active:
        raise YuebaoError("E-UNKNOWN-KEY", key=str(ws.folder))
    return next(view for view in list_keys(ws) if view.keyid == active[0].keyid)


def list_keys(ws: Workspace) -> tuple[KeyView, ...]:
    """Every key of every register known here, and this laptop's own, admitted or not."""
    held = {key.keyid for key in ws.held_keys}
    return tuple(_view(ws, key, here=key.keyid in held) for key in ws.trust.all_keys())


def _view(ws: Workspace, key: DeviceKey, *, here: bool) -> KeyView:
    spki = base64.b64decode(key.spki)
    speaks = ws.trust.register_for(key.unit)
    listed = speaks.key(key.keyid) if speaks else None
    return KeyView(
        keyid=key.keyid,
        fingerprint=fingerprint(spki),
        algorithm=key.alg,
        public_pem=spki_pem(spki),
        unit=key.unit,
        roles=(listed or key).roles,
        admitted=listed is not None,
        ended=bool(speaks and speaks.ends(key.keyid)),
        here=here,
    )


def find(ws: Workspace, text: str) -> str:
    """The key id meant by a key id, its beginning (8 digits or more), or a fingerprint; `E-NO-KEY` otherwise."""
    plain = text.strip()
    found = {
        view.keyid
        for view in list_keys(ws)
        if plain in (view.keyid, view.fingerprint)
        or (len(plain) >= 8 and view.keyid.startswith(plain.lower()))  # noqa: PLR2004 - as the docstring says
    }
    if len(found) != 1:
        raise YuebaoError("E-NO-KEY", key=plain)
    return found.pop()


# --- revocation ---------------------------------------------------------------------------------------


def revoke(
    ws: Workspace, keyid: str, reason: str, keys: Unlocked, positions: Sequence[Position] | None = None
) -> Revoked:
    """End a key of this office's register: good up to `positions`, by default up to what was merged.

    Whoever knows since when a laptop was missing names earlier positions; bundles merged from beyond are listed,
    to be withdrawn. Raises `E-NO-KEY` for a key that this office did not admit, `E-ROOT` for the last root key (rotate it instead).
    """
    now = own_register(ws, keys)
    named = tuple(positions or ())
    chosen = last_good(ws, keyid) if positions is None else (*named, *before_gaps(ws, keyid, named))
    new = register.revoke(now, keyid, chosen, reason)
    publish(ws, keys, new)
    return Revoked(
        keyid=keyid, register_version=new.version, positions=chosen, beyond=_beyond(ws, new, keyid)
    )


def _beyond(ws: Workspace, now: Register, keyid: str) -> tuple[str, ...]:
    allowed: dict[str, int] = {}
    for end in now.ends(keyid):
        allowed[end.origin] = max(end.last_good_sequence, allowed.get(end.origin, 0))
    return tuple(
        row.hash for row in merged_from(ws, keyid) if (row.sequence or 0) > allowed.get(row.origin or "", 0)
    )


# --- rotation and passphrase -------------------------------------------------------------------------------


def rotate(ws: Workspace, out_dir: Path, setup: Setup, *, algorithm: str | None = None) -> Rotated:
    """Give this laptop a new key in place of its one of that algorithm (its first, where none is named).

    From now on it signs with the new key and with those it has of other algorithms. Raises YuebaoError `E-ALGORITHM`
    where it has none of that algorithm.

    At the top the next register says so at once. Elsewhere the request, signed by old, new and other keys, goes to the collecting
    office; bundles signed meanwhile wait there until it is enrolled. The old private key stays in the sealed
    file, because a city's next register needs its signature too.
    """
    keys = ws.unlock(setup.passphrase)
    old = _standing(ws, keys, algorithm or keys.active[0].algorithm)
    positions = tuple(Position(origin=o, sequence=n, hash=h) for o, (n, h) in sorted(ws.positions().items()))
    new = generate(old.algorithm, setup.random)
    _store_rotated(ws, new, setup)
    if ws.unit == ws.top:
        return _rotate_top(ws, old.keyid, new, positions, ws.unlock(setup.passphrase))
    request = Request(
        type="enrolment",
        unit=ws.unit,
        origin=ws.origin,
        keys=(requested(key_file.public(new)),),
        recipients=recipients_of((new,)),
        replaces=old.keyid,
        positions=positions,
    )
    others = tuple(signer for signer in keys.active if signer.algorithm != new.algorithm)
    sealed = request_admission(ws, (new, old, *others), rotated=request)
    path = deliver(sealed, out_dir)
    return Rotated(keyid=new.keyid, fingerprint=fingerprint(new.public_spki_der), request=path)


def _standing(ws: Workspace, keys: Unlocked, algorithm: str) -> Signer:
    """The key to be replaced: the one the register holds good, even if a rotation before this one got stuck."""
    above = ws.trust.register_for(ws.unit)
    signers = [signer for signer in (*keys.active, *keys.retired) if signer.algorithm == algorithm]
    if not signers:
        raise YuebaoError("E-ALGORITHM", algorithm=algorithm)
    return next((s for s in signers if above and above.is_good(s.keyid)), signers[0])


def _store_rotated(ws: Workspace, new: SoftwareSigner, setup: Setup) -> None:
    pem = key_file.read(ws.folder / "keys", setup.passphrase)
    retired = tuple(
        msgspec.structs.replace(key, active=key.active and key.alg != new.algorithm) for key in ws.held_keys
    )
    fresh = key_file.public(new)
    first = ws.held_keys[0].alg == new.algorithm  # the one whose fingerprint people know stays the first
    pems = (new.private_pem, pem) if first else (pem, new.private_pem)
    ws.save_keys(pems, (fresh, *retired) if first else (*retired, fresh), setup.passphrase, setup.work_factor)


def _rotate_top(
    ws: Workspace, old: str, new: SoftwareSigner, positions: tuple[Position, ...], keys: Unlocked
) -> Rotated:
    now = own_register(ws, keys)
    entry = device_key(new, ws.unit, (Role.SUBMIT,), (ws.origin,))
    signed = publish(ws, keys, register.rotate(now, old, entry, positions, recipients=recipients_of((new,))))
    return Rotated(
        keyid=new.keyid,
        fingerprint=fingerprint(new.public_spki_der),
        root_fingerprint=root_fingerprint(signed.signed),
    )


def change_passphrase(ws: Workspace, old: str, new: Setup) -> None:
    """Seal the same keys under another passphrase; `E-PASSPHRASE` for the wrong old or a weak new one."""
    pem = key_file.read(ws.folder / "keys", old)
    key_file.require_passphrase(new.passphrase)
    ws.save_keys((pem,), ws.held_keys, new.passphrase, new.work_factor)
