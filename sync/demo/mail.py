"""What happens to bundles on their way: one is lost, one doubled, one bent by mail, one forged."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from forms import canonical
from sync import container
from sync.container import MANIFEST
from sync.demo.allot import dice
from sync.demo.cast import Mishap, Part
from sync.demo.filing import Sent
from sync.manifest import decode, file_entry

EARLY, PUNCTUAL, LATE = 4, 5, 12
"""The days of the month after on which the region takes files in."""


class Delivery(Struct, frozen=True, kw_only=True):
    """The files of one day's post, in the order in which they lie in the tray. `day` counts after the month."""

    month: int
    day: int
    files: tuple[str, ...]


def deliveries(
    sent: Sequence[Sent], parts: Sequence[Part], months: int, seed: int, lost: Path
) -> tuple[Delivery, ...]:
    """Three posts a month, each in scrambled order, with the mishaps of the post."""
    trays: dict[tuple[int, int], list[str]] = {}
    chance = dice(seed, "post")
    seen: set[tuple[str, int]] = set()
    for one in sent:
        planned = {p.mishap for p in parts if p.unit == one.unit and p.month == one.month}
        again = (one.name, one.month) in seen
        seen.add((one.name, one.month))
        for month, day, file in _ways(
            one, planned, months, lost, chance.choice((EARLY, PUNCTUAL)), again=again
        ):
            trays.setdefault((month, day), []).append(file)
    for files in trays.values():
        chance.shuffle(files)
    return tuple(Delivery(month=m, day=d, files=tuple(trays[m, d])) for m, d in sorted(trays))


def _ways(
    one: Sent, planned: set[Mishap], months: int, lost: Path, day: int, *, again: bool
) -> Sequence[tuple[int, int, str]]:
    """On which days this bundle arrives, and as what."""
    path = Path(one.file)
    own = one.name == one.unit
    usual = (one.month, day, one.file)
    if own and Mishap.LOST in planned:
        lost.mkdir(parents=True, exist_ok=True)
        path.replace(lost / path.name)
        return ()
    if own and Mishap.REPEATED in planned:
        return (usual, (one.month, PUNCTUAL, str(_copy(path, f"copy-of-{path.name}"))))
    if own and Mishap.LATE in planned:
        return ((one.month, LATE, one.file),)
    if own and Mishap.DAMAGED in planned:
        return ((one.month, EARLY, str(damaged(path))), (one.month, PUNCTUAL, one.file))
    if own and Mishap.FORGED in planned:
        return (usual, (one.month, EARLY, str(forged(path))))
    if own and Mishap.CORRECTED in planned:
        # the correction overtakes what it corrects
        return (
            ((one.month, PUNCTUAL, one.file),)
            if again
            else ((min(one.month + 1, months - 1), LATE, one.file),)
        )
    return (usual,)


def _copy(path: Path, name: str) -> Path:
    return Path(shutil.copyfile(path, path.with_name(name)))


def damaged(path: Path) -> Path:
    """A copy as a mail program leaves it that takes a bundle for text: other line ends."""
    other = path.with_name(f"mail-{path.name}")
    other.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return other


def forged(path: Path) -> Path:
    """A copy in which somebody raised a figure and made all hashes agree, but could not sign."""
    entries = container.read(path.read_bytes())
    name = next(n for n in entries if n.startswith("revisions/") and b'"form":"SC-02"' in entries[n])
    changed = _raised(entries.pop(name))
    new = f"revisions/{canonical.sha256(changed)}.json"
    manifest = decode(entries[MANIFEST])
    files = {n: entry for n, entry in manifest.files.items() if n != name} | {new: file_entry(changed)}
    entries[MANIFEST] = canonical.encode(msgspec.structs.replace(manifest, files=files))
    other = path.with_name(f"forged-{path.name}")
    other.write_bytes(container.write([*entries.items(), (new, changed)]))
    return other


def _raised(blob: bytes) -> bytes:
    revision = msgspec.json.decode(blob)
    cells = revision["cells"]["02.12"]
    cells["other"] = str(int(cells["other"]) + 500)
    return canonical.encode(revision)
