"""The real side of the registers over time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.affairs_port import Source
from desktop.desk.bench import Bench
from forms.messages import Translator

if TYPE_CHECKING:
    from sync.desk.registry import Entry


class RealRegistries:
    """See `desktop.affairs_port.RegistryDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def registers(self) -> Sequence[str]:
        """The forms that are registers."""
        from sync.desk.registry import registers

        return tuple(form.id for form in registers(self._bench.collected))

    def read(self, form: str) -> Sequence[Entry]:
        """Every entry of a register, over all months."""
        from sync.desk.registry import read_register

        return read_register(self._bench.collected, form)

    def source(self, revision: str) -> Source | None:
        """The first bundle that brought a revision; `None` where none is known."""
        from sync import keyring

        ws = self._bench.ws
        found = [ws.store.bundles.get(name) for name in ws.store.revisions.carriers(revision)]
        row = next((row for row in found if row is not None), None)
        if row is None:
            return None
        names = {view.keyid: view.fingerprint for view in keyring.list_keys(ws)}
        return Source(
            bundle=row.hash,
            sequence=row.sequence,
            received_at=row.received_at,
            signers=tuple(names.get(keyid, keyid[:16]) for keyid in row.signers),
        )

    def export(self, path: Path, form: str, entries: Sequence[Entry], translator: Translator) -> Path:
        """Write these entries; `.xlsx` or `.csv`. `E-USAGE`, `E-DISK`."""
        from sync.outputs.registry_lines import Words, write_register

        index = self._bench.collected.index
        return write_register(path, Words(index, index.form(form), translator), entries)
