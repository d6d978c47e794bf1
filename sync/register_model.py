"""What a register is and what every version of it must fulfil (bundles.md §5).

The region keeps one register; an office that collects below it keeps one of its own for the units that
report to it. What holds from one version to the next, whoever signed it:

* the region, the keeper and its superior never change;
* a key, once listed, stays listed with the same unit; it ends by revocation, never by disappearing,
  so that what it signed while it was good can be verified for ever;
* a revocation is never taken back and its position never moves forward;
* `previous` is the hash of the version before, wherever both are known.

`sync.register` makes the next version, `sync.register_chain` checks signatures and sequences of versions.
"""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from forms import canonical
from forms.canonical import Count, Sha256
from forms.errors import YuebaoError
from sync.manifest import PackRef
from sync.trust_messages import BAD_ROOT_KEY, CONTRADICTION, OTHER_REGION, THRESHOLD

Algorithm = str
DEFAULT_ALGORITHMS: tuple[Algorithm, ...] = ("ed25519",)


class Role(StrEnum):
    """What a device key may do for its unit."""

    SUBMIT = "submit"
    """Sign the unit's own reports (填表人)."""
    COLLECT = "collect"
    """Take in, return, accept, lock and adjust the reports of the units that report to it."""
    ROOT = "root"
    """Sign registers and task bundles."""
    HEAD = "head"
    """Sign beside the clerk (负责人)."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Common settings of what travels: immutable, strict, nothing written that says nothing."""


class DeviceKey(_Part, frozen=True, kw_only=True):
    """One laptop's public key. `spki` is base64 DER, `added` the register version that admitted it.

    `origins` are those named at enrolment. They inform; a restored workspace takes a new origin offline, so
    a bundle of another origin is not refused for that. `recipients` are this laptop's among its unit's age
    recipients: they go when the key ends.
    """

    keyid: Sha256
    unit: str
    alg: Algorithm
    spki: str
    roles: tuple[Role, ...]
    origins: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    added: Count


class Root(_Part, frozen=True, kw_only=True):
    """Who signs the next version: any `threshold` of these keys."""

    keyids: tuple[Sha256, ...]
    threshold: Count


class Revocation(_Part, frozen=True, kw_only=True):
    """The end of a key, by position: of `origin`'s bundles the chain up to that one stays valid.

    Origins without an entry are not valid at all. `last_good_sequence` 0 (hash `None`) keeps nothing.
    """

    key: Sha256
    origin: str
    last_good_sequence: Count
    last_good_hash: Sha256 | None = None
    reason: str = ""
    version: Count


class RegisterUnit(_Part, frozen=True, kw_only=True):
    """A unit as a fact of the register: `collector` takes in its bundles (`None`: the top itself)."""

    code: str
    name: str
    kind: str
    collector: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None


class Register(_Part, frozen=True, kw_only=True):
    """One version of what `unit` (the keeper) says about keys. `superior` is `None` for the region's.

    Only the region's register lists `units` and names the form pack in force; who reports to whom, and on which
    forms, is the region's word, not a city's.
    """

    type: Literal["register"]
    region: str
    unit: str
    superior: str | None = None
    version: Count
    previous: Sha256 | None = None
    keys: tuple[DeviceKey, ...]
    root: Root
    required_algs: tuple[Algorithm, ...]
    age_recipients: dict[str, tuple[str, ...]] = {}
    revocations: tuple[Revocation, ...] = ()
    units: tuple[RegisterUnit, ...] = ()
    pack: PackRef | None = None
    extensions: dict[str, Any] = {}

    def __hash__(self) -> int:
        """Enough to find it again; equality compares everything."""
        return hash((self.region, self.unit, self.version, self.previous))

    def key(self, keyid: str) -> DeviceKey | None:
        """The key with that id."""
        return next((key for key in self.keys if key.keyid == keyid), None)

    def keys_of(self, unit: str) -> tuple[DeviceKey, ...]:
        """All keys ever admitted for the unit, in the order of admission."""
        return tuple(key for key in self.keys if key.unit == unit)

    def ends(self, keyid: str) -> tuple[Revocation, ...]:
        """The revocations of that key; none while it is good."""
        return tuple(end for end in self.revocations if end.key == keyid)

    def is_good(self, keyid: str) -> bool:
        """Whether the key is listed and not revoked."""
        return self.key(keyid) is not None and not self.ends(keyid)


class Position(_Part, frozen=True, kw_only=True):
    """A place in an origin's chain of bundles: its highest sequence and that manifest's hash."""

    origin: str
    sequence: Count
    hash: Sha256 | None = None


# --- what every version must fulfil ---------------------------------------------------------------


def require_sound(register: Register) -> Register:
    """The same register; `E-SCHEMA` (shape) or `E-ROOT` (who signs next) when it contradicts itself."""
    keyids = [key.keyid for key in register.keys]
    codes = [unit.code for unit in register.units]
    _require(register.version >= 1 and (register.version == 1) == (register.previous is None), "version")
    _require(len(set(keyids)) == len(keyids), "a key twice")
    _require(all(key_id(key) == key.keyid for key in register.keys), "a key under another key's id")
    _require(len(set(codes)) == len(codes), "a unit twice")
    _require(bool(register.required_algs), "no algorithm")
    _require(register.superior is None or not (register.units or register.pack), "the region's word")
    _require(all(end.key in keyids for end in register.revocations), "a revoked key that is not listed")
    _require_root(register)
    return register


@lru_cache(maxsize=64)
def digest(register: Register) -> str:
    """The SHA-256 of the canonical bytes: what a version is known by. The same few are asked for again and again."""
    return canonical.digest(register)


def _label(register: Register) -> str:
    return f"register {register.unit} {register.version}"


def key_id(key: DeviceKey) -> str:
    """The id of the key, computed from the key itself; empty for one that is not plain base64."""
    try:
        der = base64.b64decode(key.spki, validate=True)
    except binascii.Error:
        return ""
    return canonical.sha256(der) if base64.b64encode(der).decode("ascii") == key.spki else ""


def _require_root(register: Register) -> None:
    root = register.root
    if not 1 <= root.threshold <= len(root.keyids) or tuple(sorted(set(root.keyids))) != root.keyids:
        raise YuebaoError("E-ROOT", where=_label(register), detail=THRESHOLD)
    for keyid in root.keyids:
        key = register.key(keyid)
        if key is None or key.unit != register.unit or Role.ROOT not in key.roles or register.ends(keyid):
            raise YuebaoError("E-ROOT", where=keyid[:16], detail=BAD_ROOT_KEY)


def require_growth(old: Register, new: Register) -> None:
    """Raise `E-ROLLBACK` when the newer version takes back a key or a revocation, `E-ROOT` for another keeper."""
    if (old.region, old.unit, old.superior) != (new.region, new.unit, new.superior):
        raise YuebaoError("E-ROOT", where=_label(new), detail=OTHER_REGION)
    if new.version == old.version + 1 and new.previous != digest(old):
        raise YuebaoError("E-FORK", origin=old.unit, sequence=new.version)
    require_one_pack(old.pack, new.pack)
    for key in old.keys:
        now = new.key(key.keyid)
        if now is None or (now.unit, now.alg, now.spki, now.added) != (
            key.unit,
            key.alg,
            key.spki,
            key.added,
        ):
            raise _taken_back(old, new)
    for keyid in {end.key for end in old.revocations}:
        _require_no_pardon(old, new, keyid)


def require_one_pack(known: PackRef | None, found: PackRef | None) -> None:
    """Raise `E-PACK-HASH` where one id and version would name two packs."""
    if known and found and (known.id, known.version) == (found.id, found.version) and known != found:
        raise YuebaoError("E-PACK-HASH", pack=f"{found.id} {found.version}")


def _require_no_pardon(old: Register, new: Register, keyid: str) -> None:
    allowed: dict[str, int] = {}
    for end in old.ends(keyid):
        allowed[end.origin] = max(end.last_good_sequence, allowed.get(end.origin, 0))
    now = new.ends(keyid)
    if not now or any(end.last_good_sequence > allowed.get(end.origin, 0) for end in now):
        raise _taken_back(old, new)


def _taken_back(old: Register, new: Register) -> YuebaoError:
    return YuebaoError("E-ROLLBACK", keeper=old.unit, found=new.version, known=old.version)


def _require(holds: bool, detail: str) -> None:
    if not holds:
        raise YuebaoError("E-SCHEMA", where=detail, detail=CONTRADICTION)
