"""Where figures arise: every reporting office, and for a prefecture what none of its offices below reports.

A unit's figures are those of its places, so that a prefecture always equals the sum of its parts (CK-07, CK-08).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from forms.calendar import asked_of
from forms.definition import PackDef, UnitDef
from forms.index import PackIndex

CARRIER_FORM = "SC-02"
_WEIGHTS = {
    "540100": 10,
    "540200": 15,
    "540300": 8,
    "540400": 10,
    "540500": 10,
    "540600": 6,
    "542500": 3,
    "540100Z01": 13,
    "540300Z01": 6,
    "540600Z01": 3,
}
_BY_KIND = {"county": 3, "park": 4}
_DEPARTMENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`code` is the unit that reports it directly; `within` all units whose own reports contain it."""

    code: str
    name: str
    kind: str
    weight: int
    within: frozenset[str]

    @property
    def in_zone(self) -> bool:
        """Whether it is a high-tech zone (高新区)."""
        return self.kind == "zone"


@dataclass(frozen=True)
class Places:
    """All places of a region, and who reports which."""

    pack: PackDef
    top: str

    @cached_property
    def index(self) -> PackIndex:
        """The pack's look-ups."""
        return PackIndex(self.pack)

    @cached_property
    def all(self) -> Mapping[str, Place]:
        """Every place by its code, in the pack's order."""
        return {u.code: self._place(u) for u in self.pack.units if u.code != self.top}

    def _place(self, unit: UnitDef) -> Place:
        return Place(
            code=unit.code,
            name=unit.short_name or unit.name,
            kind=unit.kind,
            weight=_WEIGHTS.get(unit.code, _BY_KIND.get(unit.kind, _DEPARTMENT)),
            within=frozenset(self._within(unit)),
        )

    def _within(self, unit: UnitDef) -> Iterable[str]:
        yield unit.code
        while unit.inside and unit.parent:
            yield unit.parent
            unit = self.index.unit(unit.parent)

    @cached_property
    def divided(self) -> frozenset[str]:
        """Prefectures of which every part reports carriers itself: they have none of their own (Lhasa)."""
        parts = [u for u in self.pack.units if u.inside and u.kind in ("county", "park")]
        return frozenset(u.parent for u in parts if u.parent)

    def of(self, unit: str) -> list[Place]:
        """The places whose figures that unit's report contains."""
        return [place for place in self.all.values() if unit in place.within]

    def zones_of(self, unit: str) -> list[Place]:
        """Those of them that are high-tech zones: what stands in 其中：高新区."""
        return [place for place in self.of(unit) if place.in_zone]

    def weights(self, kinds: Iterable[str], *, parts_only: bool = False) -> dict[str, int]:
        """Places of these kinds with their weights; `parts_only` leaves divided prefectures out."""
        wanted = frozenset(kinds)
        return {
            place.code: place.weight
            for place in self.all.values()
            if place.kind in wanted and not (parts_only and place.code in self.divided)
        }

    def reporting(self, form: str) -> dict[str, int]:
        """Places of which the form asks something, with their weights."""
        definition = self.index.form(form).form
        return {
            place.code: place.weight
            for place in self.all.values()
            if asked_of(definition, self.index.unit(place.code))
        }
