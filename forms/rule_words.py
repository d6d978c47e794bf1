"""A rule, or a part of one, in words: names for references, signs of paper, `coalesce(x, 0)` as “x（缺数按0）”."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from forms.formula.printer import ATOM, CHAIN, NOT, OR, SIGNS, Printer
from forms.formula.tree import (
    Aggregate,
    Bool,
    Call,
    Compare,
    Facts,
    LineField,
    Logic,
    Node,
    Not,
    Number,
    Operand,
    Tally,
    Target,
    Text,
)
from forms.index import PackIndex, Position
from forms.messages import Language
from forms.naming import Name, field_name, past_name, tally_name, target_name
from forms.values import CellSpec

_SUMMANDS: Final = 6
"""More terms than these are told by the first and the last."""
_ARITHMETIC: Final = {"*": "×", "/": "÷"}
_FACTS: Final = {
    "period": Name("报告期", "the period"),
    "year": Name("报告年", "the year"),
    "month": Name("报告月", "the month"),
    "unit_kind": Name("单位类别", "the kind of unit"),
}
_TRUTHS: Final = {True: Name("是", "yes"), False: Name("否", "no")}
_CALLS: Final = {
    "blank": Name("{0} 未填", "{0} is blank"),
    "na": Name("{0} 为“—”", "{0} is “—”"),
    "abs": Name("|{0}|", "|{0}|"),
    "round": Name("{0}（四舍五入）", "{0} (rounded)"),
    "month_of": Name("{0}所在月份", "the month of {0}"),
    "count": Name("已填项数（{0}）", "number of figures in ({0})"),
    "min": Name("最小值（{0}）", "the least of ({0})"),
    "max": Name("最大值（{0}）", "the greatest of ({0})"),
    "avg": Name("平均（{0}）", "the average of ({0})"),
}
_OTHERWISE: Final = Name("{0}（缺数按 {1}）", "{0} (if blank, {1})")
_FILLED: Final = Name("{0} 已填", "{0} is filled in")


def rule_words(index: PackIndex, form: str, node: Node, short: Mapping[Node, Name] | None = None) -> Name:
    """A part of a rule of this form; `short` says how references are called that need no full name here."""
    said = partial(_Words, index, form, short or {})
    return Name(said("zh").side(node), said("en").side(node))


def reference_name(index: PackIndex, form: str, part: Node) -> Name:
    """A reference in a rule of this form, by its full name; other forms' cells say which form they are from."""
    match part:
        case Operand(ref=ref, time=time):
            return past_name(index, form, ref, time)
        case LineField(name=name):
            return field_name(index, form, name)
        case Tally(function, roster, field, where, time):
            condition = Name("", "") if where is None else rule_words(index, roster, where)
            named = field.name if field else None
            return tally_name(index, roster, function, field=named, where=condition, time=time)
        case Target():
            return target_name(index, part)
        case _:
            return rule_words(index, form, part)


def spec_of(index: PackIndex, form: str, part: Node) -> CellSpec | None:
    """What a reference holds, where it is a cell or a field."""
    match part:
        case Operand(ref=ref):
            return index.forms[ref.form].cells[Position(ref.row, ref.column)].spec
        case LineField(name=name):
            return index.forms[form].field_specs[name]
        case _:
            return None


def choice_name(spec: CellSpec | None, code: str) -> Name:
    """A choice by its title; any other text as it is."""
    found = next((choice for choice in spec.choices if choice.code == code), None) if spec else None
    return Name(found.title, found.title_en or found.title) if found else Name(code, code)


class _Words(Printer):
    """One language; built per part, because that is only done for what failed."""

    def __init__(self, index: PackIndex, form: str, short: Mapping[Node, Name], language: Language) -> None:
        self.index = index
        self.form = form
        self.short = short
        self.language: Language = language

    def pick(self, name: Name) -> str:
        """The name in this language."""
        return name.zh if self.language == "zh" else name.en

    def side(self, node: Node) -> str:
        """A side of a comparison: a sum needs no brackets there."""
        if isinstance(node, Call) and node.function == "sum":
            return self._sum(node.arguments)
        return self.text(node)

    def body(self, node: Node) -> str:
        """Comparisons with the titles of choices, logic in words."""
        match node:
            case Compare(operator, left, right):
                sides = (self._beside(one, other) for one, other in ((left, right), (right, left)))
                return f" {SIGNS.get(operator, operator)} ".join(sides)
            case Logic(operator, parts):
                word = Name("且", "and") if operator == "and" else Name("或", "or")
                return f" {self.pick(word)} ".join(self.text(part, NOT) for part in parts)
            case Not(Call("blank", (part,))):
                return self.pick(_FILLED).format(self.text(part))
            case Not(operand):
                return f"{self.pick(Name('非', 'not'))} {self.text(operand, NOT)}"
            case _:
                return super().body(node)

    def _beside(self, node: Node, other: Node) -> str:
        if isinstance(node, Text):
            return _quoted(self.pick(choice_name(spec_of(self.index, self.form, other), node.value)))
        return self.text(node, CHAIN)

    def sign(self, operator: str) -> str:
        """As on paper."""
        return _ARITHMETIC.get(operator, operator)

    def choice(self, condition: Node, then: Node, otherwise: Node | None) -> str:
        """若 … 则 … 否则 …."""
        words = Name("若 {0} 则 {1}", "if {0} then {1}")
        said = self.pick(words).format(self.text(condition, OR), self.text(then, OR))
        tail = self.pick(Name(" 否则 ", " else "))
        return said if otherwise is None else f"{said}{tail}{self.text(otherwise)}"

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        """A function as people say it."""
        match function, arguments:
            case "sum", _:
                return f"({self._sum(arguments)})"
            case "coalesce", (first, *others):
                otherwise = ", ".join(self.text(part) for part in others)
                return self.pick(_OTHERWISE).format(self.text(first, ATOM), otherwise)
            case (("round" | "blank" | "na" | "month_of"), (first, *_)):
                return self.pick(_CALLS[function]).format(self.text(first, ATOM))
            case _ if function in _CALLS:
                gap = self.pick(Name("，", ", "))
                return self.pick(_CALLS[function]).format(gap.join(self._few(arguments)))
            case _:
                return super().call(function, arguments)

    def _sum(self, arguments: tuple[Node, ...]) -> str:
        return " + ".join(self._few(arguments, CHAIN))

    def _few(self, arguments: tuple[Node, ...], least: int = 0) -> list[str]:
        if len(arguments) > _SUMMANDS:
            return [self.text(arguments[0], least), "…", self.text(arguments[-1], least)]
        return [self.text(part, least) for part in arguments]

    def tally(self, node: Aggregate | Tally) -> str:
        """A roster total by its name."""
        return self.leaf(node)

    def leaf(self, node: Node) -> str:
        """References by name."""
        if node in self.short:
            return self.pick(self.short[node])
        match node:
            case Operand() | LineField() | Tally() | Target():
                return self.pick(reference_name(self.index, self.form, node))
            case Facts(name):
                return self.pick(_FACTS[name])
            case Bool(value):
                return self.pick(_TRUTHS[value])
            case Text(value=value):
                return _quoted(value)
            case _:
                return super().leaf(node)


def _quoted(text: str) -> str:
    """In quotes; those inside become single ones."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def is_constant(node: Node) -> bool:
    """Whether a side says all there is to say by its value."""
    return isinstance(node, Number | Text | Bool)
