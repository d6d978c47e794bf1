"""What may be on the disk after the power went: what was synced, and any part of the rest.

A disk here is inodes and names. Bytes that were written are safe once their file was synced; names once their
folder was. Until then the disk may have done any of it in any order, a write of several sectors in parts.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from watched_disk import Op

SECTOR = 512


@dataclass
class Inode:
    safe: bytearray = field(default_factory=bytearray)
    waiting: list[Op] = field(default_factory=list)


@dataclass
class Platter:
    """The disk during a run: `names` as programs see them, `safe` as they would be after a crash."""

    names: dict[str, Inode] = field(default_factory=dict)
    safe: dict[str, Inode] = field(default_factory=dict)
    waiting: dict[str, list[tuple[str, Inode | None, str]]] = field(default_factory=dict)

    @classmethod
    def holding(cls, root: Path) -> Platter:
        """The files that are there, all safe."""
        files = {str(p): Inode(bytearray(p.read_bytes())) for p in root.rglob("*") if p.is_file()}
        return cls(names=dict(files), safe=dict(files))

    def apply(self, op: Op) -> None:
        """Let the program's next step happen."""
        match op.what:
            case "create":
                self.names[op.path] = Inode()
                self._rename("", self.names[op.path], op.path)
            case "write" | "truncate":
                self.names[op.path].waiting.append(op)
            case "sync":
                inode = self.names[op.path]
                for each in inode.waiting:
                    _write(inode.safe, each)
                inode.waiting.clear()
            case "rename":
                inode = self.names.pop(op.path)
                self.names[op.to] = inode
                self._rename(op.path, inode, op.to)
            case "unlink":
                if self.names.pop(op.path, None) is not None:
                    self._rename(op.path, None, "")
            case "syncdir":
                for gone, inode, come in self.waiting.pop(op.path, ()):
                    _relink(self.safe, gone, inode, come)

    def _rename(self, gone: str, inode: Inode | None, come: str) -> None:
        self.waiting.setdefault(str(Path(come or gone).parent), []).append((gone, inode, come))

    def after_crash(self, rng: random.Random) -> dict[str, bytes]:
        """One of the states the disk may be in."""
        names = dict(self.safe)
        for waiting in self.waiting.values():
            for each in _some(rng, waiting):
                _relink(names, *each)
        return {name: _torn(rng, inode) for name, inode in names.items()}


def _relink(names: dict[str, Inode], gone: str, inode: Inode | None, come: str) -> None:
    names.pop(gone, None)
    if inode is not None and come:
        names[come] = inode


def _some(rng: random.Random, waiting: list) -> Iterable:
    """Nothing, everything, the first ones, or any of them in their order."""
    match rng.randrange(4):
        case 0:
            return []
        case 1:
            return waiting
        case 2:
            return waiting[: rng.randrange(len(waiting) + 1)]
        case _:
            return [each for each in waiting if rng.random() < 0.5]


def _torn(rng: random.Random, inode: Inode) -> bytes:
    if not inode.waiting:
        return bytes(inode.safe)
    content = bytearray(inode.safe)
    for op in _some(rng, inode.waiting):
        if op.what == "write" and len(op.data) > SECTOR and rng.random() < 0.3:
            _write_sectors(rng, content, op)
        else:
            _write(content, op)
    return bytes(content)


def _write(content: bytearray, op: Op) -> None:
    if op.what == "truncate":
        del content[op.at :]
        content.extend(bytes(op.at - len(content)))
        return
    if len(content) < op.at:
        content.extend(bytes(op.at - len(content)))
    content[op.at : op.at + len(op.data)] = op.data


def _write_sectors(rng: random.Random, content: bytearray, op: Op) -> None:
    for start in range(0, len(op.data), SECTOR):
        if rng.random() < 0.5:
            _write(content, Op("write", op.path, at=op.at + start, data=op.data[start : start + SECTOR]))
