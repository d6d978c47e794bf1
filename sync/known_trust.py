"""What a workspace believes, kept in its store: registers as documents, their hashes as settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from forms import canonical
from forms.errors import YuebaoError
from forms.store import Store
from sync.key_file import HeldKey
from sync.register import DeviceKey, Role
from sync.register_chain import SignedRegister, bridge, file_name, parse
from sync.trust import TrustState

_DOCUMENT = "register:"
_SEEN = "seen:"
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
    for name, digest in settings.items():
        if name.startswith(_SEEN):
            keeper, _, version = name.removeprefix(_SEEN).rpartition(":")
            yield (keeper, int(version)), digest


def save(store: Store, trust: TrustState, found: Sequence[SignedRegister]) -> None:
    """Keep those of the registers that the trust rests on now, and whose root was compared."""
    with store.transaction():
        for name in _NAMES:
            store.settings.set(name, getattr(trust, name))
        for signed in found:
            register = signed.signed
            if trust.seen.get((register.unit, register.version)) == canonical.digest(register):
                kind = f"{_DOCUMENT}{register.unit}"
                store.documents.put(kind, str(register.version), canonical.encode(signed))
                store.settings.set(f"{_SEEN}{register.unit}:{register.version}", canonical.digest(register))


def carried(store: Store, keepers: Iterable[str]) -> dict[str, bytes]:
    """The files that let a reader at any earlier version follow these keepers' registers up to now."""
    files: dict[str, bytes] = {}
    for keeper in keepers:
        versions = [_document(store, keeper, version) for version in _versions(store, keeper)]
        files.update({file_name(signed.signed): canonical.encode(signed) for signed in bridge(versions)})
    return files


def _versions(store: Store, keeper: str) -> tuple[str, ...]:
    return store.documents.list(f"{_DOCUMENT}{keeper}")


def _document(store: Store, keeper: str, version: str) -> SignedRegister:
    blob = store.documents.get(f"{_DOCUMENT}{keeper}", version)
    if blob is None:
        raise YuebaoError("E-DAMAGED-STORE", detail=f"register {keeper} {version}")
    return parse(blob)
