"""Why a check failed, in the names and values a clerk knows: the slow twin of a verdict, run only for failures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from forms.evaluation import Evaluation
from forms.findings import Finding, Operand
from forms.formula.arithmetic import exact
from forms.formula.interpret import Explained, explain
from forms.formula.printer import print_formula
from forms.formula.tree import Compare, LineField, Node, Tally, Target, Time, walk
from forms.formula.tree import Operand as CellOperand
from forms.ids import CellRef
from forms.index import CellDef
from forms.naming import cell_title, named, title
from forms.past import Figure
from forms.program import LineRule, Rule
from forms.values import MAX_DECIMALS, round_half_up, to_text

_SIGNS = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}


class Explainer:
    """Explains failed checks of one evaluation; also what the interpreter asks (`interpret.Context`)."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._line: Sequence[Figure] = ()
        self.period = evaluation.period
        self.year = evaluation.year
        self.month = evaluation.month
        self.unit_kind = evaluation.unit_kind

    # -- what the interpreter asks -----------------------------------------------------------------------

    def value(self, ref: CellRef, time: Time) -> Figure:
        """The cell's value at a time."""
        slot = self._evaluation.program.slots[ref]
        return self._evaluation.past(time, slot) if time else self._evaluation.values[slot]

    def na(self, ref: CellRef) -> bool:
        """Whether the cell is —."""
        return self._evaluation.na(self._evaluation.program.slots[ref])

    def field(self, index: int) -> Figure:
        """The field of the line being explained."""
        return self._line[index]

    def tally(self, tally: Tally) -> Figure:
        """The roster total."""
        return self._evaluation.aggregate(self._evaluation.program.tally(tally))

    def target(self, name: str) -> Decimal | None:
        """The target's value."""
        return self._evaluation.target(name)

    def divided_by_zero(self) -> None:
        """A failed check did not divide by zero."""

    # -- findings ----------------------------------------------------------------------------------------

    def rule(self, rule: Rule) -> Finding:
        """The finding of a failed table check."""
        why = explain(rule.node, self, rule.check.missing)
        form = self._evaluation.program.index.forms[rule.form]
        return self._finding(
            rule,
            why,
            cells=tuple((c.row, c.column) for c in rule.cells),
            title=cell_title(form.cells[rule.cells[0]]) if rule.cells else rule.check.id,
            line=None,
        )

    def line(self, rule: LineRule, place: int, line: Sequence[Figure]) -> Finding:
        """The finding of a line check that failed on the line at `place` (from 0)."""
        self._line = line
        why = explain(rule.node, self, rule.check.missing)
        return self._finding(
            rule,
            why,
            cells=tuple((f"#{place + 1}", name) for name in rule.fields),
            title=f"#{place + 1}",
            line=place + 1,
        )

    def _finding(
        self,
        rule: Rule | LineRule,
        why: Explained,
        *,
        cells: tuple[tuple[str, str], ...],
        title: str,
        line: int | None,
    ) -> Finding:
        compared = why.node if isinstance(why.node, Compare) else None
        names = self._names(rule.form, rule.node)
        return Finding(
            id=rule.check.id,
            level=rule.check.level,
            form=rule.form,
            cells=cells,
            title=title,
            message=rule.check.message,
            message_en=rule.check.message_en,
            left=_computed(why.left),
            operator=_SIGNS[compared.operator] if compared else None,
            right=_computed(why.right),
            difference=_computed(why.difference),
            left_text=named(compared.left, names) if compared else "",
            right_text=named(compared.right, names) if compared else "",
            operands=tuple(self._operand(rule.form, part, value) for part, value in why.operands),
            line=line,
        )

    def _operand(self, form: str, part: Node, value: Figure) -> Operand:
        source = None
        named_as = title(self._evaluation.program.index, form, part)
        if isinstance(part, CellOperand) and part.time:
            cell = self._evaluation.program.cells[self._evaluation.program.slots[part.ref]]
            source = self._evaluation.timeline.source(cell, part.time)
        ref = print_formula(part).replace(f"{form}[", "[")
        return Operand(ref=ref, title=named_as, value=_text(value), source=source)

    def _names(self, form: str, node: Node) -> dict[str, str]:
        """Printed references and their short names: what all cells share is said once, by the first."""
        cells = [p for p in walk(node) if isinstance(p, CellOperand) and p.ref.form == form]
        one_row = len({p.ref.row for p in cells}) == 1
        one_column = len({p.ref.column for p in cells}) == 1
        names: dict[str, str] = {}
        for part in walk(node):
            match part:
                case CellOperand(ref=ref) if not part.time and ref.form == form:
                    cell = self._evaluation.program.cells[self._evaluation.program.slots[ref]]
                    names[print_formula(part)] = _short(
                        cell, one_row=one_row, one_column=one_column, first=not names
                    )
                case CellOperand() | LineField() | Target() | Tally():
                    names[print_formula(part)] = title(self._evaluation.program.index, form, part)
                case _:
                    pass
        return names


def _short(cell: CellDef, *, one_row: bool, one_column: bool, first: bool) -> str:
    if first or one_row is one_column:
        return cell_title(cell)
    return cell.column.title if one_row else f"{cell.row.id} {cell.row.title}"


def _text(value: Figure) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return to_text(value)
        case _:
            return value


def _computed(value: Figure) -> str | None:
    """A side or difference: without the zeros that arithmetic leaves, a quotient of 34 digits cut."""
    if not isinstance(value, Decimal):
        return _text(value)
    with exact():
        return to_text(round_half_up(value, MAX_DECIMALS).normalize())
