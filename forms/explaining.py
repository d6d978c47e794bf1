"""Why a check failed, in the names and values a clerk knows: the slow twin of a verdict, run only for failures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from forms.evaluation import Evaluation
from forms.findings import Finding, Operand
from forms.formula.arithmetic import exact
from forms.formula.interpret import Explained, explain, references
from forms.formula.printer import print_formula
from forms.formula.tree import Compare, Facts, LineField, Logic, Node, Not, Tally, Target, Time, walk
from forms.formula.tree import Operand as CellOperand
from forms.ids import CellRef
from forms.index import CellDef, PackIndex
from forms.naming import Name, cell_name, column_name, row_name, time_name
from forms.past import Figure
from forms.program import LineRule, Rule
from forms.rule_words import choice_name, is_constant, reference_name, rule_words, spec_of
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
            title=cell_name(form.cells[rule.cells[0]]) if rule.cells else Name(rule.check.id, rule.check.id),
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
            title=Name(f"#{place + 1}", f"#{place + 1}"),
            line=place + 1,
        )

    def _finding(
        self,
        rule: Rule | LineRule,
        why: Explained,
        *,
        cells: tuple[tuple[str, str], ...],
        title: Name,
        line: int | None,
    ) -> Finding:
        words = _Words(self._evaluation, rule.form, why)
        compared = why.node if isinstance(why.node, Compare) else None
        left = words.side(compared.left, compared.right, why.left) if compared else _NOTHING
        right = words.side(compared.right, compared.left, why.right) if compared else _NOTHING
        condition = words.condition()
        return Finding(
            id=rule.check.id,
            level=rule.check.level,
            form=rule.form,
            cells=cells,
            title=title.zh,
            title_en=title.en,
            message=rule.check.message,
            message_en=rule.check.message_en,
            left=_computed(why.left),
            operator=_SIGNS[compared.operator] if compared and words.comparable(compared) else None,
            right=_computed(why.right),
            difference=_computed(why.difference),
            left_text=left.zh,
            left_text_en=left.en,
            right_text=right.zh,
            right_text_en=right.en,
            condition=condition.zh,
            condition_en=condition.en,
            operands=tuple(self._operand(rule.form, part, value) for part, value in why.operands),
            line=line,
        )

    def _operand(self, form: str, part: Node, value: Figure) -> Operand:
        source = None
        index = self._evaluation.program.index
        called = reference_name(index, form, part)
        if isinstance(part, CellOperand) and part.time:
            cell = self._evaluation.program.cells[self._evaluation.program.slots[part.ref]]
            source = self._evaluation.timeline.source(cell, part.time)
        words = _value_words(index, form, part, value)
        return Operand(
            ref=print_formula(part).replace(f"{form}[", "["),
            title=called.zh,
            title_en=called.en,
            value=_text(value),
            words=words.zh if words else None,
            words_en=words.en if words else None,
            source=source,
        )


_NOTHING: Final = Name("", "")
_TRUTHS: Final = {True: Name("是", "yes"), False: Name("否", "no")}


class _Words:
    """The sides and conditions of one failed rule in words: what all its cells share is said once, by the first."""

    def __init__(self, evaluation: Evaluation, form: str, why: Explained) -> None:
        self._index = evaluation.program.index
        self._form = form
        self._why = why
        self._cells = evaluation.program.cells
        self._slots = evaluation.program.slots
        self._short = self._short_names(walk(why.node))

    def comparable(self, compared: Compare) -> bool:
        """Whether naming both sides says something: `blank(a) = blank(b)` is told by its operands instead."""
        truths = isinstance(self._why.left, bool) or isinstance(self._why.right, bool)
        return not truths or any(spec_of(self._index, self._form, s) for s in (compared.left, compared.right))

    def side(self, node: Node, other: Node, value: Figure) -> Name:
        """A name and its value, or a formula = its value; a constant is its value."""
        shown = _value_words(self._index, self._form, node, value) or _value_words(
            self._index, self._form, other, value
        )
        text = _computed(value)
        shown = shown or Name(text or "", text or "")
        if is_constant(node):
            return shown
        words = rule_words(self._index, self._form, node, self._short)
        bare = isinstance(node, CellOperand | LineField | Tally | Target | Facts)
        link = " " if bare else " = "
        return Name(f"{words.zh}{link}{shown.zh}", f"{words.en}{link}{shown.en}")

    def condition(self) -> Name:
        """What had to hold, each figure with its value; empty where only the kind of unit or the month decided."""
        met = tuple(node if held else Not(node) for node, held in self._why.conditions if references(node))
        if not met:
            return _NOTHING
        whole = met[0] if len(met) == 1 else Logic("and", met)
        told: dict[Node, Name] = {
            part: self._with_value(part, value) for part, value in self._why.operands if value is not None
        }
        return rule_words(self._index, self._form, whole, told)

    def _with_value(self, part: Node, value: Figure) -> Name:
        """A figure with its value; of a choice the comparison says it already."""
        name = reference_name(self._index, self._form, part)
        text = _text(value) if isinstance(value, Decimal) else ""
        return Name(f"{name.zh} {text}".rstrip(), f"{name.en} {text}".rstrip())

    def _short_names(self, parts: Iterable[Node]) -> dict[Node, Name]:
        cells = [p for p in parts if isinstance(p, CellOperand) and p.ref.form == self._form]
        present = {p.ref for p in cells if not p.time}
        one_row = len({p.ref.row for p in cells}) == 1
        one_column = len({p.ref.column for p in cells}) == 1
        short: dict[Node, Name] = {}
        for part in dict.fromkeys(cells):
            if part.time and part.ref in present:
                short[part] = time_name(part.time)
            elif not part.time:
                cell = self._cells[self._slots[part.ref]]
                first = not any(not known.time for known in short if isinstance(known, CellOperand))
                short[part] = _short(cell, one_row=one_row, one_column=one_column, first=first)
        return short


def _value_words(index: PackIndex, form: str, part: Node, value: Figure) -> Name | None:
    """A value people read otherwise than it is stored: a choice by its title, yes and no."""
    if isinstance(value, bool):
        return _TRUTHS[value]
    spec = spec_of(index, form, part)
    return choice_name(spec, value) if isinstance(value, str) and spec and spec.choices else None


def _short(cell: CellDef, *, one_row: bool, one_column: bool, first: bool) -> Name:
    if first or one_row is one_column:
        return cell_name(cell)
    return column_name(cell) if one_row else row_name(cell)


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
