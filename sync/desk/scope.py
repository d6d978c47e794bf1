"""Which part of what was collected a person asks for: a node, some forms, or only units of some kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from forms.definition import UnitDef
from forms.index import PackIndex
from forms.messages import Translator


class Scope(Struct, frozen=True, kw_only=True):
    """Empty means everything. `kinds` are kinds of units, such as the zones alone (选择汇总)."""

    node: str | None = None
    forms: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def has_form(self, form: str) -> bool:
        """Whether the form is asked for."""
        return not self.forms or form in self.forms

    def has_kind(self, unit: UnitDef) -> bool:
        """Whether units of this one's kind are asked for."""
        return not self.kinds or unit.kind in self.kinds

    def stem(self, unit: str, period: str) -> str:
        """How files are called: whose figures, of when, and which part of them."""
        return "-".join((self.node or unit, period, *self.forms, *self.kinds))


EVERYTHING = Scope()


def of_kinds(units: Iterable[UnitDef], kinds: Sequence[str]) -> list[UnitDef]:
    """Those of the kinds; without kinds all of them."""
    return [unit for unit in units if not kinds or unit.kind in kinds]


def node_title(index: PackIndex, node: str, kinds: Sequence[str], translator: Translator) -> str:
    """Whose figures a total holds, with the kinds where not all units count: 西藏自治区（高新区）."""
    name = index.unit(node).name
    if not kinds:
        return name
    words = [translator.text(KIND_WORDS[kind]) if kind in KIND_WORDS else kind for kind in kinds]
    joined = (", " if translator.language == "en" else "、").join(words)
    return f"{name} ({joined})" if translator.language == "en" else f"{name}（{joined}）"


KIND_WORDS = {"zone": "High-tech zones", "prefecture": "Prefectures", "county": "Counties", "park": "Parks"}
"""Kinds of units as people call them; others are shown by their id."""
