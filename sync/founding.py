"""The beginning of a region: root key, register 1 and the form pack in force."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from forms import canonical
from forms.definition import PackDef
from forms.errors import YuebaoError
from forms.loader import pack_json
from sync import key_file, register, register_chain
from sync.confidential import recipients_of
from sync.key_file import Unlocked
from sync.keys import WORK_FACTOR, Signer, SoftwareEd25519, fingerprint
from sync.manifest import Kind, PackRef
from sync.register import DeviceKey, Register, Role
from sync.register_chain import SignedRegister
from sync.sealing import Letter, seal
from sync.trust import TrustState
from sync.trust_messages import REGISTER
from sync.workspace import Clock, Random, Workspace

ROOT_ROLES = (Role.COLLECT, Role.ROOT, Role.SUBMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a new workspace needs from outside; a lower `work_factor` is for keys that protect nothing."""

    clock: Clock
    passphrase: str
    random: Random = os.urandom
    work_factor: int = WORK_FACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """The region's new workspace, open, and what its offices compare at joining."""

    workspace: Workspace
    unit: str
    root_fingerprint: str


def init_region(folder: Path, unit: str, pack: PackDef, setup: Setup) -> Founded:
    """Make the workspace of the uppermost office. `E-UNIT` unless the pack knows the unit."""
    if unit not in {known.code for known in pack.units}:
        raise YuebaoError("E-UNIT", text=unit)
    key_file.require_passphrase(setup.passphrase)
    ws = Workspace.create(folder, setup.clock, unit=unit, random=setup.random)
    try:
        signer = new_device_key(ws, setup)
        key = device_key(signer, unit, ROOT_ROLES, (ws.origin,))
        first = register.first(
            region=region_id(unit, signer.keyid),
            unit=unit,
            superior=None,
            keys=(key,),
            units=register.units_of(pack, unit),
            pack=keep_pack(ws, pack),
            recipients=recipients_of((signer,)),
        )
        mark = fingerprint(signer.public_spki_der)
        trust = TrustState(me=unit, region=first.region, top=unit, root_fingerprint=mark)
        signed = register_chain.parse(register_chain.seal(first, (signer,)))
        ws.save_trust(register_chain.pinned(trust, (signed,)), (signed,))
        archive_register(ws, Unlocked(active=(signer,)), signed)
    except BaseException:
        ws.close()
        raise
    return Founded(workspace=ws, unit=unit, root_fingerprint=mark)


def region_id(unit: str, root_keyid: str) -> str:
    """The name of a region in manifests: its office, and enough of its first root key to be nobody else's."""
    return f"{unit}-{root_keyid[:16]}"


def new_device_key(ws: Workspace, setup: Setup) -> SoftwareEd25519:
    """Make this machine's key pair and seal it."""
    signer = SoftwareEd25519.generate(setup.random)
    held = (key_file.public(signer),)
    ws.save_keys((signer.private_pem,), held, setup.passphrase, setup.work_factor)
    return signer


def device_key(signer: Signer, unit: str, roles: tuple[Role, ...], origins: tuple[str, ...]) -> DeviceKey:
    """A register entry for the signer's public half; the register says when it was added."""
    spki = base64.b64encode(signer.public_spki_der).decode("ascii")
    return DeviceKey(
        keyid=signer.keyid,
        unit=unit,
        alg=signer.algorithm,
        spki=spki,
        roles=tuple(sorted(roles)),
        origins=origins,
        added=0,
    )


def keep_pack(ws: Workspace, pack: PackDef) -> PackRef:
    """Keep the pack by its hash and make it the one in force until the register names another."""
    data = pack_json(pack)
    ref = PackRef(id=pack.id, version=pack.version, hash=canonical.sha256(data))
    ws.store.documents.put("pack", ref.hash, data)
    ws.store.settings.set("pack", canonical.encode(ref).decode())
    return ref


# --- a keeper's next register --------------------------------------------------------------------


def publish(ws: Workspace, keys: Unlocked, new: Register) -> SignedRegister:
    """Sign the next version of this office's register with the old root and the new one, and go by it.

    A version is believed here as anywhere else: by verifying it. `E-ROLE` without the root key.
    """
    old = ws.trust.registers.get(ws.unit)
    roots = {*new.root.keyids, *(old.root.keyids if old else ())}
    signers = keys.all_of(roots)
    if not signers:
        raise YuebaoError("E-ROLE", key=", ".join(k[:16] for k in keys.keyids), kind=REGISTER)
    signed = register_chain.parse(register_chain.seal(new, signers))
    trust = register_chain.adopt(ws.trust, (signed,))
    with ws.store.transaction():
        ws.save_trust(trust, (signed,))
        archive_register(ws, keys, signed, old)
    return signed


def archive_register(
    ws: Workspace, keys: Unlocked, signed: SignedRegister, old: Register | None = None
) -> None:
    """Put the register (and the pack, where the one before named another) into the archive, as a task to this office.

    So the archive alone suffices to make the store again.
    """
    files = {register_chain.file_name(signed.signed): canonical.encode(signed)}
    ref = signed.signed.pack if old is None or signed.signed.pack != old.pack else None
    data = ws.pack_bytes(ref.hash) if ref else None
    if ref is not None and data is not None:
        files[f"pack/{ref.hash}.json"] = data
    seal(ws, keys.active, Letter(kind=Kind.TASK, to=ws.unit, files=files, pack=ref), label="register")
