"""Enrolment: a laptop asks to be admitted for its unit; a person compares the fingerprint; a register says so.

The request is a bundle of kind enrolment, signed by the key that it asks for: that proves somebody holds it, and
nothing else. Whose key it is, is known after its fingerprint was compared by telephone or on paper.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Struct

from forms import canonical
from forms.canonical import Sha256
from forms.errors import YuebaoError
from sync import bundle, envelope, register
from sync.bundle import OpenedBundle
from sync.founding import publish
from sync.key_file import Unlocked
from sync.keys import Signer, fingerprint, parse_fingerprint
from sync.last_good import before_gaps
from sync.manifest import Kind
from sync.register import DeviceKey, Position, Register, Role
from sync.register_chain import verifying_keys
from sync.sealing import note_received
from sync.trust_messages import (
    NO_REGISTER,
    NO_REQUEST,
    NOT_COLLECTING,
    OTHER_KEY,
    OTHER_KEY_ID,
    REGISTER,
)
from sync.workspace import Workspace

FILE = "enrolment.json"
MAX_KEYS = 4
MAX_POSITIONS = 1_000
_Short = Annotated[str, msgspec.Meta(max_length=200)]


class RequestedKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One public key that asks for admission. `spki` is base64 DER."""

    keyid: Sha256
    alg: _Short
    spki: _Short


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """`enrolment.json`. The first key is the one whose fingerprint is compared.

    `head` asks for the role of the 负责人 instead of the clerk's. A rotation names in `replaces` the key that ends,
    which signs too, and in `positions` how far its bundles go.
    """

    type: Literal["enrolment"]
    unit: _Short
    origin: _Short
    keys: Annotated[tuple[RequestedKey, ...], msgspec.Meta(min_length=1, max_length=MAX_KEYS)]
    head: bool = False
    recipients: Annotated[tuple[_Short, ...], msgspec.Meta(max_length=MAX_KEYS)] = ()
    replaces: Sha256 | None = None
    positions: Annotated[tuple[Position, ...], msgspec.Meta(max_length=MAX_POSITIONS)] = ()

    @property
    def fingerprint(self) -> str:
        """What is compared by telephone."""
        return fingerprint(base64.b64decode(self.keys[0].spki))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A key that was admitted, and the register version that says so."""

    unit: str
    keyid: str
    fingerprint: str
    roles: tuple[Role, ...]
    register_version: int


def request_bytes(request: Request) -> bytes:
    """The canonical bytes of `enrolment.json`."""
    return canonical.encode(request)


def read_request(opened: OpenedBundle) -> Request:
    """The request in a bundle, its own signatures verified; nobody is admitted by that.

    Raises YuebaoError `E-MANIFEST`, `E-SCHEMA`, `E-SIGNATURE`, `E-ALGORITHM` (weak or unknown key).
    """
    if opened.manifest.kind is not Kind.ENROLMENT or FILE not in opened.entries:
        raise YuebaoError("E-MANIFEST", detail=NO_REQUEST)
    request = canonical.decode(opened.entries[FILE], Request)
    if request.unit != opened.manifest.unit:
        raise YuebaoError("E-UNIT", text=request.unit)
    entries = [_entry(request, key, ()) for key in request.keys]
    if any(register.key_id(key) != key.keyid for key in entries):
        raise YuebaoError("E-SIGNATURE", detail=OTHER_KEY_ID)
    signed = envelope.verify(
        opened.manifest_bytes,
        opened.signatures,
        opened.payload_type,
        verifying_keys(entries),
        {key.alg for key in entries},
    ).signed_by
    if any(key.keyid not in signed for key in entries):
        raise YuebaoError("E-UNSIGNED")
    return request


def _entry(request: Request, key: RequestedKey, roles: tuple[Role, ...]) -> DeviceKey:
    return DeviceKey(
        keyid=key.keyid,
        unit=request.unit,
        alg=key.alg,
        spki=key.spki,
        roles=roles,
        origins=(request.origin,),
        added=0,
    )


def require_compared(request: Request, compared: str) -> None:
    """Raise `E-ROOT` unless the compared fingerprint is that of the request's key."""
    if parse_fingerprint(compared) != request.fingerprint:
        raise YuebaoError("E-ROOT", where=request.unit, detail=OTHER_KEY)


def review(ws: Workspace, data: bytes) -> tuple[OpenedBundle, Request]:
    """Everything about a request that a machine can check, for the person who compares the rest.

    Raises YuebaoError `E-RECIPIENT` for another office's request, `E-UNIT` for a unit that does not report here.
    """
    opened = bundle.open_bundle(data)
    request = read_request(opened)
    manifest = opened.manifest
    if manifest.region != ws.region or manifest.to != ws.unit:
        raise YuebaoError("E-RECIPIENT", unit=manifest.unit, to=manifest.to, region=manifest.region)
    if request.unit != ws.unit and ws.trust.collector(request.unit) != ws.unit:
        raise YuebaoError("E-UNIT", text=request.unit)
    return opened, request


def enroll(ws: Workspace, data: bytes, keys: Unlocked, compared: str | None = None) -> Enrolled:
    """Admit the key of a request: the next register version lists it for its unit.

    With `compared` the fingerprint must be that one (`E-ROOT`); without, the caller has asked a person. The roles
    follow from the unit: whoever has units reporting to it may collect. Admitting twice changes nothing.
    """
    opened, request = review(ws, data)
    if compared is not None:
        require_compared(request, compared)
    roles = _roles(ws, request)
    now = own_register(ws, keys)
    new = _admitted(ws, now, opened, request, roles)
    with ws.store.transaction():
        if new is not now:
            publish(ws, keys, new)
        ws.archive_bundle(data, opened.digest)
        note_received(ws, opened)
    first = request.keys[0]
    admitted = new.key(first.keyid)
    return Enrolled(
        unit=request.unit,
        keyid=first.keyid,
        fingerprint=request.fingerprint,
        roles=admitted.roles if admitted else roles,
        register_version=new.version,
    )


def _roles(ws: Workspace, request: Request) -> tuple[Role, ...]:
    if request.head:
        return (Role.HEAD,)
    if request.unit == ws.unit or ws.trust.collects(request.unit):
        return (Role.COLLECT, Role.SUBMIT)
    return (Role.SUBMIT,)


def _require_own(now: Register, request: Request) -> None:
    """A listed key stays its unit's, whoever asks."""
    for key in request.keys:
        listed = now.key(key.keyid)
        if listed is not None and listed.unit != request.unit:
            raise YuebaoError("E-UNIT", text=request.unit)


def _admitted(
    ws: Workspace, now: Register, opened: OpenedBundle, request: Request, roles: tuple[Role, ...]
) -> Register:
    _require_own(now, request)
    if request.replaces is not None and not now.ends(request.replaces):
        return _rotated(ws, now, opened, request)
    new = now
    for key in (key for key in request.keys if not now.is_good(key.keyid)):
        grown = register.admit(new, _entry(request, key, roles), recipients=_recipients(request, key))
        new = register.merged_step(now, grown)
    return new


def _recipients(request: Request, key: RequestedKey) -> tuple[str, ...]:
    """What is encrypted for this key: recipients stand in the order of the keys they follow from."""
    if len(request.recipients) == len(request.keys):
        return (request.recipients[request.keys.index(key)],)
    return request.recipients if key == request.keys[0] else ()


def _rotated(ws: Workspace, now: Register, opened: OpenedBundle, request: Request) -> Register:
    """The old key signs its own end; without its signature somebody else would be ending it."""
    old = now.key(request.replaces or "")
    if old is None:
        raise YuebaoError("E-UNKNOWN-KEY", key=(request.replaces or "")[:16])
    known = verifying_keys((old, *(_entry(request, key, ()) for key in request.keys)))
    signed = envelope.verify(
        opened.manifest_bytes, opened.signatures, opened.payload_type, known, {old.alg}
    ).signed_by
    if old.keyid not in signed:
        raise YuebaoError("E-UNSIGNED")
    entry = _entry(request, request.keys[0], old.roles)
    positions = (*request.positions, *before_gaps(ws, old.keyid, request.positions))
    return register.rotate(now, old.keyid, entry, positions, recipients=request.recipients)


# --- the register of an office that collects below the top -----------------------------------------


def own_register(ws: Workspace, keys: Unlocked) -> Register:
    """The register this office keeps; a city's begins here, and follows here when its key was rotated.

    Raises YuebaoError `E-ROLE` while the office above has not admitted this laptop's key as a collecting one, or
    the task or reply that says so has not been taken in.
    """
    known = ws.trust.registers.get(ws.unit)
    if ws.unit == ws.top:
        if known is None:
            raise YuebaoError("E-ROOT", where=ws.unit, detail=NO_REGISTER)
        return known
    vouched = _vouched(ws, keys)
    if known is None:
        first = register.first(region=ws.region, unit=ws.unit, superior=ws.collector, keys=vouched)
        publish(ws, keys, first)
        return first
    strange = [key for key in vouched if not (known.is_good(key.keyid) and key.keyid in known.root.keyids)]
    for key in strange:
        known = _following(ws, keys, known, key, alone=len(strange) == len(vouched))
    return known


def root_signers(ws: Workspace, keys: Unlocked) -> tuple[Signer, ...]:
    """What signs tasks here; `E-ROLE` on a laptop of this office that does not hold the root key."""
    signers = keys.all_of(own_register(ws, keys).root.keyids)
    if not signers:
        raise YuebaoError("E-ROLE", key=", ".join(k[:16] for k in keys.keyids), kind="task")
    return signers


def _vouched(ws: Workspace, keys: Unlocked) -> tuple[DeviceKey, ...]:
    above = ws.trust.register_for(ws.unit)
    listed = [above.key(keyid) for keyid in keys.keyids] if above else []
    good = [
        k for k in listed if k is not None and Role.COLLECT in k.roles and above and above.is_good(k.keyid)
    ]
    if not good:
        raise YuebaoError("E-ROLE", key=", ".join(k[:16] for k in keys.keyids), kind=NOT_COLLECTING)
    return tuple(msgspec.structs.replace(key, roles=tuple(sorted({*key.roles, Role.ROOT}))) for key in good)


def _following(ws: Workspace, keys: Unlocked, known: Register, new: DeviceKey, *, alone: bool) -> Register:
    """After a rotation here the city's register goes from the old key, which still lies here, to the new one.

    A key of another algorithm joins the root key that lies here; where none does (`alone`), the register is another
    laptop's.
    """
    olds = [s.keyid for s in keys.retired if s.keyid in known.root.keyids and s.algorithm == new.alg]
    if not olds and alone:
        raise YuebaoError("E-ROLE", key=new.keyid[:16], kind=REGISTER)
    if not olds:
        grown = register.with_root_key(known, new, recipients=new.recipients)
        publish(ws, keys, grown)
        return grown
    positions = [Position(origin=o, sequence=n, hash=h) for o, (n, h) in ws.positions().items()]
    rotated = register.rotate(known, olds[0], new, positions, recipients=new.recipients)
    publish(ws, keys, rotated)
    return rotated
