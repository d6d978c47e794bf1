"""Registers as they travel: signed, one version after the other (bundles.md §5).

A version is believed when the root of the version before *and* its own root signed it, each required
algorithm at the threshold. Versions between may be absent as long as the root stayed the same; where the root
changed, the version that changed it must be there, as in TUF.

`register/<version>.json` is the region's, `register/<unit>/<version>.json` that of a collecting office below.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from msgspec import Struct

from forms import canonical
from forms.errors import YuebaoError
from sync import envelope
from sync.envelope import Signatures
from sync.keys import PublicKey, Signer, fingerprint, public_key
from sync.register import DeviceKey, Register, Role, Root, digest, require_growth, require_sound
from sync.trust import TrustState
from sync.trust_messages import NOT_BY_ROOT, OTHER_FINGERPRINT, OTHER_NAME, OTHER_REGION, REGISTER

PAYLOAD_TYPE = "application/vnd.yuebao.register+json"
FOLDER = "register"


class SignedRegister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A register version with the signatures over its canonical bytes (DSSE)."""

    signatures: Signatures
    signed: Register


def seal(register: Register, signers: Iterable[Signer]) -> bytes:
    """The canonical bytes of the signed register."""
    signatures = envelope.sign(canonical.encode(register), PAYLOAD_TYPE, signers)
    return canonical.encode(SignedRegister(signatures=envelope.parse(signatures), signed=register))


@lru_cache(maxsize=32)
def parse(data: bytes) -> SignedRegister:
    """A signed register from canonical bytes, sound in itself, its signatures not yet verified.

    Every reply and every relay brings the same few, so the last ones read are kept.
    """
    found = canonical.decode(data, SignedRegister)
    require_sound(found.signed)
    return found


def file_name(register: Register) -> str:
    """Where this version stands in a bundle."""
    if register.superior is None:
        return f"{FOLDER}/{register.version}.json"
    return f"{FOLDER}/{register.unit}/{register.version}.json"


def registers_in(entries: Mapping[str, bytes]) -> tuple[SignedRegister, ...]:
    """All registers of a bundle, by keeper and version; one under a wrong name is `E-MANIFEST`."""
    found = []
    for name, data in entries.items():
        if name.partition("/")[0] != FOLDER:
            continue
        signed = parse(data)
        if file_name(signed.signed) != name:
            raise YuebaoError("E-MANIFEST", where=name, detail=OTHER_NAME)
        found.append(signed)
    return tuple(sorted(found, key=lambda s: (s.signed.unit, s.signed.version)))


@lru_cache(maxsize=4096)
def _verifying_key(spki: str) -> PublicKey:
    return public_key(base64.b64decode(spki))


def verifying_keys(keys: Iterable[DeviceKey]) -> dict[str, PublicKey]:
    """Keys that can check signatures, by key id; weak or unknown ones are `E-ALGORITHM`."""
    return {key.keyid: _verifying_key(key.spki) for key in keys}


def root_fingerprint(register: Register) -> str:
    """What offices compare at joining: of the root key, or of all root keys together where there are several."""
    keys = [key for key in register.keys if key.keyid in register.root.keyids]
    if len(keys) == 1:
        return fingerprint(base64.b64decode(keys[0].spki))
    return fingerprint(canonical.encode(register.root))


def signed_by(signed: SignedRegister, keys: Iterable[DeviceKey]) -> frozenset[str]:
    """Which of these keys signed; nobody known is `E-ROOT`, a signature that does not fit `E-SIGNATURE`."""
    payload = canonical.encode(signed.signed)
    known = verifying_keys(keys)
    try:
        algorithms = signed.signed.required_algs
        return envelope.verify(payload, signed.signatures, PAYLOAD_TYPE, known, algorithms).signed_by
    except YuebaoError as error:
        if error.code == "E-UNKNOWN-KEY":
            raise YuebaoError("E-ROOT", where=_label(signed.signed), detail=NOT_BY_ROOT) from error
        raise


def require_threshold(signed: SignedRegister, judge: Register, signers: frozenset[str]) -> None:
    """Raise `E-ROOT` unless the judge's root signed, every algorithm it requires reaching the threshold."""
    for algorithm in judge.required_algs:
        keys = [k for k in judge.keys if k.keyid in judge.root.keyids and k.alg == algorithm]
        if len([key for key in keys if key.keyid in signers]) < judge.root.threshold:
            raise YuebaoError("E-ROOT", where=_label(signed.signed), detail=NOT_BY_ROOT)


def verify_first(signed: SignedRegister) -> Register:
    """A register signed by its own root; whose root that is, the caller must know by other means."""
    register = signed.signed
    require_threshold(signed, register, signed_by(signed, _root_keys(register)))
    return register


def verify_successor(old: Register, signed: SignedRegister) -> Register:
    """The next (or a later) version, signed by the old root and by its own.

    The same version again is the same register. Raises YuebaoError `E-ROLLBACK` for a lower version or one that
    takes something back, `E-FORK` for another register of the same version, `E-ROOT` for missing signatures.
    """
    new = signed.signed
    if new.version < old.version:
        raise YuebaoError("E-ROLLBACK", keeper=new.unit, found=new.version, known=old.version)
    if new.version == old.version:
        if new != old:
            raise YuebaoError("E-FORK", origin=new.unit, sequence=new.version)
        return old
    require_growth(old, new)
    signers = signed_by(signed, (*_root_keys(old), *_root_keys(new)))
    require_threshold(signed, old, signers)
    require_threshold(signed, new, signers)
    return new


def _root_keys(register: Register) -> list[DeviceKey]:
    return [key for key in register.keys if key.keyid in register.root.keyids]


def _label(register: Register) -> str:
    return f"register {register.unit} {register.version}"


# --- from what a bundle brings to what this workspace believes -----------------------------------


def pinned(trust: TrustState, found: Sequence[SignedRegister]) -> TrustState:
    """Trust from nothing but the root fingerprint: for joining, and for `verify` without a workspace.

    One version of the region's register must carry the compared root; from there on it is a chain. A root
    that differs is `E-ROOT`.
    """
    top = [signed for signed in found if signed.signed.superior is None]
    starts = [s for s in top if root_fingerprint(s.signed) == trust.root_fingerprint]
    if not starts:
        raise YuebaoError("E-ROOT", detail=OTHER_FINGERPRINT)
    start = verify_first(starts[0])
    begun = replace(trust, region=start.region, top=start.unit)
    return adopt(_with(begun, start), found)


def adopt(trust: TrustState, found: Sequence[SignedRegister], *, newest_only: bool = False) -> TrustState:
    """The trust after these registers; older versions than the known ones change nothing.

    With `newest_only` (task bundles) a newest version below the known one is a roll-back: `E-ROLLBACK`. Any version
    that differs from what was seen under its number is `E-FORK`. Registers of offices below follow after the
    region's, from the top down.
    """
    for signed in found:
        _require_unforked(trust, signed.signed)
    state = _adopt_from(trust, trust.top, found, newest_only=newest_only)
    below = {s.signed.unit for s in found if s.signed.unit != trust.top}
    for keeper in sorted(below, key=lambda unit: (len(state.way_up(unit)), unit)):
        state = _adopt_from(state, keeper, found, newest_only=newest_only)
    return state


def _require_unforked(trust: TrustState, register: Register) -> None:
    if register.region != trust.region:  # another region's version 1 is no fork of ours
        raise YuebaoError("E-ROOT", where=_label(register), detail=OTHER_REGION)
    seen = trust.seen.get((register.unit, register.version))
    if seen is not None and seen != digest(register):
        raise YuebaoError("E-FORK", origin=register.unit, sequence=register.version)


def _adopt_from(
    trust: TrustState, keeper: str, found: Sequence[SignedRegister], *, newest_only: bool
) -> TrustState:
    mine = sorted((s for s in found if s.signed.unit == keeper), key=lambda s: s.signed.version)
    known = trust.registers.get(keeper)
    if newest_only and mine and known and mine[-1].signed.version < known.version:
        raise YuebaoError("E-ROLLBACK", keeper=keeper, found=mine[-1].signed.version, known=known.version)
    for signed in mine:
        known = trust.registers.get(keeper)
        if known is None or signed.signed.version > known.version:
            trust = _with(trust, _verified(trust, known, signed))
    return trust


def _verified(trust: TrustState, known: Register | None, signed: SignedRegister) -> Register:
    register = signed.signed
    if (register.superior is None) != (register.unit == trust.top):
        raise YuebaoError("E-ROOT", where=_label(register), detail=NOT_BY_ROOT)
    if register.superior is not None:
        require_vouched(trust, signed)
    elif known is None:
        raise YuebaoError("E-ROOT", where=_label(register), detail=NOT_BY_ROOT)
    return verify_first(signed) if known is None else verify_successor(known, signed)


def require_vouched(trust: TrustState, signed: SignedRegister) -> None:
    """Raise unless the office above vouches for the keeper, and the keeper speaks of nobody but its own.

    Root keys of an office below are keys that the register above lists for it with the role collect, good to this
    day (`E-ROLE`); the keys it lists are its own or of units that report to it (`E-UNIT`).
    """
    register = signed.signed
    above = trust.register_for(register.unit)
    if above is None or above.unit != register.superior:
        raise YuebaoError("E-UNIT", text=register.unit)
    vouched = frozenset(
        key.keyid
        for key in above.keys_of(register.unit)
        if Role.COLLECT in key.roles and above.is_good(key.keyid)
    )
    signers = signed_by(signed, _root_keys(register)) & vouched
    if len(signers) < register.root.threshold:
        raise YuebaoError("E-ROLE", key=register.root.keyids[0][:16], where=_label(register), kind=REGISTER)
    for key in register.keys:
        if key.unit != register.unit and trust.collector(key.unit) != register.unit:
            raise YuebaoError("E-UNIT", text=key.unit)


def _with(trust: TrustState, register: Register) -> TrustState:
    seen = {**trust.seen, (register.unit, register.version): digest(register)}
    return replace(trust, registers={**trust.registers, register.unit: register}, seen=seen)


def bridge(roots: Mapping[int, Root]) -> tuple[int, ...]:
    """The versions that somebody at any earlier one needs: each that changed the root, the first, and the newest."""
    ordered = sorted(roots)
    return tuple(
        version
        for at, version in enumerate(ordered)
        if at in (0, len(ordered) - 1) or roots[version] != roots[ordered[at - 1]]
    )
