"""A workspace: the folder of one office on one machine, and what it knows of itself.

`yuebao.db` the store, `keys/` the sealed device key, `archive/` every bundle by its hash, `quarantine/` what was
refused, `backups/`, `logs/`. The archive is the truth, the store a projection (architecture.md).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from forms import canonical
from forms.definition import PackDef
from forms.errors import YuebaoError
from forms.files import disk_errors
from forms.loader import known_pack
from forms.store import Store, open_store
from sync import auditing, durable, key_file, known_trust, place
from sync.folder_lock import FolderLock
from sync.key_file import HeldKey, Unlocked
from sync.keys import WORK_FACTOR
from sync.manifest import PackRef
from sync.register_chain import SignedRegister
from sync.sequence import channel
from sync.signers import Signer
from sync.trust import TrustState

Clock = Callable[[], dt.datetime]
Random = Callable[[int], bytes]

DATABASE = "yuebao.db"
FOLDERS = ("keys", "archive", "quarantine", "backups", "logs")
ORIGIN_BYTES = 8


class Workspace:
    """One open workspace. A writer holds its lock; readers may look on beside it."""

    def __init__(self, folder: Path, clock: Clock, store: Store, lock: FolderLock | None) -> None:
        self.folder = folder
        self.clock = clock
        self.store = store
        self._lock = lock
        self._rollbacks = store.database.rollbacks

    # --- making, opening, closing ------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, clock: Clock, *, unit: str, random: Random = os.urandom) -> Workspace:
        """A new workspace in an empty or absent folder; `E-WORKSPACE` where there is one already."""
        if (folder / DATABASE).exists():
            raise YuebaoError("E-WORKSPACE", where=str(folder), path=folder)
        with disk_errors(folder):
            for name in FOLDERS:
                (folder / name).mkdir(0o700, parents=True, exist_ok=True)
        lock = FolderLock(folder)
        try:
            workspace = cls(folder, clock, open_store(folder / DATABASE, create=True, now=clock), lock)
            workspace.store.settings.set("unit", unit)
            workspace.take_new_origin(random=random)
        except BaseException:
            lock.release()
            raise
        return workspace

    @classmethod
    def open(
        cls, folder: Path, clock: Clock, *, read_only: bool = False, random: Random = os.urandom
    ) -> Workspace:
        """Open for writing (`E-BUSY` while somebody else writes) or, `read_only`, for looking.

        A writer notices that the workspace was copied or its database put back, and takes a new origin at once.
        """
        if not (folder / DATABASE).is_file():
            raise YuebaoError("E-NO-STORE", where=str(folder / DATABASE), path=folder / DATABASE)
        lock = None if read_only else FolderLock(folder)
        try:
            workspace = cls(folder, clock, open_store(folder / DATABASE, now=clock), lock)
            if lock is not None:
                workspace.check_origin(random=random)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return workspace

    def close(self) -> None:
        """Close the store and let others write."""
        self.store.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- who this is -------------------------------------------------------------------------------

    def _setting(self, name: str) -> str:
        text = self.store.settings.get(name)
        if text is None:
            raise YuebaoError("E-NOT-STORE", where=name, path=self.folder)
        return text

    @cached_property
    def unit(self) -> str:
        """The code of this office."""
        return self._setting("unit")

    @property
    def region(self) -> str:
        """The id of the region, as manifests name it."""
        return self.trust.region

    @property
    def top(self) -> str:
        """The code of the region's uppermost office."""
        return self.trust.top

    @property
    def collector(self) -> str:
        """The office that takes in this one's bundles; the top is its own."""
        found = self.trust.collector(self.unit)
        if found is None:
            raise YuebaoError("E-UNIT", text=self.unit)
        return found

    @property
    def collects(self) -> tuple[str, ...]:
        """The units that report to this office."""
        return self.trust.collects(self.unit)

    # --- trust and pack ----------------------------------------------------------------------------

    @cached_property
    def trust(self) -> TrustState:
        """What this workspace believes, as of the last change made through it."""
        return known_trust.load(self.store, self.unit, self.held_keys)

    def save_trust(self, trust: TrustState, found: Sequence[SignedRegister]) -> None:
        """Keep the registers that were adopted, and go by them from now on."""
        known_trust.save(self.store, trust, found)
        self.forget()

    def forget(self) -> None:
        """Read trust and pack anew when next asked: something outside this object changed them."""
        for name in ("trust", "pack", "held_keys"):
            self.__dict__.pop(name, None)

    @property
    def pack_ref(self) -> PackRef:
        """The form pack in force, as the region's register names it; before its arrival, the last one that came."""
        named = self.trust.root.pack if self.trust.root else None
        if named is not None and self.pack_bytes(named.hash) is not None:
            return named
        return canonical.decode(self._setting("pack").encode(), PackRef)

    @cached_property
    def pack(self) -> PackDef:
        """The form pack in force."""
        return self.pack_of(self.pack_ref.hash)

    def pack_of(self, digest: str) -> PackDef:
        """A pack that came at any time, by its hash; `E-PACK-UNKNOWN` for one that never did."""
        found = self.pack_bytes(digest)
        if found is None:
            raise YuebaoError("E-PACK-UNKNOWN", pack=digest[:16])
        return known_pack(found)

    def pack_bytes(self, digest: str) -> bytes | None:
        """The canonical JSON of a pack by its hash, where it is known."""
        return self.store.documents.get("pack", digest)

    # --- keys --------------------------------------------------------------------------------------

    @cached_property
    def held_keys(self) -> tuple[HeldKey, ...]:
        """The public halves of the keys that lie here."""
        return key_file.from_text(self.store.settings.get("keys"))

    def unlock(self, passphrase: str) -> Unlocked:
        """The private keys; `E-PASSPHRASE`. Takes half a second by design: call once, pass on."""
        return key_file.unlock(self.folder / "keys", self.held_keys, passphrase)

    def signers(self, passphrase: str) -> tuple[Signer, ...]:
        """What signs a bundle made now."""
        return self.unlock(passphrase).active

    def save_keys(
        self, pems: Sequence[bytes], held: Sequence[HeldKey], passphrase: str, work_factor: int = WORK_FACTOR
    ) -> None:
        """Seal these private keys as the ones that lie here."""
        key_file.write(self.folder / "keys", pems, passphrase, work_factor)
        with self.store.transaction():
            self.store.settings.set("keys", key_file.to_text(held))
            auditing.keys(self.store, [key.keyid for key in held if key.active])
        self.forget()

    # --- origin and sequence -----------------------------------------------------------------------

    @property
    def origin(self) -> str:
        """The random id of this database on this machine; bundles to the collecting office count under it.

        A bundle may have left before the transaction that numbered it was undone: then its number is spent.
        """
        if self._lock is not None and self.store.database.rollbacks != self._rollbacks:
            self._rollbacks = self.store.database.rollbacks
            self.check_origin()
        return self._setting("origin")

    def origin_towards(self, to: str) -> str:
        """Under which origin bundles for that recipient are numbered (see `sync.sequence`)."""
        return self.origin if to == self.collector != self.unit else channel(self.origin, to)

    def next_position(self, origin: str) -> tuple[int, str | None]:
        """The number of the next bundle of this channel, and the hash of the manifest before it."""
        last = self.store.settings.get(f"chain:{origin}")
        if last is None:
            return 1, None
        number, _, digest = last.partition(" ")
        return int(number) + 1, digest

    def next_sequence(self) -> int:
        """The number of the next bundle to the collecting office."""
        return self.next_position(self.origin_towards(self.collector))[0]

    def record_position(self, origin: str, sequence: int, manifest_hash: str) -> None:
        """A bundle was sealed: the mark first, so that a database that forgot it gives itself away."""
        sealed = int(self.store.settings.get("sealed") or 0) + 1
        self._keep_trace(place.write_mark(self.folder, sealed))
        self.store.settings.set(f"chain:{origin}", f"{sequence} {manifest_hash}")

    def positions(self) -> Mapping[str, tuple[int, str]]:
        """For every channel its last number and manifest hash."""
        chains = {k: v for k, v in self.store.settings.all().items() if k.startswith("chain:")}
        split = {name.removeprefix("chain:"): text.partition(" ") for name, text in chains.items()}
        return {name: (int(number), digest) for name, (number, _, digest) in split.items()}

    def check_origin(self, *, random: Random = os.urandom) -> bool:
        """Keep the origin, come back to the one of this place, or take a new one; true if a new one."""
        settings = self.store.settings
        here = place.place_of(self.folder)
        database = place.Trace(sealed=int(settings.get("sealed") or 0), witness=settings.get("witness") or "")
        if not place.is_same(database, place.read_mark(self.folder)):
            self.take_new_origin(random=random)
            return True
        if settings.get("place") == here:
            return False
        before = settings.get(f"origin@{here}")
        if before is None:
            self._set_origin(here, random(ORIGIN_BYTES).hex())
            return True
        self._set_origin(here, before)
        return False

    def take_new_origin(self, *, random: Random = os.urandom) -> str:
        """Number bundles anew: the database is new, was put back, or is a copy. None of its origins is used again."""
        settings = self.store.settings
        with self.store.transaction():
            for name in [name for name in settings.all() if name.startswith("origin@")]:
                settings.set(name, None)
            marked = place.read_mark(self.folder)
            sealed = max(int(settings.get("sealed") or 0), marked.sealed if marked else 0)
            self._keep_trace(place.write_mark(self.folder, sealed))
            origin = random(ORIGIN_BYTES).hex()
            self._set_origin(place.place_of(self.folder), origin)
        return origin

    def _set_origin(self, here: str, origin: str) -> None:
        with self.store.transaction():
            self.store.settings.set("place", here)
            self.store.settings.set("origin", origin)
            self.store.settings.set(f"origin@{here}", origin)
            auditing.origin(self.store, here)

    def _keep_trace(self, trace: place.Trace) -> None:
        self.store.settings.set("sealed", str(trace.sealed))
        self.store.settings.set("witness", trace.witness)

    # --- archive and quarantine --------------------------------------------------------------------

    def archive_bundle(self, data: bytes, digest: str | None = None) -> Path:
        """Keep the bytes for ever, called by their hash."""
        name = digest or canonical.sha256(data)
        return durable.keep_file(self.folder / "archive" / f"{name}.ybz", data)

    def archived(self, digest: str) -> Path:
        """Where a bundle of the archive lies."""
        return self.folder / "archive" / f"{digest}.ybz"

    def quarantine(self, data: bytes, code: str, digest: str | None = None) -> Path:
        """Keep refused bytes aside, with the reason in the name."""
        name = digest or canonical.sha256(data)
        return durable.keep_file(self.folder / "quarantine" / f"{name}.{code}.ybz", data)
