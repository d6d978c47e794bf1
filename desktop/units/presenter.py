"""The units below, their keys, and what is handed to them; plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.desk.page_presenter import RulingPresenter
from desktop.desk_port import Delivery, KeyLine
from desktop.says import period_name
from desktop.units.state import UnitNode, UnitsState
from forms.definition import UnitDef


class UnitsPresenter(RulingPresenter[UnitsState]):
    """See the module."""

    empty = UnitsState()
    _keys: tuple[KeyLine, ...] = ()

    def open(self) -> None:
        """Read the registers."""

        def read(_watch: object) -> tuple[Sequence[KeyLine], tuple[tuple[str, str], ...]]:
            periods = tuple((p, period_name(self._says, p)) for p in self._desk.periods())
            return self._desk.keys.every_key(), periods

        self._tasks.query(read, self._shown, self._trouble)

    def _shown(self, found: tuple[Sequence[KeyLine], tuple[tuple[str, str], ...]]) -> None:
        self._keys = tuple(found[0])
        units = tuple(self._tree())
        before = self.state.chosen
        chosen = next((u for u in units if before and u.code == before.code), units[0] if units else None)
        self._set(units=units, periods=found[1], chosen=chosen, keys=self._of(chosen))

    def _tree(self) -> Iterator[UnitNode]:
        index, me = self._desk.index, self._desk.unit.code

        def walk(unit: UnitDef, depth: int) -> Iterator[UnitNode]:
            keys = sum(key.unit == unit.code and not key.ended for key in self._keys)
            valid = " – ".join(part for part in (unit.valid_from, unit.valid_to) if part)
            yield UnitNode(
                code=unit.code,
                name=unit.name,
                kind=unit.kind,
                depth=depth,
                keys=keys,
                reports_here=unit.code != me and (unit.reports_to or unit.parent) == me,
                valid=valid,
            )
            for child in index.children.get(unit.code, ()):
                yield from walk(child, depth + 1)

        yield from walk(index.unit(me), 0)

    def _of(self, unit: UnitNode | None) -> tuple[KeyLine, ...]:
        return tuple(key for key in self._keys if unit is not None and key.unit == unit.code)

    def choose(self, unit: UnitNode) -> None:
        """Show a unit's keys."""
        self._set(chosen=unit, keys=self._of(unit))

    def revoke(self, key: KeyLine, reason: str) -> None:
        """End a key of a lost laptop; what it signed before stays good."""

        def done(beyond: Sequence[str]) -> None:
            self._set(beyond=len(beyond))
            self._told()
            self.open()

        self._tasks.change(
            lambda _watch: self._desk.keys.revoke(key.keyid, reason.strip()), done, self._trouble
        )

    def issue(
        self, folder: Path, period: str | None, *, everybody: bool, how: Delivery = Delivery.FOLDER
    ) -> None:
        """Write task bundles for everybody, or one for the chosen unit."""
        chosen = self.state.chosen
        units = () if everybody or chosen is None else (chosen.code,)

        def done(files: Sequence[Path]) -> None:
            self._set(written=tuple(file.name for file in files))

        self._tasks.change(
            lambda _watch: self._desk.keys.issue(folder, units, period, how), done, self._trouble
        )

    def reply(self, folder: Path, how: Delivery) -> None:
        """Write replies for all units to whom there is something to say."""

        def done(files: Sequence[Path]) -> None:
            self._set(replies=tuple(file.name for file in files))
            self._told()

        self._tasks.change(lambda _watch: self._desk.review.reply(folder, how), done, self._trouble)
