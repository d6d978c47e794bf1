"""Canonical JSON against the RFC 8785 oracle and against other spellings of the same values."""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import canonical
from forms.errors import YuebaoError

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
INTEGERS = st.integers(1 - 2**53, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


class Colour(StrEnum):
    RED = "red"


class Inner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str
    count: canonical.Count = 0


class Outer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    name: str
    n: int = 0
    inner: Inner | None = None
    cells: dict[str, dict[str, str | None]] = {}
    amount: Decimal | None = None
    colour: Colour | None = None
    extensions: dict[str, Any] = {}
    children: tuple[Outer, ...] = ()
    figure: canonical.Figure | None = None
    tags: list[Inner] = []
    either: int | list[int] | None = None


def refused(data: bytes, kind: Any = Any) -> bool:
    with pytest.raises(YuebaoError) as caught:
        canonical.decode(data, kind)
    return caught.value.code == "E-SCHEMA"


@given(VALUES)
@settings(max_examples=200)
def test_bytes_are_those_of_rfc_8785(value):
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(VALUES)
@settings(max_examples=200)
def test_reading_gives_back_what_was_written(value):
    assert canonical.decode(canonical.encode(value), Any) == value


@given(VALUES)
@settings(max_examples=100)
def test_any_other_spelling_is_refused(value):
    ours = canonical.encode(value)
    for other in (
        json.dumps(value, sort_keys=True).encode(),
        json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode(),
        json.dumps(value, indent=1, ensure_ascii=False).encode(),
        ours + b"\n",
        b"\xef\xbb\xbf" + ours,
    ):
        assert other == ours or refused(other)


@given(st.binary(max_size=60))
@settings(max_examples=300)
def test_arbitrary_bytes_are_a_value_or_a_typed_refusal(data):
    for kind in (Any, Outer):
        try:
            value = canonical.decode(data, kind)
        except YuebaoError as error:
            code, again = error.code, data
        else:
            code, again = "E-SCHEMA", canonical.encode(value)
        assert (code, again) == ("E-SCHEMA", data)


# name, bytes; every one is refused as a free value
REFUSED = {
    "nothing": b"",
    "space only": b" ",
    "leading space": b" 1",
    "trailing newline": b"{}\n",
    "trailing NUL": b"{}\0",
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "two values": b"{}{}",
    "comment": b"{/*x*/}",
    "line comment": b"{}//x",
    "trailing comma in object": b'{"a":1,}',
    "trailing comma in list": b"[1,]",
    "missing comma": b"[1 2]",
    "double comma": b"[1,,2]",
    "unclosed list": b"[1",
    "unclosed object": b'{"a":1',
    "unclosed string": b'"a',
    "stray bracket": b"[]]",
    "single quotes": b"{'a':1}",
    "bare key": b"{a:1}",
    "number as key": b"{1:1}",
    "missing value": b'{"a":}',
    "missing colon": b'{"a" 1}',
    "duplicate keys": b'{"a":1,"a":2}',
    "duplicate keys, equal values": b'{"a":1,"a":1}',
    "duplicate keys by escape": b'{"a":1,"\\u0061":1}',
    "keys out of order": b'{"b":1,"a":2}',
    "inner keys out of order": b'[{"b":1,"a":2}]',
    "space after colon": b'{"a": 1}',
    "space after comma": b"[1, 2]",
    "tab": b"[\t1]",
    "key outside ASCII": '{"键":1}'.encode(),
    "inner key outside ASCII": '{"a":[{"é":1}]}'.encode(),
    "escaped slash": b'"\\/"',
    "escaped letter": b'"\\u0061"',
    "escaped Chinese": b'"\\u4e2d"',
    "escaped emoji": b'"\\ud83d\\ude00"',
    "escape with capitals": b'"\\u001F"',
    "long escape of newline": b'"\\u000a"',
    "unknown escape": b'"\\x41"',
    "short escape": b'"\\u41"',
    "raw newline": b'"\n"',
    "raw NUL": b'"\0"',
    "half surrogate pair": b'"\\ud800"',
    "reversed surrogates": b'"\\ude00\\ud83d"',
    "surrogate in UTF-8": b'"\xed\xa0\x80"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "lone continuation": b'"\x80"',
    "cut UTF-8": b'"\xe4\xb8"',
    "latin-1": b'"\xe9"',
    "float": b"1.5",
    "float without fraction": b"1.0",
    "exponent": b"1e2",
    "huge exponent": b"1e999",
    "minus zero": b"-0",
    "minus zero as float": b"-0.0",
    "leading zero": b"01",
    "leading plus": b"+1",
    "bare minus": b"-",
    "hexadecimal": b"0x10",
    "2^53": b"9007199254740992",
    "-2^53": b"-9007199254740992",
    "beyond 64 bits": b"18446744073709551616",
    "5000 digits": b"1" * 5000,
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "capital literal": b"True",
    "undefined": b"undefined",
    "100,000 lists deep": b"[" * 100_000,
    "100,000 lists deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "50,000 objects deep": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
}
ACCEPTED = {
    "null": b"null",
    "true": b"true",
    "zero": b"0",
    "2^53 - 1": b"9007199254740991",
    "1 - 2^53": b"-9007199254740991",
    "empty object": b"{}",
    "empty key": b'{"":0}',
    "short escapes": b'"\\b\\t\\n\\f\\r\\"\\\\"',
    "control character": b'"\\u001f"',
    "delete": b'"\x7f"',
    "line separator": '"\u2028"'.encode(),
    "Chinese and emoji": '"双创😀"'.encode(),
    "sorted keys": b'{"A":1,"a":2,"aa":3,"b":4}',
    "a hundred lists": b"[" * 100 + b"]" * 100,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_refused(data):
    assert refused(data)


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(data):
    assert canonical.encode(canonical.decode(data, Any)) == data


SHAPES = {
    "unknown field": b'{"name":"a","x":1}',
    "unknown inner field": b'{"inner":{"count":0,"title":"a","z":1},"name":"a"}',
    "missing field": b"{}",
    "wrong type": b'{"name":1}',
    "list for object": b"[]",
    "null for text": b'{"name":null}',
    "default spelt out": b'{"n":0,"name":"a"}',
    "fields out of order": b'{"name":"a","n":1}',
    "integer of 2^53 in an open field": b'{"n":9007199254740992,"name":"a"}',
    "negative count": b'{"inner":{"count":-1,"title":"a"},"name":"a"}',
    "count of 2^53": b'{"inner":{"count":9007199254740992,"title":"a"},"name":"a"}',
    "row outside ASCII": '{"cells":{"行":{}},"name":"a"}'.encode(),
    "column outside ASCII": '{"cells":{"1":{"列":null}},"name":"a"}'.encode(),
    "number for a cell": b'{"cells":{"1":{"a":1}},"name":"a"}',
    "amount as number": b'{"amount":1,"name":"a"}',
    "amount with exponent": b'{"amount":"1E+2","name":"a"}',
    "amount of minus zero": b'{"amount":"-0","name":"a"}',
    "amount not a number": b'{"amount":"NaN","name":"a"}',
    "amount in other digits": '{"amount":"١","name":"a"}'.encode(),
    "amount with a leading zero": b'{"amount":"01","name":"a"}',
    "figure with exponent": b'{"figure":"1e2","name":"a"}',
    "figure of minus zero": b'{"figure":"-0.00","name":"a"}',
    "figure with newline": b'{"figure":"1\\n","name":"a"}',
    "figure without integer part": b'{"figure":".5","name":"a"}',
    "unknown list value": b'{"colour":"blue","name":"a"}',
    "float in extensions": b'{"extensions":{"a":1.5},"name":"a"}',
    "key outside ASCII in extensions": '{"extensions":{"a":{"键":1}},"name":"a"}'.encode(),
    "large integer in a child": b'{"children":[{"n":9007199254740993,"name":"b"}],"name":"a"}',
    "large integer in a union": b'{"either":[9007199254740993],"name":"a"}',
}


@pytest.mark.parametrize("data", SHAPES.values(), ids=SHAPES)
def test_shape_refused(data):
    assert refused(data, Outer)


def test_struct_survives_the_round_trip():
    value = Outer(
        name="双创",
        n=-5,
        inner=Inner(title="x", count=2**53 - 1),
        cells={"02.01": {"total": "—", "national": None}},
        amount=Decimal("-12.50"),
        colour=Colour.RED,
        extensions={"a": [1, {"b": None}]},
        children=(Outer(name="b", figure="0.10"),),
        tags=[Inner(title="t")],
        either=3,
    )
    data = canonical.encode(value)
    assert canonical.decode(data, Outer) == value
    assert data == rfc8785.dumps(msgspec.to_builtins(value))


NO_FORM = [1.0, float("nan"), 2**53, -(2**53), {"键": 1}, {1: 1}, b"x", object(), "\ud800", ["\udfff"]]


@pytest.mark.parametrize("value", [*NO_FORM, Decimal("-0"), Decimal("1E+2"), Decimal("NaN")])
def test_values_without_canonical_form(value):
    with pytest.raises(YuebaoError) as caught:
        canonical.encode({"inner": [value]})
    assert caught.value.code == "E-SCHEMA"


def test_a_value_deeper_than_the_stack_is_refused():
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(YuebaoError):
        canonical.encode(value)


def test_unset_fields_are_not_written():
    assert canonical.encode({"a": frozenset({"y", "x"}), "b": Colour.RED}) == b'{"a":["x","y"],"b":"red"}'


def test_digest_is_the_hash_of_the_bytes():
    assert canonical.digest({"b": 1, "a": "中"}) == canonical.sha256('{"a":"中","b":1}'.encode())
    assert canonical.sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
