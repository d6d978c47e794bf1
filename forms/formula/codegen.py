"""The code generator: statements of `ast` for one rule, with the strategy for missing values written into them.

Each operand is read once per branch, before what uses it; `若` becomes an `if` statement, so that the branch not taken
reads nothing. Inside `coalesce` and other opaque places a blank leaves a `while` block instead of the rule.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from forms.definition import Missing
from forms.formula.functions import FUNCTIONS
from forms.formula.tree import (
    Arithmetic,
    Bool,
    Call,
    Compare,
    Facts,
    If,
    LineField,
    Logic,
    Node,
    Not,
    Number,
    Operand,
    Tally,
    Target,
    Text,
    Type,
    Unary,
    children,
)
from forms.formula.typer import Typer
from forms.ids import CellRef

_WIDE: Final = 8
_OPERATORS: Final[dict[str, ast.operator]] = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult()}
_COMPARISONS: Final[dict[str, ast.cmpop]] = {
    "=": ast.Eq(),
    "<>": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
}
_LOAD: Final = ast.Load()
_STORE: Final = ast.Store()
_NONE: Final = ast.Constant(None)


_PLACE: Final = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}


def located(module: ast.Module) -> ast.Module:
    """`ast.fix_missing_locations` at a quarter of its time, which is a fifth of what compiling a pack takes."""
    waiting: list[ast.AST] = [*module.body]
    while waiting:
        node = waiting.pop()
        for value in vars(node).values():
            if isinstance(value, ast.AST):
                waiting.append(value)
            elif type(value) is list:
                waiting.extend(part for part in value if isinstance(part, ast.AST))
        vars(node).update(_PLACE)
    return module


def _name(name: str) -> ast.expr:
    return ast.Name(name, _LOAD)


def _call(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_name(function), list(arguments), [])


def _ask(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(_name("c"), name, _LOAD), list(arguments), [])


def _is_none(value: ast.expr) -> ast.expr:
    return ast.Compare(value, [ast.Is()], [_NONE])


class _Block:
    """Statements under one condition: what was read outside is known inside, not the other way round."""

    def __init__(
        self, body: list[ast.stmt], known: dict[Node, str], leave: ast.stmt, missing: Missing
    ) -> None:
        self.body = body
        self.known = known
        self.leave = leave
        self.missing = missing

    def inner(self) -> _Block:
        """A branch."""
        return _Block([], dict(self.known), self.leave, self.missing)

    def set(self, name: str, value: ast.expr) -> None:
        """An assignment."""
        self.body.append(ast.Assign([ast.Name(name, _STORE)], value))


class Writer:
    """Writes one function; `constants` are the decimals and texts it refers to by name."""

    def __init__(
        self, missing: Missing, slot: Callable[[CellRef], int], tally: Callable[[Tally], int], *, line: bool
    ) -> None:
        self.missing = missing
        self.constants: dict[str, object] = {}
        self._slot = slot
        self._tally = tally
        self._line = line
        self._count = 0
        self._tracks = False

    def module(self, node: Node) -> ast.Module:
        """`def rule(v, c)` with the rule inside `try`, for no arithmetic error may escape."""
        block = _Block([], {}, ast.Return(_NONE), self.missing)
        result = self._value(node, block)
        body: list[ast.stmt] = []
        if self._tracks:
            body.append(ast.Assign([ast.Name("p", _STORE)], _NONE))
            all_blank = ast.Compare(_name("p"), [ast.Is()], [ast.Constant(False)])
            block.body.append(ast.If(all_blank, [ast.Return(_NONE)], []))
        block.body.append(ast.Return(result))
        by_zero = [ast.If(self._decidable(node), [ast.Expr(_ask("divided_by_zero"))], []), ast.Return(_NONE)]
        handlers = [
            ast.ExceptHandler(_name("ZeroDivisionError"), None, list(by_zero)),
            ast.ExceptHandler(_name("ArithmeticError"), None, [ast.Return(_NONE)]),
        ]
        body.append(ast.Try(block.body, handlers, [], []))
        arguments = ast.arguments([], [ast.arg("v"), ast.arg("c")], None, [], [], None, [])
        return located(ast.Module([ast.FunctionDef("rule", arguments, body, [])], []))

    def _decidable(self, node: Node) -> ast.expr:
        """Whether blanks alone would not have left the rule undecided: only then is the division worth a hint."""
        blanks = [self._blank(operand) for operand in dict.fromkeys(strict_operands(node))]
        if self.missing is Missing.ZERO or not blanks:
            return ast.Constant(True)
        joint = ast.Or() if self.missing is Missing.SKIP_ANY else ast.And()
        return ast.UnaryOp(ast.Not(), _joined(joint, blanks))

    def _blank(self, operand: Node) -> ast.expr:
        """Whether an operand is blank; a `coalesce` is where each of its arguments has a blank."""
        if isinstance(operand, Call):
            return _joined(ast.And(), [self._has_blank(part) for part in operand.arguments])
        return _is_none(self._read(operand))

    def _has_blank(self, node: Node) -> ast.expr:
        blanks = [self._blank(operand) for operand in dict.fromkeys(strict_operands(node))]
        return _joined(ast.Or(), blanks) if blanks else ast.Constant(False)

    def _fresh(self) -> str:
        self._count += 1
        return f"t{self._count}"

    def _constant(self, value: object) -> ast.expr:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return _name(name)

    def _read(self, node: Node) -> ast.expr:
        """The operand as it is, blank or not."""
        match node:
            case Operand(ref, _, time):
                slot = ast.Constant(self._slot(ref))
                if time or self._line:
                    return _ask("past", self._constant(time), slot)
                return ast.Subscript(_name("v"), slot, _LOAD)
            case LineField(index=index):
                return ast.Subscript(_name("v"), ast.Constant(index), _LOAD)
            case Tally():
                return _ask("aggregate", ast.Constant(self._tally(node)))
            case Target(name):
                return _ask("target", ast.Constant(name))
            case _:
                raise TypeError(type(node))

    def _operand(self, node: Node, type_: Type, block: _Block) -> ast.expr:
        if node not in block.known:
            name = block.known[node] = self._fresh()
            block.set(name, self._read(node))
            self._missing(name, type_, block)
        return _name(block.known[node])

    def _missing(self, name: str, type_: Type, block: _Block) -> None:
        """What the strategy does with a value that may be blank."""
        if block.missing is Missing.SKIP_ANY:
            block.body.append(ast.If(_is_none(_name(name)), [block.leave], []))
            return
        blank = _name("Z") if type_ is Type.NUMBER else ast.Constant(False if type_ is Type.BOOL else "")
        filled: list[ast.stmt] = [ast.Assign([ast.Name(name, _STORE)], blank)]
        present: list[ast.stmt] = []
        if block.missing is Missing.SKIP_ALL:
            self._tracks = True
            # p: nothing read yet (None), only blanks (False), at least one value (True)
            present = [ast.Assign([ast.Name("p", _STORE)], ast.Constant(True))]
            seen = ast.Compare(_name("p"), [ast.Is()], [ast.Constant(True)])
            filled.append(ast.Assign([ast.Name("p", _STORE)], seen))
        block.body.append(ast.If(_is_none(_name(name)), filled, present))

    def _value(self, node: Node, block: _Block) -> ast.expr:  # noqa: C901, PLR0911, PLR0912 - one per kind of node
        match node:
            case Number(value):
                return self._constant(value)
            case Text(value=value) | Bool(value=value):
                return ast.Constant(value)
            case Facts(name):
                return ast.Attribute(_name("c"), name, _LOAD)
            case Operand(type=found) | LineField(type=found):
                return self._operand(node, found, block)
            case Tally() | Target():
                return self._operand(node, Type.NUMBER, block)
            case Unary(operator, operand):
                signed = self._value(operand, block)
                return ast.UnaryOp(ast.USub(), signed) if operator == "-" else signed
            case Arithmetic(first, rest):
                return self._chain(first, rest, block)
            case Compare(operator, left, right):
                sides = self._value(left, block), self._value(right, block)
                return ast.Compare(sides[0], [_COMPARISONS[operator]], [sides[1]])
            case Logic(operator, parts):
                return self._logic(operator, parts, block)
            case Not(operand):
                return ast.UnaryOp(ast.Not(), self._value(operand, block))
            case If():
                return self._if(node, block)
            case Call():
                return self._function(node, block)
            case _:
                raise TypeError(type(node))

    def _logic(self, operator: str, parts: tuple[Node, ...], block: _Block) -> ast.expr:
        """Both sides are always evaluated: a division by zero on either leaves the rule undecided."""
        values = [self._value(part, block) for part in parts]
        joint: ast.operator = ast.BitAnd() if operator == "and" else ast.BitOr()
        return self._left_to_right(values, [joint] * (len(values) - 1), block)

    def _chain(self, first: Node, rest: tuple[tuple[str, Node], ...], block: _Block) -> ast.expr:
        result = self._value(first, block)
        for number, (sign, part) in enumerate(rest, start=1):
            value = self._value(part, block)
            joined = (
                _call("divide", result, value) if sign == "/" else ast.BinOp(result, _OPERATORS[sign], value)
            )
            result = self._cut(joined, block) if number % _WIDE == 0 else joined
        return result

    def _left_to_right(self, values: list[ast.expr], signs: list[ast.operator], block: _Block) -> ast.expr:
        result = values[0]
        for number, (sign, value) in enumerate(zip(signs, values[1:], strict=True), start=1):
            joined = ast.BinOp(result, sign, value)
            result = self._cut(joined, block) if number % _WIDE == 0 else joined
        return result

    def _cut(self, value: ast.expr, block: _Block) -> ast.expr:
        """A long chain in pieces, so that no expression nests deeply."""
        name = self._fresh()
        block.set(name, value)
        return _name(name)

    def _if(self, node: If, block: _Block) -> ast.expr:
        result = self._fresh()
        condition = self._value(node.condition, block)
        then, otherwise = block.inner(), block.inner()
        then.set(result, self._value(node.then, then))
        last = ast.Constant(True) if node.otherwise is None else self._value(node.otherwise, otherwise)
        otherwise.set(result, last)
        block.body.append(ast.If(condition, then.body, otherwise.body))
        return _name(result)

    def _function(self, node: Call, block: _Block) -> ast.expr:
        if FUNCTIONS[node.function].opaque:
            return self._opaque(node, block)
        values = [self._value(part, block) for part in node.arguments]
        match node.function:
            case "sum" if len(values) <= _WIDE:
                return self._left_to_right(values, [ast.Add()] * (len(values) - 1), block)
            case "sum":
                return _call("sum", ast.Tuple(values, _LOAD), _name("Z"))
            case "avg":
                return _call("average", ast.Tuple(values, _LOAD))
            case "min" | "max":
                return _call(node.function, ast.Tuple(values, _LOAD))
            case "round":
                places = node.arguments[1]
                step = Decimal(1).scaleb(-int(places.value)) if isinstance(places, Number) else Decimal(1)
                return _call("half_up", values[0], self._constant(step))
            case "month_of":
                return ast.Subscript(values[0], ast.Slice(None, ast.Constant(7), None), _LOAD)
            case "abs":
                return _call("abs", values[0])
            case other:
                raise ValueError(other)

    def _opaque(self, node: Call, block: _Block) -> ast.expr:
        match node.function:
            case "na":
                part = node.arguments[0]
                return _ask("na", ast.Constant(self._slot(part.ref) if isinstance(part, Operand) else -1))
            case "blank":
                return _is_none(self._read(node.arguments[0]))
            case "count":
                held: list[ast.expr] = [
                    ast.Compare(self._read(part), [ast.IsNot()], [_NONE]) for part in node.arguments
                ]
                return _call("D", _call("sum", ast.Tuple(held, _LOAD)))
            case _:
                return self._coalesce(node, block)

    def _coalesce(self, node: Call, block: _Block) -> ast.expr:
        """The first argument none of whose operands is blank; the whole counts as one operand."""
        result = self._fresh()
        block.set(result, _NONE)
        target = block.body
        for part in node.arguments:
            attempt = _Block([], {}, ast.Break(), Missing.SKIP_ANY)
            attempt.set(result, self._value(part, attempt))
            attempt.body.append(ast.Break())
            loop = ast.While(ast.Constant(True), self._guarded(part, attempt.body), [])
            guarded: list[ast.stmt] = [loop]
            target.append(ast.If(_is_none(_name(result)), guarded, []))
        self._missing(result, Typer().type(node), block)
        return _name(result)

    def _guarded(self, part: Node, body: list[ast.stmt]) -> list[ast.stmt]:
        """Inside `coalesce` a blank wins over a division by zero, whichever is met first."""
        if isinstance(part, Operand | LineField | Tally | Target | Number | Text | Bool | Facts):
            return body
        sound = ast.UnaryOp(ast.Not(), self._has_blank(part))
        handling: list[ast.stmt] = [ast.If(sound, [ast.Raise()], []), ast.Break()]
        return [ast.Try(body, [ast.ExceptHandler(_name("ArithmeticError"), None, handling)], [], [])]


def _joined(operator: ast.boolop, parts: list[ast.expr]) -> ast.expr:
    return parts[0] if len(parts) == 1 else ast.BoolOp(operator, parts)


def strict_operands(node: Node) -> list[Node]:
    """Operands the strategy looks at, in order: references, and each `coalesce` as one; what is inside opaque functions is not."""
    found: list[Node] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Operand | LineField | Tally | Target):
            found.append(part)
        elif isinstance(part, Call) and FUNCTIONS[part.function].opaque:
            if part.function == "coalesce":
                found.append(part)
        else:
            waiting.extend(reversed(children(part)))
    return found
