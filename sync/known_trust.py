"""What a workspace believes, kept in its store: registers as documents, their hashes as settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec
from msgspec import Struct

from forms import canonical
from forms.errors import YuebaoError
from forms.store import Store
from sync.key_file import HeldKey
from sync.register import DeviceKey, Register, Role, Root, digest
from sync.register_chain import SignedRegister, bridge, file_name, parse
from sync.trust import TrustState

_DOCUMENT = "register:"
_SEEN = "seen:"
_CARRIED = "carried:"
_NAMES = ("region", "top", "root_fingerprint")


def load(store: Store, unit: str, held: Iterable[HeldKey]) -> TrustState:
    """The trust as last saved. Registers were verified before they were kept."""
    settings = store.settings.all()
    lacking = [name for name in _NAMES if name not in settings]
    if lacking:
        raise YuebaoError("E-NOT-STORE", where=lacking[0], path=store.path)
    keepers = [k.removeprefix(_DOCUMENT) for k in store.documents.kinds() if k.startswith(_DOCUMENT)]
    newest = {keeper: _document(store, keeper, _versions(store, keeper)[-1]) for keeper in keepers}
    trust = TrustState(
        me=unit,
        region=settings["region"],
        top=settings["top"],
        root_fingerprint=settings["root_fingerprint"],
        registers={keeper: signed.signed for keeper, signed in newest.items()},
        seen=dict(_seen(settings)),
    )
    roles = (Role.SUBMIT, Role.COLLECT) if trust.collects(unit) else (Role.SUBMIT,)
    own = {key.keyid: _own(key, unit, roles) for key in held}
    return replace(trust, held=own)


def _own(key: HeldKey, unit: str, roles: tuple[Role, ...]) -> DeviceKey:
    return DeviceKey(keyid=key.keyid, unit=unit, alg=key.alg, spki=key.spki, roles=roles, added=0)


def _seen(settings: dict[str, str]) -> Iterable[tuple[tuple[str, int], str]]:
    for name, found in settings.items():
        if name.startswith(_SEEN):
            keeper, _, version = name.removeprefix(_SEEN).rpartition(":")
            yield (keeper, int(version)), found


def save(store: Store, trust: TrustState, found: Sequence[SignedRegister]) -> None:
    """Keep those of the registers that the trust rests on now, and whose root was compared; each is kept once."""
    kept = dict(_seen(store.settings.all()))
    with store.transaction():
        for name in _NAMES:
            store.settings.set(name, getattr(trust, name))
        new = [s for s in found if _is_new(s.signed, trust, kept)]
        for signed in new:
            register = signed.signed
            kind = f"{_DOCUMENT}{register.unit}"
            store.documents.put(kind, str(register.version), canonical.encode(signed))
            store.settings.set(f"{_SEEN}{register.unit}:{register.version}", digest(register))
        for keeper in {signed.signed.unit for signed in new}:
            store.settings.set(f"{_CARRIED}{keeper}", " ".join(_bridged(store, keeper)))


def _is_new(register: Register, trust: TrustState, kept: Mapping[tuple[str, int], str]) -> bool:
    place = (register.unit, register.version)
    return trust.seen.get(place) == digest(register) != kept.get(place)


class _Signed(Struct, frozen=True):
    root: Root


class _Glance(Struct, frozen=True):
    """What of a register that was verified before is needed to know whether others need it."""

    signed: _Signed


_GLANCE = msgspec.json.Decoder(_Glance)


def _root(store: Store, keeper: str, version: str) -> Root:
    return _GLANCE.decode(_bytes(store, keeper, version)).signed.root


def _bridged(store: Store, keeper: str) -> tuple[str, ...]:
    roots = {int(version): _root(store, keeper, version) for version in _versions(store, keeper)}
    return tuple(str(version) for version in bridge(roots))


def carried(store: Store, keepers: Iterable[str]) -> dict[str, bytes]:
    """The files that let a reader at any earlier version follow these keepers' registers up to now."""
    files: dict[str, bytes] = {}
    for keeper in keepers:
        listed = store.settings.get(f"{_CARRIED}{keeper}")
        for version in _bridged(store, keeper) if listed is None else listed.split():
            data = _bytes(store, keeper, version)
            files[file_name(parse(data).signed)] = data
    return files


def _versions(store: Store, keeper: str) -> tuple[str, ...]:
    return store.documents.list(f"{_DOCUMENT}{keeper}")


def _document(store: Store, keeper: str, version: str) -> SignedRegister:
    return parse(_bytes(store, keeper, version))


def _bytes(store: Store, keeper: str, version: str) -> bytes:
    blob = store.documents.get(f"{_DOCUMENT}{keeper}", version)
    if blob is None:
        raise YuebaoError("E-DAMAGED-STORE", detail=f"register {keeper} {version}")
    return blob
