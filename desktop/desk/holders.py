"""The real side of keys and form packs: registers, revocation, task bundles, and the next version of the pack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.desk.bench import Bench
from desktop.desk.handing_out import hand_out
from desktop.desk_port import Delivery, KeyLine
from forms.definition import PackDef
from forms.index import PackIndex
from forms.messages import Translator
from forms.period import parse_period
from forms.program import Program
from forms.report import Content, Status
from forms.sheet import Sheet
from sync import keyring, tasks
from sync.desk.received import plain_sheet
from sync.desk.trial import Tried, try_pack


class RealKeys:
    """See `desktop.desk_port.KeyDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def every_key(self) -> Sequence[KeyLine]:
        """Every key of the registers known here."""
        return tuple(
            KeyLine(
                keyid=view.keyid,
                unit=view.unit,
                fingerprint=view.fingerprint,
                roles=tuple(role.value for role in view.roles),
                ended=view.ended,
                here=view.here,
            )
            for view in keyring.list_keys(self._bench.ws)
        )

    def revoke(self, keyid: str, reason: str) -> Sequence[str]:
        """End a key; the bundles merged from beyond its last good position."""
        done = keyring.revoke(self._bench.ws, keyid, reason, self._bench.keys)
        self._bench.changed()
        return done.beyond

    def issue(
        self, folder: Path, units: Sequence[str], period: str | None, how: Delivery = Delivery.FOLDER
    ) -> Sequence[Path]:
        """Task bundles for these units; for everybody one, or one for each unit where each has its folder or mail."""
        ws = self._bench.ws
        each = units or (ws.collects if how is not Delivery.FOLDER else ())
        made = tasks.sealed_tasks(ws, self._bench.keys, units=each, period=period)
        self._bench.changed()
        index = self._bench.collected.index
        return tuple(hand_out(one, unit, index, folder, how, "下发包") for unit, one in made)

    def load_pack(self, path: Path) -> PackDef:
        """A pack from its folder or workbook, checked. Raises every problem found."""
        if path.is_dir():
            from forms.loader import load_pack

            return load_pack(path)
        from forms.xlsx_pack import from_xlsx  # reading workbooks is no part of a start

        return from_xlsx(path)

    def differences(self, pack: PackDef, translator: Translator) -> Sequence[str]:
        """What a pack would change, a line each, in the reader's language."""
        from forms.change_words import change_line  # no part of a start, as the comparison itself
        from forms.diff import diff_packs

        return tuple(change_line(change, translator) for change in diff_packs(self._bench.ws.pack, pack))

    def blank(self, pack: PackDef, form: str, period: str) -> Sheet:
        """A form of a pack as nobody has filled it yet, with every cell it asks of anybody."""
        index = PackIndex(pack)
        known, unit = index.form(form), index.pack.units[0]
        own = parse_period(period).covering(known.form.frequency)
        return plain_sheet(Program(index), known, Content(), unit, own, Status.EMPTY, everybody=True)

    def try_pack(self, pack: PackDef, period: str) -> Sequence[Tried]:
        """A period's reports checked under that pack; nothing is stored."""
        return try_pack(self._bench.ws, pack, period)

    def adopt(self, pack: PackDef) -> int:
        """Put a pack in force; the version of the register that says so."""
        version = tasks.adopt_pack(self._bench.ws, pack, self._bench.keys).version
        self._bench.changed()
        return version
