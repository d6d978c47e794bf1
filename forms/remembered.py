"""Findings of an evaluation as they were last made: one edit leaves most of them as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from forms.findings import Finding
from forms.past import Figure
from forms.values import Invalid, Value

if TYPE_CHECKING:
    from forms.evaluation import Evaluation


class OfCell(NamedTuple):
    """A cell's findings, and all that they were made from and an edit may change; `beside` is the slot of its total or base."""

    found: tuple[Finding, ...]
    entered: Value | Invalid
    value: Figure
    beside: int | None
    figure: Figure
    divided: bool

    def stands(self, evaluation: Evaluation, slot: int) -> bool:
        """Whether it would be made the same. Figures are compared as objects: 1.0 equals 1.00, but is told otherwise."""
        return (
            self.value is evaluation.values[slot]
            and self.entered is evaluation.entered.get(slot)
            and (self.beside is None or self.figure is evaluation.values[self.beside])
            and self.divided is (slot in evaluation.divided_slots)
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """Findings by slot, and by number of the failed check until it is decided anew."""

    cells: dict[int, OfCell] = field(default_factory=dict)
    rules: dict[int, Finding] = field(default_factory=dict)
