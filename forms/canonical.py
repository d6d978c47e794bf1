"""Canonical JSON: one value, one byte sequence (the RFC 8785 profile of bundles.md §2).

Keys are ASCII and sorted, figures are decimal strings, integers stay below 2^53, floats do not exist.
Reading demands the bytes that writing would give again, which refuses duplicate keys, spaces, other
escapes, a byte order mark and everything else that could make two files of one meaning.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import inspect

from forms.errors import YuebaoError

T = TypeVar("T")
_Check = Callable[[Any], None]

INT_LIMIT = 2**53
FIGURE = re.compile(r"(?!-0(?:\.0+)?\Z)-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

Int = Annotated[int, msgspec.Meta(ge=1 - INT_LIMIT, le=INT_LIMIT - 1)]
"""An integer every JSON reader keeps exact."""
Count = Annotated[int, msgspec.Meta(ge=0, le=INT_LIMIT - 1)]
"""An integer from 0."""
Figure = Annotated[str, msgspec.Meta(pattern=rf"^{FIGURE.pattern}\Z")]
"""An exact figure as text: `-?(0|[1-9][0-9]*)(\\.[0-9]+)?`, never `-0`."""
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""A hash as it stands in names and references: 64 hexadecimal digits, small letters."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)


def encode(obj: object) -> bytes:
    """The canonical bytes of a struct, dict, list, text, integer, boolean or null; Decimals become text.

    Raises YuebaoError `E-SCHEMA` for what the profile does not know: floats, integers from 2^53 on,
    keys outside ASCII, figures such as `-0` or `1E+2`, half surrogate pairs, other types.
    """
    try:
        _require_profile(obj)
        return _ENCODER.encode(obj)
    except (UnicodeError, RecursionError) as error:
        raise _refusal(str(error)) from error


def decode(data: bytes, type: type[T]) -> T:  # noqa: A002 - the name msgspec has taught everybody
    """The value of these canonical bytes; unknown fields are refused if the struct forbids them.

    Raises YuebaoError `E-SCHEMA` for any other spelling of the value and for any other shape.
    """
    wanted: Any = type
    try:
        value: T = _decoder(wanted).decode(data)
        again = _ENCODER.encode(value)
    except _UNREADABLE as error:
        raise _refusal(str(error)) from error
    if again != data:
        raise _refusal(f"not canonical JSON from byte {_first_difference(again, data)}")
    check = _checker(wanted)
    if check is not None:
        check(value)
    return value


def digest(obj: object) -> str:
    """The SHA-256 of the canonical bytes, in hexadecimal: the name of content-addressed values."""
    return sha256(encode(obj))


def sha256(data: bytes) -> str:
    """The SHA-256 of these bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _refusal(detail: str) -> YuebaoError:
    return YuebaoError("E-SCHEMA", detail=detail)


def _first_difference(ours: bytes, theirs: bytes) -> int:
    """Found by halves, because the bytes may be megabytes and come from a stranger."""
    low, high = 0, min(len(ours), len(theirs))
    while low < high:
        middle = (low + high + 1) // 2
        if ours[:middle] == theirs[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


@cache
def _decoder(wanted: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401 - types and type expressions alike
    return msgspec.json.Decoder(wanted)


# --- the profile, checked on values -------------------------------------------------------------


def _require_profile(value: object) -> None:
    """Raise `E-SCHEMA` unless the value and all within belong to the profile."""
    if value is None or value is msgspec.UNSET or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        _require_range(value)
    elif isinstance(value, dict):
        _require_keys(value)
        for inner in value.values():
            _require_profile(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            _require_profile(inner)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            _require_profile(getattr(value, name))
    elif isinstance(value, Decimal):
        _require_figure(value)
    else:
        raise _refusal(f"{type(value).__name__} has no canonical form")


def _require_range(value: int) -> None:
    if not -INT_LIMIT < value < INT_LIMIT:
        raise _refusal(f"integer of {value.bit_length()} bits; figures travel as text")


def _require_keys(value: dict[Any, Any]) -> None:
    for key in value:
        if not isinstance(key, str) or not key.isascii():
            raise _refusal(f"key {key!r:.80} is not ASCII text")


def _require_figure(value: Decimal) -> None:
    if not FIGURE.fullmatch(str(value)):
        raise _refusal(f"{value!s:.80} is not a plain decimal figure")


# --- the profile, proved from types -------------------------------------------------------------
# A decoder has already checked what the type promises. Only what the type leaves open is looked at
# again, so that reading a report costs no walk over its cells.


@cache
def _checker(wanted: Any) -> _Check | None:  # noqa: ANN401 - types and type expressions alike
    """What is left to check in values of this type; None when the type says it all."""
    return _open_end(inspect.type_info(wanted), frozenset())


def _open_end(info: inspect.Type, above: frozenset[type]) -> _Check | None:  # noqa: PLR0911 - one per kind
    match info:
        case inspect.IntType(ge=low, le=high) if low is None or high is None:
            return _require_range
        case inspect.DecimalType():
            return _require_figure
        case inspect.DictType(value_type=inner):
            return _for_dict(_open_end(inner, above))
        case inspect.ListType(item_type=inner) | inspect.VarTupleType(item_type=inner):
            return _for_items(_open_end(inner, above))
        case inspect.StructType(cls=cls) if cls not in above:
            return _for_struct(info, above | {cls})
        case inspect.UnionType(types=(inspect.NoneType(), inner) | (inner, inspect.NoneType())):
            return _for_optional(_open_end(inner, above))
        case inspect.UnionType(types=members):
            return _require_profile if any(_open_end(m, above) for m in members) else None
        case (
            inspect.IntType()
            | inspect.StrType()
            | inspect.BoolType()
            | inspect.NoneType()
            | inspect.EnumType()
            | inspect.LiteralType()
        ):
            return None
        case _:
            return _require_profile


def _for_dict(inner: _Check | None) -> _Check:
    def check(value: dict[Any, Any]) -> None:
        if not "".join(value).isascii():
            _require_keys(value)
        if inner is not None:
            for item in value.values():
                inner(item)

    return check


def _for_items(inner: _Check | None) -> _Check | None:
    def check(value: list[Any]) -> None:
        for item in value:
            known(item)

    known = inner or _require_profile
    return None if inner is None else check


def _for_optional(inner: _Check | None) -> _Check | None:
    def check(value: object) -> None:
        if value is not None:
            known(value)

    known = inner or _require_profile
    return None if inner is None else check


def _for_struct(info: inspect.StructType, above: frozenset[type]) -> _Check | None:
    found = [(field.name, _open_end(field.type, above)) for field in info.fields]
    fields = [(name, check) for name, check in found if check is not None]

    def check_fields(value: object) -> None:
        for name, check in fields:
            check(getattr(value, name))

    return check_fields if fields else None
