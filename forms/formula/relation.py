"""审核关系 as statisticians write them: `01 ≥ 02`, `若6≠0，则5≤6`, `04 = 01+…+03`, `上期01`, `SC-02·02.12·total`.

Rows and columns are bare codes there. Which numbers are codes and which are figures only the form can tell, so reading
needs its codes; a figure that looks like a code is written with one more decimal (`1.0`). What has no such notation
stays as in formulas, and both are understood.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from forms.formula.functions import ALIASES
from forms.formula.parser import parse
from forms.formula.printer import CHAIN, OR, SIGNS, Printer
from forms.formula.tree import (
    Cell,
    Compare,
    Field,
    LastYear,
    LineField,
    Node,
    Number,
    Operand,
    Prev,
    Range,
    Time,
    Total,
    Ytd,
)

_CHINESE: Final = {english: chinese for chinese, english in ALIASES.items() if chinese != "合计"}
_WORDS: Final = {"上期": "prev", "上月": "prev", "上年同期": "last_year", "本年累计": "ytd"}
_ID: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CODE: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?"
_PIECE: Final = re.compile(
    rf"""(?P<text>"[^"]*"|“[^”]*”|`[^`]*`)
    | (?P<minus>[－−])
    | (?P<time>(?:{"|".join(_WORDS)}|自[0-9QH-]+累计)*)
      (?: (?P<first>{_CODE})\s*[+＋]\s*(?:…+|\.\.\.)\s*[+＋]\s*(?P<last>{_CODE})
        | (?P<path>{_ID}(?:·{_CODE}){{1,2}})
        | (?P<cell>(?:{_ID})?\[[^\]]*\])
        | (?P<code>{_ID})(?!\s*[(（]) )""",
    re.VERBOSE,
)
_QUOTED: Final = re.compile(r"(\"[^\"]*\"|“[^”]*”|`[^`]*`)")
_WIDE: Final = (
    {code: code - 0xFEE0 for code in map(ord, "［］．０１２３４５６７８９")}
    | {code: code - 0xFEE0 for first in "Ａａ" for code in range(ord(first), ord(first) + 26)}
    | {ord("【"): "[", ord("】"): "]"}
)
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_MAY_NAME: Final = re.compile(rf"[·…自\"“`]|\.\.\.|(?<![A-Za-z0-9._-])0[0-9]|{'|'.join(_WORDS)}")
"""What every piece that names a code bears outside of brackets, or a text, in which a bracket is none: most rules have none
of it and are not looked through."""
_STEP: Final = re.compile(rf"{'|'.join(_WORDS)}|自(?P<since>[0-9QH-]+)累计")
_FIGURE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LEADING_ZERO: Final = re.compile(r"0[0-9]")
_BARE: Final = re.compile(_CODE)
_ARITHMETIC: Final = {"-": "－", "*": "×", "/": "÷"}


def relation(node: Node, rows: Collection[str] = (), columns: Mapping[str, str] | None = None) -> str:
    """The rule in statisticians' notation. `rows` are the form's row ids, `columns` their ids with the numbers shown."""
    return _Relation(frozenset(rows), columns or {}).rule(node)


def read_relation(text: str, rows: Collection[str], columns: Mapping[str, str]) -> Node:
    """A rule written in that notation; `columns` maps ids to the numbers shown. Errors as `parse` gives them.

    `read_relation(relation(node, rows, columns), rows, columns) == node`.
    """
    return parse(_PIECE.sub(_Codes(rows, columns).replaced, _narrow(text)))


def column_codes(rows: Collection[str], columns: Sequence[str]) -> dict[str, str]:
    """The number a column bears in print; its id where a row has that code."""
    known = {*rows, *columns}
    numbers = {name: str(number) for number, name in enumerate(columns, 1)}
    return {name: name if shown in known else shown for name, shown in numbers.items()}


def names_codes(text: str, rows: Collection[str]) -> bool:
    """Whether row codes stand in the text as no figure is written: `02`, `02.12`, `02·total`, `上期02`."""
    text = _narrow(text)
    if not _MAY_NAME.search(_BRACKETS.sub("", text)):
        return False
    return any(
        bool(piece["path"] or piece["first"] or (piece["time"] and piece["code"]))
        or (piece["code"] in rows and _LEADING_ZERO.match(piece["code"]) is not None)
        for piece in _PIECE.finditer(text)
    )


def names_cells(text: str) -> bool:
    """Whether cells stand in brackets, as in formulas."""
    return any(piece["cell"] for piece in _PIECE.finditer(_narrow(text)))


def _narrow(text: str) -> str:
    """Codes and brackets as they are on an English keyboard, one character for one; quoted texts stay as typed."""
    pieces = _QUOTED.split(text)
    return "".join(piece if place % 2 else piece.translate(_WIDE) for place, piece in enumerate(pieces))


class _Codes:
    """Turns codes into references."""

    def __init__(self, rows: Collection[str], columns: Mapping[str, str]) -> None:
        self.rows = rows
        self.ids = {shown: name for name, shown in columns.items()} | {name: name for name in columns}

    def place(self, code: str) -> str | None:
        """The inside of the brackets for a code, `None` for what is none."""
        if code in self.rows:
            return code
        return f", {self.ids[code]}" if code in self.ids else None

    def replaced(self, piece: re.Match[str]) -> str:
        """A piece of the text in formula notation; a minus of paper is never part of an id."""
        if piece["minus"]:
            return " - "
        if piece["first"]:
            first, last = self.place(piece["first"]), self.place(piece["last"])
            if first and last:
                cells = f"[{first}:{last.removeprefix(', ')}]"
                return f"sum({_moved(piece['time'], cells)})"
        elif piece["path"]:
            return _moved(piece["time"], _path(piece["path"], self.rows, self.ids))
        elif piece["cell"]:
            return _moved(piece["time"], piece["cell"])
        elif piece["code"]:
            return self.coded(piece["time"], piece["code"])
        return piece[0]

    def coded(self, time: str, text: str) -> str:
        """One code, or codes and figures with minus signs between them; SC-03 is neither."""
        parts = [text] if self.place(text) else text.split("-")
        if not all(self.place(part) or _FIGURE.fullmatch(part) for part in parts):
            return time + text
        first, *rest = (f"[{found}]" if (found := self.place(part)) else part for part in parts)
        return "-".join([_moved(time, first), *rest])


def _path(path: str, rows: Collection[str], ids: Mapping[str, str]) -> str:
    first, *others = path.split("·")
    if len(others) == 1:
        return f"[{first}, {ids.get(others[0], others[0])}]" if first in rows else f"{first}[{others[0]}]"
    return f"{first}[{others[0]}, {ids.get(others[1], others[1])}]"


def _moved(words: str | None, body: str) -> str:
    for step in reversed(list(_STEP.finditer(words or ""))):
        body = f'total({body}, "{step["since"]}")' if step["since"] else f"{_WORDS[step[0]]}({body})"
    return body


def _words(time: Time) -> str:
    said = ""
    for step in time:
        match step:
            case Prev():
                said += "上期"
            case LastYear():
                said += "上年同期"
            case Ytd():
                said += "本年累计"
            case Total(since):
                said += f"自{since}累计"
    return said


class _Relation(Printer):
    """Compact, with codes instead of brackets."""

    chain_gap = ""

    def __init__(self, rows: frozenset[str], columns: Mapping[str, str]) -> None:
        self.rows = rows
        self.columns = columns
        self.codes = rows | set(columns) | set(columns.values())

    def rule(self, node: Node) -> str:
        """The whole rule; one comparison gets air around its sign."""
        if not isinstance(node, Compare):
            return self.text(node)
        sides = (self.text(side, CHAIN) for side in (node.left, node.right))
        return f" {SIGNS.get(node.operator, node.operator)} ".join(sides)

    def sign(self, operator: str) -> str:
        """Full-width where a hyphen could be part of an id."""
        return _ARITHMETIC.get(operator, operator)

    def choice(self, condition: Node, then: Node, otherwise: Node | None) -> str:
        """As in 若6≠0，则5≤6."""
        tail = "" if otherwise is None else f"，否则{self.text(otherwise)}"
        return f"若{self.text(condition, OR)}，则{self.text(then, OR)}{tail}"

    def call(self, function: str, arguments: tuple[Node, ...]) -> str:
        """A sum over a range is written out: (01+…+05)."""
        match function, arguments:
            case "sum", (
                Range(form=None, row=row, row_to=row_to, column=column, column_to=column_to, time=time),
            ):
                shown: list[str | None] = []
                if column is None and row and row_to:
                    shown = [self._row(row), self._row(row_to)]
                elif row is None and column and column_to:
                    shown = [self._column(column), self._column(column_to)]
                if shown and all(shown):
                    return f"({_words(time)}{shown[0]}+…+{shown[1]})"
            case _:
                pass
        return super().call(_CHINESE.get(function, function), arguments)

    def leaf(self, node: Node) -> str:
        """Cells by their codes, figures so that they are no codes."""
        match node:
            case Number(value):
                figure = format(value, "f")
                while figure in self.codes:
                    figure += "0" if "." in figure else ".0"
                return figure
            case Cell(form, row, column, time):
                return self._cell(form, row, column, time) or super().leaf(node)
            case Operand(ref, _, time):
                return self._cell(*ref, time) or super().leaf(node)
            case Field(name) | LineField(name) if name in self.codes:
                return f"`{name}`"
            case _:
                return super().leaf(node)

    def _cell(self, form: str | None, row: str | None, column: str | None, time: Time) -> str | None:
        """Joined by ·; `None` where the parts would not be read back as these."""
        parts = [row and self._row(row), column and self._column(column)]
        named = [part for part in parts if part]
        if len(named) != sum(part is not None for part in (row, column)) or (form and row is None):
            return None
        return _words(time) + "·".join([form, *named] if form else named)

    def _row(self, code: str) -> str | None:
        return code if _BARE.fullmatch(code) and code in self.rows else None

    def _column(self, name: str) -> str | None:
        shown = self.columns.get(name)
        return shown if shown and _BARE.fullmatch(shown) and shown not in self.rows else None
