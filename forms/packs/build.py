"""From nodes to the values of `forms.definition`, guided by their declared types.

Whatever is wrong is noted with its place and replaced by something harmless, so that the rest is looked at
as well; the caller must not use the result if a problem was noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from forms.errors import Problem
from forms.packs.nodes import Entries, Items, Node, Scalar, nearest, problem

S = TypeVar("S", bound=msgspec.Struct)
Path = tuple[str | int, ...]
Places = dict[Path, str]

MAX_TEXT = 10_000
MAX_INT_DIGITS = 9
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FIGURE = re.compile(r"(?!-0(?:\.0+)?\Z)-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_TRUE = frozenset({"yes", "true", "是"})
_FALSE = frozenset({"no", "false", "否"})


@cache
def fields_of(cls: type[msgspec.Struct]) -> dict[str, inspect.Field]:
    """The fields of a struct by name, in their order."""
    info = inspect.type_info(cls)
    if not isinstance(info, inspect.StructType):
        raise TypeError(cls)
    return {field.name: field for field in info.fields}


def required_type(kind: inspect.Type) -> inspect.Type:
    """The type without `None`."""
    if isinstance(kind, inspect.UnionType):
        return next(member for member in kind.types if not isinstance(member, inspect.NoneType))
    return kind


class Builder:
    """Builds values and notes problems and the place of everything it meets."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.places: Places = {}

    def note(self, code: str, where: str, key: str, text: Node | str, **more: str) -> None:
        """One more problem."""
        self.problems.append(problem(code, where, key, text, **more))

    def struct(
        self, cls: type[S], node: Node, path: Path, *, skip: Collection[str] = (), **given: object
    ) -> S | None:
        """A struct from a map; `skip` names fields that other files give (`given`). `None` for no map."""
        self.places[path] = node.where
        if not isinstance(node, Entries):
            self.note("E-PACK-VALUE", node.where, str(path[-1]), node, expected="{key: …}")
            return None
        known = {name: field for name, field in fields_of(cls).items() if name not in skip}
        values: dict[str, Any] = dict(given)
        for key, inner in node.entries:
            name = key.text or ""
            field = known.get(name)
            if field is None:
                self.note("E-PACK-KEY", key.where, name, name, near=nearest(name, list(known)))
                continue
            self.places[*path, name] = inner.where
            built = self._field(field, inner, (*path, name))
            if built is not None:
                values[name] = built
        self._demand(known, node, values)
        return cls(**values)

    def _demand(self, known: dict[str, inspect.Field], node: Entries, values: dict[str, Any]) -> None:
        """Required fields that are absent: told once, and filled with something harmless."""
        for name, field in known.items():
            if not field.required or name in values:
                continue
            written = node.get(name)
            if written is None or (isinstance(written, Scalar) and not (written.text or "").strip()):
                self.note("E-PACK-MISSING", node.where, name, name)
            values[name] = _harmless(field.type)

    def _field(self, field: inspect.Field, node: Node, path: Path) -> Any:  # noqa: ANN401 - any field type
        if isinstance(node, Scalar) and node.text is None:
            return None
        return self._value(required_type(field.type), node, path)

    def _value(self, kind: inspect.Type, node: Node, path: Path) -> Any:  # noqa: ANN401 - any field type
        match kind:
            case inspect.VarTupleType():
                return self._tuple(kind, node, path)
            case inspect.DictType():
                return self._map(kind, node, path)
            case inspect.StructType():
                return self.struct(kind.cls, node, path)
            case _:
                return self._scalar(kind, node, str(path[-1]))

    def _tuple(self, kind: inspect.VarTupleType, node: Node, path: Path) -> tuple[Any, ...]:
        """A sequence; one text may stand for a sequence of one."""
        items = node.items if isinstance(node, Items) else (node,)
        if isinstance(node, Entries):
            self.note("E-PACK-VALUE", node.where, str(path[-1]), node, expected="[…]")
            return ()
        values: list[Any] = []
        for item in items:
            here = (*path, len(values))
            self.places[here] = item.where
            key = path[-1] if isinstance(kind.item_type, _SINGLE) else len(values)
            value = self._value(kind.item_type, item, (*path, key))
            if value is not None:
                values.append(value)
            else:
                self._blank(item, str(path[-1]), kind.item_type)
        return tuple(values)

    def _map(self, kind: inspect.DictType, node: Node, path: Path) -> dict[str, Any]:
        """A map; where its type allows nothing as a value, nothing is kept."""
        if not isinstance(node, Entries):
            self.note("E-PACK-VALUE", node.where, str(path[-1]), node, expected="{key: …}")
            return {}
        found: dict[str, Any] = {}
        wanted = required_type(kind.value_type)
        for key, inner in node.entries:
            name = key.text or ""
            self.places[*path, name] = key.where
            if wanted is not kind.value_type and isinstance(inner, Scalar) and not inner.text:
                found[name] = None
                continue
            value = self._value(wanted, inner, (*path, name))
            if value is not None:
                found[name] = value
            else:
                self._blank(inner, f"{path[-1]}.{name}", wanted)
        return found

    def _blank(self, node: Node, key: str, kind: inspect.Type) -> None:
        """In a sequence or map nothing may stand for nothing."""
        if isinstance(node, Scalar) and not (node.text or "").strip():
            self.note("E-PACK-VALUE", node.where, key, node, expected=_expected(kind))

    def _scalar(self, kind: inspect.Type, node: Node, key: str) -> Any:  # noqa: ANN401 - any field type
        """A single value, or `None` with a problem noted; an empty text is nothing written."""
        if not isinstance(node, Scalar):
            self.note("E-PACK-VALUE", node.where, key, node, expected=_expected(kind))
            return None
        text = _BREAK.sub("\n", node.text or "").strip()
        if not text:
            return None
        value = _READERS[type(kind)](kind, text)
        if value is None:
            self.note("E-PACK-VALUE", node.where, key, text, expected=_expected(kind))
        return value


def _text(_: inspect.Type, text: str) -> str | None:
    return None if len(text) > MAX_TEXT or _CONTROL.search(text) else text


def _integer(_: inspect.Type, text: str) -> int | None:
    return int(text) if len(text) <= MAX_INT_DIGITS and _INTEGER.fullmatch(text) and text != "-0" else None


def _figure(_: inspect.Type, text: str) -> Decimal | None:
    return Decimal(text) if _FIGURE.fullmatch(text) else None


def _truth(_: inspect.Type, text: str) -> bool | None:
    word = text.lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def _member(kind: Any, text: str) -> Enum | None:  # noqa: ANN401 - narrowed by the table below
    return next((member for member in kind.cls if member.value == text), None)


_READERS: dict[type[inspect.Type], Callable[[inspect.Type, str], Any]] = {
    inspect.StrType: _text,
    inspect.IntType: _integer,
    inspect.DecimalType: _figure,
    inspect.BoolType: _truth,
    inspect.EnumType: _member,
}

_SINGLE = tuple(_READERS)


def _expected(kind: inspect.Type) -> str:
    """What may be written, in signs that need no translation."""
    match kind:
        case inspect.EnumType():
            return " | ".join(str(member.value) for member in kind.cls)
        case inspect.BoolType():
            return "yes | no"
        case inspect.IntType():
            return "0, 1, 2, …"
        case inspect.DecimalType():
            return "0, -12, 12.5, …"
        case _:
            return f"“…” ≤ {MAX_TEXT}"


def _harmless(kind: inspect.Type) -> Any:  # noqa: ANN401 - any field type
    """A stand-in for what is missing, which no later check complains about again."""
    match kind:
        case inspect.EnumType():
            return next(iter(kind.cls))
        case inspect.VarTupleType():
            return ()
        case inspect.DictType():
            return {}
        case _:
            return ""
