"""A small bar as a PNG picture, for documents: how much of a target is reached, and how much of its time is gone."""

from __future__ import annotations

import struct
import zlib
from decimal import Decimal

WIDTH, HEIGHT = 240, 22
_GROUND, _FILLED, _LATE, _TIME, _EDGE = (
    b"\xe9\xed\xf1",
    b"\x3f\x7f\xb5",
    b"\xd0\x8a\x2e",
    b"\x33\x33\x33",
    b"\xb8\xc2\xcc",
)
_FULL = Decimal(100)


def bar(completion: Decimal | None, time: Decimal | None) -> bytes:
    """The bar: filled to the completion, amber while that lags behind the time's mark, a dark line at the time."""
    filled = _pixels(completion)
    mark = _pixels(time) if time is not None else None
    colour = _LATE if completion is not None and time is not None and completion < time else _FILLED
    line = b"".join(
        _EDGE
        if x in (0, WIDTH - 1)
        else _TIME
        if mark is not None and abs(x - mark) <= 1
        else colour
        if x < filled
        else _GROUND
        for x in range(WIDTH)
    )
    edge = _EDGE * WIDTH
    rows = [edge, *[line] * (HEIGHT - 2), edge]
    return _png(b"".join(b"\0" + row for row in rows))


def _pixels(percent: Decimal | None) -> int:
    if percent is None:
        return 0
    return int(min(max(percent, Decimal(0)), _FULL) * (WIDTH - 2) / _FULL)


def _png(raw: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(raw, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
