"""The open workspace of a collecting office with what was unlocked and read, for as long as nothing changes."""

from __future__ import annotations

from collections.abc import Callable

from forms.errors import YuebaoError
from sync.desk.collected import Collected
from sync.key_file import Unlocked
from sync.signers import Signer
from sync.workspace import Workspace


class Bench:
    """Shared by the parts of the real desk; on the data worker only."""

    def __init__(
        self, ws: Workspace, office_changed: Callable[[], None], keys: Unlocked | None = None
    ) -> None:
        self.ws = ws
        self._office_changed = office_changed
        self._keys = keys
        self._collected: Collected | None = None

    def unlock(self, passphrase: str) -> None:
        """Open the keys for this session. Raises `E-PASSPHRASE`."""
        self._keys = self.ws.unlock(passphrase)

    @property
    def keys(self) -> Unlocked:
        """The opened keys; `E-PASSPHRASE` before `unlock`."""
        if self._keys is None:
            raise YuebaoError("E-PASSPHRASE", detail="")
        return self._keys

    @property
    def unlocked(self) -> bool:
        """Whether `unlock` was done; reads nothing."""
        return self._keys is not None

    def renewed(self) -> Bench:
        """The same after another form pack came into force: the keys stay open."""
        return Bench(self.ws, self._office_changed, self._keys)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """What signs an act of this office."""
        return self.keys.active

    @property
    def collected(self) -> Collected:
        """The reports held, read once until something changes."""
        if self._collected is None:
            self._collected = Collected(self.ws)
        return self._collected

    def changed(self) -> None:
        """Something was taken in or ruled: read everything anew."""
        self._collected = None
        self.ws.forget()
        self._office_changed()
