"""The register: which device keys may do what for which unit, as versions that only go up (bundles.md §5).

Every change is a new version, and every function here returns that next version as a value. What a register is, and
what must hold from one version to the next, stands in `sync.register_model`. Nothing here reads a clock, a file
or a private key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from forms.definition import PackDef
from forms.errors import YuebaoError
from sync.manifest import PackRef
from sync.register_model import (
    DEFAULT_ALGORITHMS,
    Algorithm,
    DeviceKey,
    Position,
    Register,
    RegisterUnit,
    Revocation,
    Role,
    Root,
    digest,
    key_id,
    require_growth,
    require_one_pack,
    require_sound,
)
from sync.trust_messages import LAST_ROOT

__all__ = [
    "DEFAULT_ALGORITHMS",
    "DeviceKey",
    "Position",
    "Register",
    "RegisterUnit",
    "Revocation",
    "Role",
    "Root",
    "admit",
    "digest",
    "first",
    "key_id",
    "merged_step",
    "require_growth",
    "require_sound",
    "revoke",
    "rotate",
    "units_of",
    "with_algorithms",
    "with_pack",
    "with_root",
    "with_root_key",
]


def units_of(pack: PackDef, top: str) -> tuple[RegisterUnit, ...]:
    """The pack's units as facts of the register; an empty `reports_to` means the parent (forms.md, units.csv)."""
    return tuple(
        RegisterUnit(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            collector=None if unit.code == top else unit.reports_to or unit.parent or top,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            successor=unit.successor,
        )
        for unit in pack.units
    )


def first(
    *,
    region: str,
    unit: str,
    superior: str | None,
    keys: Sequence[DeviceKey],
    units: tuple[RegisterUnit, ...] = (),
    pack: PackRef | None = None,
    required_algs: tuple[Algorithm, ...] = DEFAULT_ALGORITHMS,
    recipients: tuple[str, ...] = (),
) -> Register:
    """Version 1: the keeper's keys with role root sign what follows, any one of them.

    `recipients` is for whom to encrypt what the keeper shall read.
    """
    roots = tuple(sorted(key.keyid for key in keys if Role.ROOT in key.roles))
    return require_sound(
        Register(
            type="register",
            region=region,
            unit=unit,
            superior=superior,
            version=1,
            keys=tuple(
                msgspec.structs.replace(key, added=1, recipients=key.recipients or recipients) for key in keys
            ),
            root=Root(keyids=roots, threshold=1),
            units=units,
            pack=pack,
            required_algs=required_algs,
            age_recipients={unit: recipients} if recipients else {},
        )
    )


def admit(register: Register, key: DeviceKey, *, recipients: Iterable[str] = ()) -> Register:
    """The next version with one more key (and, where given, its unit's age recipients).

    Admitting a listed, good key with the same roles again changes nothing. Another unit's key is `E-UNIT`,
    a revoked one `E-REVOKED-KEY`.
    """
    known = register.key(key.keyid)
    if known is not None:
        return _admit_again(register, known, key)
    entry = msgspec.structs.replace(key, added=register.version + 1, recipients=tuple(recipients))
    return _next_with(register, (*register.keys, entry), register.revocations)


def _next_with(
    register: Register,
    keys: tuple[DeviceKey, ...],
    revocations: tuple[Revocation, ...],
    root: Root | None = None,
) -> Register:
    """The next version with these keys and ends; whoever encrypts for a unit encrypts for its good keys."""
    ended = {end.key for end in revocations}
    named = {recipient for key in keys for recipient in key.recipients}
    touched = {key.unit for key in keys if key.keyid in ended}
    found = {  # of registers that did not say whose they are: until a key of the unit ends
        unit: stray
        for unit, listed in register.age_recipients.items()
        if unit not in touched and (stray := tuple(r for r in listed if r not in named))
    }
    for key in keys:
        if key.keyid not in ended and key.recipients:
            found[key.unit] = tuple(dict.fromkeys((*found.get(key.unit, ()), *key.recipients)))
    return _next(
        register, keys=keys, revocations=revocations, root=root or register.root, age_recipients=found
    )


def _admit_again(register: Register, known: DeviceKey, key: DeviceKey) -> Register:
    if known.unit != key.unit:
        raise YuebaoError("E-UNIT", text=key.unit)
    if register.ends(key.keyid):
        raise YuebaoError("E-REVOKED-KEY", key=key.keyid[:16])
    roles = tuple(sorted({*known.roles, *key.roles}))
    origins = tuple(sorted({*known.origins, *key.origins}))
    if roles == tuple(sorted(known.roles)) and origins == tuple(sorted(known.origins)):
        return register
    changed = msgspec.structs.replace(known, roles=roles, origins=origins)
    return _next(register, keys=tuple(changed if k.keyid == key.keyid else k for k in register.keys))


def revoke(register: Register, keyid: str, positions: Sequence[Position], reason: str) -> Register:
    """The next version in which that key has ended: good up to these positions, and nowhere else.

    An origin may have several: what lies before a gap is vouched for by a position of its own. Nobody encrypts for
    the key any more. Revoking again may only draw a position nearer. The last root key cannot be revoked, only rotated (`E-ROOT`).
    """
    key = register.key(keyid)
    if key is None:
        raise YuebaoError("E-NO-KEY", key=keyid[:16])
    root = _root_without(register.root, keyid)
    named = positions or (Position(origin=key.origins[0] if key.origins else "-", sequence=0),)
    new = [_revocation(register, keyid, position, reason) for position in named]
    before = register.ends(keyid)
    if before:
        origins = dict.fromkeys((*(end.origin for end in new), *(end.origin for end in before)))
        new = [end for origin in origins for end in _nearer(_at(before, origin), _at(new, origin))]
    kept = tuple(end for end in register.revocations if end.key != keyid)
    return _next_with(register, register.keys, (*kept, *new), root)


def _revocation(register: Register, keyid: str, position: Position, reason: str) -> Revocation:
    return Revocation(
        key=keyid,
        origin=position.origin,
        last_good_sequence=position.sequence,
        last_good_hash=position.hash,
        reason=reason,
        version=register.version + 1,
    )


def _at(ends: Iterable[Revocation], origin: str) -> list[Revocation]:
    return [end for end in ends if end.origin == origin]


def _nearer(before: list[Revocation], new: list[Revocation]) -> list[Revocation]:
    """A second revocation never gives back what the first took, in one origin; what it does not name is gone."""
    if not before or not new:
        nothing = {"last_good_sequence": 0, "last_good_hash": None}
        return [msgspec.structs.replace(end, **nothing) for end in (*before, *new)[:1]]
    return new if _reach(new) < _reach(before) else before


def _reach(ends: Iterable[Revocation]) -> int:
    return max(end.last_good_sequence for end in ends)


def _root_without(root: Root, keyid: str) -> Root:
    if keyid not in root.keyids:
        return root
    rest = tuple(k for k in root.keyids if k != keyid)
    if len(rest) < root.threshold:
        raise YuebaoError("E-ROOT", detail=LAST_ROOT)
    return Root(keyids=rest, threshold=root.threshold)


def rotate(
    register: Register,
    old: str,
    new: DeviceKey,
    positions: Sequence[Position],
    reason: str = "rotated",
    *,
    recipients: Iterable[str] = (),
) -> Register:
    """The next version in which `new` takes the old key's roles, its place in the root, and its unit."""
    key = register.key(old)
    if key is None:
        raise YuebaoError("E-UNKNOWN-KEY", key=old[:16])
    if key.unit != new.unit:
        raise YuebaoError("E-UNIT", text=new.unit)
    grown = admit(register, msgspec.structs.replace(new, roles=key.roles), recipients=recipients)
    if old in register.root.keyids:
        keyids = tuple(sorted({*register.root.keyids, new.keyid}))
        grown = msgspec.structs.replace(grown, root=Root(keyids=keyids, threshold=register.root.threshold))
    return merged_step(register, revoke(grown, old, positions, reason))


def with_root_key(register: Register, key: DeviceKey, *, recipients: Iterable[str] = ()) -> Register:
    """The next version in which one more key of the keeper does what its root keys do, as for a second algorithm."""
    roles = {role for root in map(register.key, register.root.keyids) if root for role in root.roles}
    entry = msgspec.structs.replace(key, roles=tuple(sorted({*key.roles, *roles, Role.ROOT})))
    grown = admit(register, entry, recipients=recipients)
    root = Root(keyids=tuple(sorted({*register.root.keyids, key.keyid})), threshold=register.root.threshold)
    return merged_step(register, require_sound(msgspec.structs.replace(grown, root=root)))


def with_root(register: Register, keyids: Iterable[str], threshold: int) -> Register:
    """The next version with other root keys; they must be the keeper's own, good ones."""
    chosen = tuple(sorted(set(keyids)))
    keys = tuple(
        msgspec.structs.replace(key, roles=tuple(sorted({*key.roles, Role.ROOT})))
        if key.keyid in chosen
        else key
        for key in register.keys
    )
    return _next(register, keys=keys, root=Root(keyids=chosen, threshold=threshold))


def with_pack(register: Register, pack: PackRef, units: tuple[RegisterUnit, ...]) -> Register:
    """The next version with this form pack in force and its units; the same ones change nothing.

    Raises YuebaoError `E-PACK-HASH` for other content under the version that is in force.
    """
    if (pack, units) == (register.pack, register.units):
        return register
    require_one_pack(register.pack, pack)
    return _next(register, pack=pack, units=units)


def with_algorithms(register: Register, algorithms: Iterable[Algorithm]) -> Register:
    """The next version that demands these signature algorithms of every bundle."""
    return _next(register, required_algs=tuple(algorithms))


def merged_step(old: Register, new: Register) -> Register:
    """Several changes as the one next version after `old`."""
    if new.version <= old.version + 1:
        return new
    version = old.version + 1
    fields = {
        "version": version,
        "previous": digest(old),
        "keys": tuple(msgspec.structs.replace(k, added=min(k.added, version)) for k in new.keys),
        "revocations": tuple(
            msgspec.structs.replace(e, version=min(e.version, version)) for e in new.revocations
        ),
    }
    return require_sound(msgspec.structs.replace(new, **fields))


def _next(register: Register, **changes: object) -> Register:
    version = register.version + 1
    grown = msgspec.structs.replace(register, version=version, previous=digest(register), **changes)
    return require_sound(grown)
